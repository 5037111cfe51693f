import type { Came } from './discord.ts';
import { idOf } from './interactions.ts';
import type { Name } from './party.ts';
import type { Press } from './plan.ts';
import { controlOn, entriesOn, linkOn, staysIn } from './read-answer.ts';
import { readCard } from './stage.ts';
import type { Witnessed } from './witnessed.ts';

/*
 * What people type and press, and what they do next with the answer they read: each deed is done with what Discord shows
 * them by read, a command, a button of the card, or a private message with its buttons and menus.
 */

/** The presses that are one interaction to begin with; the others are several, one after the other. */
export type Single = Exclude<Press, { is: 'everybodySkips' | 'flood' }>;

/** Somebody who floods sends a search so often, under this name. */
export const SEARCH_EVERY_MS = 300;
export const FLOODED = 'search';
/** Somebody takes this long to go through both consent pages. */
const CONSENTS_AFTER_MS = 5_000;

export function pressOnce(seen: Witnessed, deed: Single): void {
  // The table has for each kind of deed what takes just that kind.
  (ACTS[deed.is] as (seen: Witnessed, deed: Single) => void)(seen, deed);
}

type Act<Is> = (seen: Witnessed, deed: Extract<Single, { is: Is }>) => void;

const ACTS: { [Is in Single['is']]: Act<Is> } = {
  join: (seen, { who }) => byButtonOrCommand(seen, who, 'join', (came) => keepList(seen, who, came)),
  leave: (seen, { who }) => byButtonOrCommand(seen, who, 'leave', (_, end) => end === 'done' && leaves(seen, who)),
  link: (seen, { who }) => {
    if (who !== 'finn') askForLink(seen, who);
  },
  unlink,
  skip,
  pause: (seen, { who }) => byButtonOrCommand(seen, who, 'pause'),
  resume: (seen, { who }) => byButtonOrCommand(seen, who, 'resume'),
  takeBack: (seen, { who }) => byButton(seen, who, 'take-back', 'takeBack'),
  device: chooseDevice,
  end,
  kick,
  takeOver: ({ world }, { who, whom }) => world.type({ who, what: `offer ${whom}` }, 'host', { member: idOf(whom) }),
  bring,
  ask: ({ world }, { who, what }) => world.type({ who, what }, what),
  encore: ({ world }, { who }) => world.type({ who, what: 'encore' }, 'encore'),
  add: (seen, deed) => ADDS[deed.how ?? 'uri'](seen, deed),
  remove,
  hide: choose,
  swap: choose,
};

/** What somebody does with the answer that they read. */
type Read = (came: Came, end: string) => unknown;

/** By the button of the card where it has one just now, else by the command of that name. */
function byButtonOrCommand(
  { world }: Witnessed,
  who: Name,
  what: 'join' | 'leave' | 'pause' | 'resume',
  read: Read = () => {},
) {
  const button = world.card()?.control(what);
  if (button) world.pressCard({ who, what, read }, button);
  else world.type({ who, what, read }, what);
}

/** By the button of the card; where it has none, by that of an older card which somebody still sees. */
function byButton({ world }: Witnessed, who: Name, action: string, what: string, read: Read = () => {}): void {
  const card = world.shown.map(readCard).findLast((one) => one.control(action) !== undefined);
  const button = card?.control(action);
  if (button) world.pressCard({ who, what, read }, button);
}

function leaves({ world, left }: Witnessed, who: Name): void {
  left.push({ who, at: world.clock.now() });
}

/** Opens the lobby: the host has to connect first, and does so at once. */
export function create(seen: Witnessed, who: Name): void {
  const { songs, period, order } = seen.plan.settings;
  const read = (came: Came) => follow(seen, { who, what: 'link' }, came, 0);
  seen.world.type({ who, what: 'create', isAside: true, read }, 'create', { songs, period, order });
}

/** Asks for a link, and connects so long after. */
export function askForLink(seen: Witnessed, who: Name, afterMs = CONSENTS_AFTER_MS): void {
  const read = (came: Came) => follow(seen, { who, what: 'link' }, came, afterMs);
  seen.world.type({ who, what: 'ask for a link', isAside: true, read }, 'link');
}

