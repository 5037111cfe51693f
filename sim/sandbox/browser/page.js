import { createChannel } from './channel.js';
import { createClock } from './clock.js';
import { createComposer } from './composer.js';
import { byId, icon, write } from './dom.js';
import { createFaults } from './faults.js';
import { createPeople } from './people.js';
import { createPlayer } from './player.js';
import { inStyle } from './time.js';
import { createTour } from './tour.js';
import { listen, perform, readCommands, readShelf, readState } from './wire.js';

const TICK_MS = 500;
const COMPLAINT_SHOWN_MS = 8_000;

/** Whose player is shown: the one that sounds, or else one's own, until one chooses another. */
let chosenPlayer = null;
let state = null;
let isReading = false;
let isStale = false;
let complaintTimer;

const people = createPeople({ onChange: () => void refresh(), icon });
const clock = createClock({ act: (action, body) => act(action, { player: shownPlayer(), ...body }) });
const context = {
  now: clock.now,
  nameOf: (id) => (id === state?.bot?.id ? state.bot.name : people.nameOf(id)),
  channelNameOf: (id) => (id === state?.channel.id ? state.channel.name : undefined),
  avatar: people.avatar,
  act: (action, body) => act(action, { as: people.me(), ...body }),
  onCommand: (text) => composer.fill(text),
  onWayOut: (url) =>
    complain(
      `In Discord this opens ${url.host}${url.pathname}. The songs here are made up, so there is nothing to see.`,
    ),
  tick: showTimes,
};
const channel = createChannel(context);
const player = createPlayer({
  act: (action, body) => act(action, { player: shownPlayer(), ...body }),
  now: clock.now,
  choosePlayer(key) {
    chosenPlayer = key;
    void refresh();
  },
});
const faults = createFaults({ act: (action, body) => act(action, { player: shownPlayer(), ...body }) });
const tour = createTour();
const composer = createComposer({
  act: (action, body, onFailure) => perform(action, { as: people.me(), ...body }, onFailure),
  send: (action, text, onFailure) => channel.sending(() => perform(action, { as: people.me(), text }, onFailure)),
  peopleOf: people.all,
  readCommands,
});

function shownPlayer() {
  const players = state?.players ?? [];
  const own = players.find(({ key }) => key === people.me());
  const sounding = own?.isPlaying ? own : players.find(({ isPlaying }) => isPlaying);
  return chosenPlayer ?? (sounding ?? own)?.key ?? (state ? 'ada' : people.me());
}

/** Looks again; what arrives while looking makes it look once more. */
async function refresh() {
  if (isReading) {
    isStale = true;
    return;
  }
  isReading = true;
  try {
    const [me, whose] = [people.me(), shownPlayer()];
    const seen = await readState(me, whose);
    if (me === people.me() && whose === shownPlayer()) show(seen);
    else isStale = true;
  } catch {
    // The line says that the sandbox is away, and looks again when it is back.
  }
  isReading = false;
  if (isStale) {
    isStale = false;
    void refresh();
  }
}

function show(seen) {
  state = seen;
  clock.show(seen);
  people.show(seen.people, seen.me, seen.bot);
  write(byId('channel-name'), seen.channel.name);
  write(byId('guild-name'), seen.guild);
  byId('line').placeholder = `Message #${seen.channel.name}, or type /`;
  channel.show(seen);
  player.show(seen);
  faults.show(seen);
  tour.show(seen.tour);
}

async function act(action, body) {
  const answer = await perform(action, body, complain);
  void refresh();
  return answer;
}

function complain(sentence) {
  const toast = byId('toast');
  write(toast, sentence);
  toast.hidden = false;
  clearTimeout(complaintTimer);
  complaintTimer = setTimeout(() => {
    toast.hidden = true;
    write(toast, '');
  }, COMPLAINT_SHOWN_MS);
}

/** Times in messages count by themselves. */
function showTimes() {
  const now = clock.now();
  for (const time of document.querySelectorAll('time[data-at]')) {
    write(time, inStyle(Number(time.dataset.at), time.dataset.style, now));
  }
}

function chooseView(name) {
  document.body.dataset.view = name;
  for (const tab of document.querySelectorAll('#tabs button')) {
    tab.setAttribute('aria-pressed', String(tab.dataset.view === name));
  }
}

/** Where a chip leads besides the channel. */
const focusOn = {
  player: () => player.focus(),
  faults: () => byId('fault-list').querySelector('button')?.focus(),
};

for (const tab of document.querySelectorAll('#tabs button'))
  tab.addEventListener('click', () => chooseView(tab.dataset.view));
for (const step of document.querySelectorAll('.chip')) {
  step.addEventListener('click', () => {
    if (step.dataset.as) people.become(step.dataset.as);
    if (step.dataset.player) chosenPlayer = step.dataset.player;
    chooseView(step.dataset.view ?? 'channel');
    if (step.dataset.fill) composer.fill(step.dataset.fill);
    void refresh().then(() => focusOn[step.dataset.view]?.());
  });
}
byId('toast').addEventListener('click', () => {
  byId('toast').hidden = true;
});

setInterval(() => {
  clock.tick();
  player.tick();
  showTimes();
}, TICK_MS);

void readShelf().then(player.stock, () => complain('The songs could not be read: reload the page.'));
void composer.load();
listen(
  () => void refresh(),
  (isThere) => {
    byId('offline').hidden = isThere;
  },
);
