import { createChannel } from './channel.js';
import { createClock } from './clock.js';
import { createComposer } from './composer.js';
import { all, byId, first, inputById, write } from './dom.js';
import { createFaults } from './faults.js';
import { createPeople } from './people.js';
import { createPlayer } from './player.js';
import { inStyle } from './time.js';
import { createTour } from './tour.js';
import { actInChannel, actOnPlayer, listen, readCommands, readShelf, readState } from './wire.js';

/**
 * @import { PageState } from '../protocol.ts'
 * @import { ChannelContext } from './channel.js'
 * @import { ActInChannel, ActOnPlayer } from './wire.js'
 */

const TICK_MS = 500;
const COMPLAINT_SHOWN_MS = 8_000;

/**
 * Whose player is shown: the one that sounds, or else one's own, until one chooses another.
 * @type {string | null}
 */
let chosenPlayer = null;
/** @type {PageState | null} */
let state = null;
let isReading = false;
let isStale = false;
/** @type {number | undefined} */
let complaintTimer;

/** @type {ActOnPlayer} */
const onPlayer = (action, parts) => refreshed(actOnPlayer(shownPlayer(), action, parts, complain));
/** @type {ActInChannel} */
const inChannel = (action, parts) => refreshed(actInChannel(people.me(), action, parts, complain));

const people = createPeople({ onChange: () => void refresh() });
const clock = createClock({ act: onPlayer });
/** @type {ChannelContext} */
const context = {
  now: clock.now,
  nameOf: (id) => (id === state?.bot.id ? state.bot.name : people.nameOf(id)),
  channelNameOf: (id) => (id === state?.channel.id ? state.channel.name : undefined),
  avatar: people.avatar,
  act: inChannel,
  onCommand: (text) => composer.fill(text),
  onWayOut: (url) =>
    complain(
      `In Discord this opens ${url.host}${url.pathname}. The songs here are made up, so there is nothing to see.`,
    ),
  tick: showTimes,
};
const channel = createChannel(context);
const player = createPlayer({
  act: onPlayer,
  now: clock.now,
  choosePlayer(key) {
    chosenPlayer = key;
    void refresh();
  },
});
const faults = createFaults({ act: onPlayer });
const tour = createTour();
const composer = createComposer({
  act: (action, parts, onFailure = complain) => actInChannel(people.me(), action, parts, onFailure),
  send: (action, text, onFailure) => channel.sending(() => actInChannel(people.me(), action, { text }, onFailure)),
  peopleOf: people.all,
  readCommands,
});

/** @returns {string} */
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

/** @param {PageState} seen */
function show(seen) {
  state = seen;
  clock.show(seen);
  people.show(seen);
  write(byId('channel-name'), seen.channel.name);
  write(byId('guild-name'), seen.guild);
  inputById('line').placeholder = `Message #${seen.channel.name}, or type /`;
  channel.show(seen);
  player.show(seen);
  faults.show(seen);
  tour.show(seen.tour);
}

/**
 * Looks again once something is done.
 * @template T
 * @param {Promise<T>} answer
 */
async function refreshed(answer) {
  const what = await answer;
  void refresh();
  return what;
}

/** @param {string} sentence */
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
  for (const time of all('time[data-at]')) {
    write(time, inStyle(Number(time.dataset.at), time.dataset.style ?? 'f', now));
  }
}

/** @param {string} name */
function chooseView(name) {
  document.body.dataset.view = name;
  for (const tab of all('#tabs button')) {
    tab.setAttribute('aria-pressed', String(tab.dataset.view === name));
  }
}

/**
 * Where a chip leads besides the channel.
 * @type {Record<string, () => void>}
 */
const focusOn = {
  player: () => player.focus(),
  faults: () => first('button', byId('fault-list'))?.focus(),
};

for (const tab of all('#tabs button')) tab.addEventListener('click', () => chooseView(tab.dataset.view ?? 'channel'));
for (const step of all('.chip')) {
  step.addEventListener('click', () => {
    if (step.dataset.as) people.become(step.dataset.as);
    if (step.dataset.player) chosenPlayer = step.dataset.player;
    const view = step.dataset.view ?? 'channel';
    chooseView(view);
    if (step.dataset.fill) composer.fill(step.dataset.fill);
    void refresh().then(() => focusOn[view]?.());
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