/** Follows the link in a private answer, which then changes. */
function follow(seen: Witnessed, doing: { who: Name; what: string }, { message, said }: Came, afterMs: number): void {
  const url = said && linkOn(said);
  if (!url) return;
  message.changed = (words) => {
    keepList(seen, doing.who, { message, said: words });
    chooseFirst(seen, doing, 'take-over', { message, said: words });
  };
  const visit = () => seen.world.visit(doing, url);
  if (afterMs === 0) visit();
  else seen.world.clock.after(afterMs, visit);
}

/** Keeps the private message with somebody's own songs at hand, and notes what it promises. */
function keepList(seen: Witnessed, who: Name, { message, said }: Pick<Came, 'message' | 'said'>): void {
  const { world, joined } = seen;
  const songs = said ? entriesOn(said, 'hide').map(({ value }) => world.keyOf(value)) : [];
  if (songs.length === 0) return;
  world.lists.set(who, message);
  joined.push({ who, at: world.clock.now(), keys: songs });
}

/** Where several devices can be meant, the first of them. */
function chooseFirst(
  { world }: Witnessed,
  { who, what }: { who: Name; what: string },
  action: string,
  { message, said }: Pick<Came, 'message' | 'said'>,
): void {
  const menu = said && controlOn(said, action);
  const [first] = said ? entriesOn(said, action) : [];
  if (menu && first) world.pressPrivate({ who, what }, message, menu, [first.value]);
}

export function start(seen: Witnessed): void {
  const doing = { who: seen.world.hostName, what: 'start' };
  byButton(seen, doing.who, 'start', 'start', (came) => chooseFirst(seen, doing, 'start', came));
}

function unlink(seen: Witnessed, { who }: { who: Name }): void {
  const { world } = seen;
  const goes: Read = (_, how) => how === 'done' && leaves(seen, who);
  const read = (came: Came, how: string) => {
    const confirm = came.said && controlOn(came.said, 'unlink');
    if (how === 'asks' && confirm) world.pressPrivate({ who, what: 'unlink', read: goes }, came.message, confirm, null);
    else goes(came, how);
  };
  world.type({ who, what: 'unlink', read }, 'unlink');
}

/** By the button of the card, or of the card as it was one song ago; or by the command, which names no song. */
export function skip({ world }: Witnessed, { who, stale, typed }: Extract<Press, { is: 'skip' }>): void {
  const card = stale ? world.cardBefore() : world.card();
  if (stale && !card) return;
  const button = typed ? undefined : card?.control('skip');
  if (button) world.pressCard({ who, what: `skip ${card?.skips}` }, button);
  else world.type({ who, what: 'skip typed' }, 'skip');
}

/** By its name, or by the suggestion that begins with it. */
function chooseDevice(seen: Witnessed, { who, name }: Extract<Press, { is: 'device' }>): void {
  const { world } = seen;
  const doing = { who, what: `device ${name}` };
  const read = ({ choices }: Came) => {
    const device = choices.find((choice) => choice.name.startsWith(name))?.value ?? name;
    world.type({ ...doing, read: (came) => chooseFirst(seen, doing, 'device', came) }, 'device', { device });
  };
  world.suggest({ who, what: `letters of ${name}`, read }, 'device', 'device', name.slice(0, 3));
}

function end(seen: Witnessed, { who }: { who: Name }): void {
  const { world } = seen;
  const read = ({ message, said }: Came) => {
    const confirm = said && controlOn(said, 'end-now');
    if (confirm) world.pressPrivate({ who, what: 'end' }, message, confirm, null);
  };
  const asks = { who, what: 'ask for the end', isAside: true, read };
  const button = world.card()?.control('end');
  if (button) world.pressCard(asks, button);
  else world.type(asks, 'end');
}

function kick(seen: Witnessed, { who, whom }: Extract<Press, { is: 'kick' | 'takeOver' }>): void {
  const read: Read = (_, how) => how === 'done' && leaves(seen, whom);
  seen.world.type({ who, what: `kick ${whom}`, read }, 'kick', { member: idOf(whom) });
}

/** Who was offered the session takes it, and links anew where that is asked for. */
export function takeOver(seen: Witnessed, who: Name): void {
  const doing = { who, what: 'takeOver' };
  byButton(seen, who, 'take-over', 'takeOver', (came) => {
    follow(seen, doing, came, CONSENTS_AFTER_MS);
    chooseFirst(seen, doing, 'take-over', came);
  });
}

function bring({ world }: Witnessed, { who }: { who: Name }): void {
  const list = world.lists.get(who);
  const button = list?.said && controlOn(list.said, 'bring');
  if (list && button) world.pressPrivate({ who, what: 'bring' }, list, button, null);
}

type Add = Extract<Press, { is: 'add' }>;

/** The ways to bring a song; of several that are found the first is meant. */
const ADDS: Record<NonNullable<Add['how']>, (seen: Witnessed, deed: Add) => void> = {
  uri: (seen, deed) => bringSong(seen, deed, `spotify:track:${editionOf(seen, deed)}`),
  link: (seen, deed) => bringSong(seen, deed, `<https://open.spotify.com/intl-de/track/${editionOf(seen, deed)}?si=a>`),
  suggested(seen, deed) {
    const read = ({ choices: [first] }: Came) =>
      first && bringSong(seen, deed, first.value, keyOfUri(seen, first.value));
    seen.world.suggest({ who: deed.who, what: `letters of ${deed.song}`, read }, 'add', 'song', deed.song);
  },
  name: (seen, deed) => bringSong(seen, deed, deed.song),
};

function editionOf({ plan }: Witnessed, { song }: Add): string {
  return plan.party.songs.find(({ key }) => key === song)?.editions.at(-1)?.id ?? '';
}

function keyOfUri({ world }: Witnessed, uri: string): string {
  return world.keyOf(uri.split(':')[2] ?? '');
}

function bringSong(seen: Witnessed, { who, song }: Add, wish: string, key = song): void {
  const { world } = seen;
  const doing = { who, what: `add ${key}` };
  const noted = (brought: string) => (_: Came, end: string) => {
    if (end === 'done') seen.added.push({ who, at: world.clock.now(), keys: [brought] });
  };
  const read: Read = (came, end) => {
    const menu = came.said && controlOn(came.said, 'add');
    const [first] = came.said ? entriesOn(came.said, 'add') : [];
    if (menu && first) {
      const read = noted(keyOfUri(seen, first.value));
      world.pressPrivate({ ...doing, read }, came.message, menu, [first.value]);
    } else noted(key)(came, end);
  };
  world.type({ ...doing, read }, 'add', { song: wish });
}

/** The suggestion that stands at a place; where there is none, what nobody brought. */
function remove({ world, removed }: Witnessed, { who, place }: Placed): void {
  const read = ({ choices }: Came) => {
    const song = choices[place];
    const key = song && world.keyOfLine(song.name);
    const noted: Read = ({ said }, how) =>
      how === 'done' && key && !(said && staysIn(said)) && removed.push({ at: world.clock.now(), key });
    world.type({ who, what: 'remove', read: noted }, 'remove', { song: song?.value ?? 'nothing of the kind' });
  };
  world.suggest({ who, what: 'look for what to remove', read }, 'remove', 'song', '');
}

type Placed = Extract<Press, { place: number }>;

/** Hides one of one's own songs, or swaps it, in the private message that lists them. */
function choose(seen: Witnessed, { is, who, place }: Placed): void {
  const { world, removed } = seen;
  const list = world.lists.get(who);
  const menu = list?.said && controlOn(list.said, is);
  const song = list?.said && entriesOn(list.said, is)[place];
  if (!list || !menu || !song) return;
  const read: Read = (_, how) =>
    how === 'done' && removed.push({ at: world.clock.now(), key: world.keyOf(song.value) });
  world.pressPrivate({ who, what: is, read }, list, menu, [song.value]);
}

/** Somebody sends a search for what nobody knows. */
export function searchInVain({ world }: Witnessed, who: Name, wish: string): void {
  world.type({ who, what: FLOODED }, 'add', { song: wish });
}
