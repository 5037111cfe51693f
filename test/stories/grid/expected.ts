import { type Phase, ROLES, type Role } from './places.ts';
import type { Row } from './rows.ts';

type ByRole = Partial<Record<Role, string>>;
/** One answer for everybody, or an answer for each of some roles. */
type Told = string | ByRole;

/**
 * The answers to one command or press. For somebody in the server they are looked up in this order: what is told for the
 * phase by its name, what is told for `open` (a phase with a session) or `closed` (one without), what is told `always`. For
 * somebody in another server only the last counts. Where nothing is told, there is no session for them.
 */
type Answers = { always?: Told; open?: Told; closed?: Told } & Partial<Record<Phase, Told>>;

/** For the members; the host and a guest may have answers of their own. */
function members(answer: string, { host = answer, guest = answer }: ByRole = {}): ByRole {
  const notIn = { outsider: 'notMember', left: 'notMember', kicked: 'sentAway', manager: 'notMember' };
  return { host, member: answer, guest, ...notIn };
}

/** For the host, and sometimes for whoever manages the channel. */
function host(answer: string, { manager = 'hostOnly' }: ByRole = {}): ByRole {
  return everybody('hostOnly', { host: answer, manager });
}

function everybody(answer: string, but: ByRole): ByRole {
  return { ...Object.fromEntries(ROLES.map((role) => [role, answer])), ...but };
}

const JOIN: Answers = {
  open: {
    ...members('alreadyMember'),
    outsider: 'joinedAsGuest.unlinked',
    left: 'joined',
    manager: 'joinedAsGuest.unlinked',
  },
  lobby: { host: 'ownSongs', member: 'ownSongs' },
};
/** Those of whom something is stored, before an evening and once they took part in one. */
const LINKED: ByRole = { host: 'unlinked', member: 'unlinked', left: 'unlinked' };
const KNOWN: ByRole = { ...LINKED, guest: 'unlinked', kicked: 'unlinked' };

/**
 * What everybody is told, written by hand. A cell is the code of a refusal or of trouble, or the name of a reply; `card`
 * where nothing is said because the card shows it.
 */
const ANSWERS: Record<Row, Answers> = {
  '/create': {
    always: 'linkOffered.toHost',
    open: 'sessionOpenHere',
    closed: { host: 'lobbyOpened', member: 'lobbyOpened' },
  },
  '/join': JOIN,
  '/leave': { open: members('left', { host: 'hostStays' }) },
  '/start': { open: 'alreadyLive', lobby: host('started') },
  '/add': { open: members('songAdded.added'), lobby: members('songAdded.early') },
  '/remove': { open: members('songRemoved.out'), over: members('alreadyHeard') },
  '/skip': {
    open: members('voted', { host: 'skipped' }),
    lobby: 'notStarted',
    unknown: 'nothingSounds',
    over: 'setlistOver',
  },
  '/pause': {
    open: host('paused'),
    lobby: 'notStarted',
    starting: { host: 'startingNow' },
    paused: { host: 'alreadyPaused' },
    unknown: { host: 'nothingSounds' },
    over: { host: 'setlistOver' },
  },
  '/resume': {
    open: host('notPaused'),
    lobby: 'notStarted',
    starting: { host: 'startingNow' },
    paused: { host: 'resumed' },
    unknown: { host: 'nothingSounds' },
    over: { host: 'setlistOver' },
  },
  '/device': {
    open: host('deviceMoved'),
    lobby: 'notStarted',
    unknown: { host: 'deviceUnknown' },
    over: { host: 'nothingSounds' },
  },
  '/queue': { open: 'queue', lobby: 'queue.lobby', over: 'queue.nothing' },
  '/now': { open: 'moved' },
  '/host': { open: host('offered', { manager: 'offered' }) },
  '/kick': { open: host('kicked', { manager: 'kicked' }) },
  '/encore': { open: host('notOverYet'), lobby: 'notStarted', over: { host: 'encored' } },
  '/end': { open: host('endAsked', { manager: 'endAsked' }) },
  '/link': {
    always: everybody('linkOffered.asked', {
      host: 'linkStanding.canHost',
      member: 'linkStanding.canHost',
      left: 'linkStanding.canJoin',
    }),
  },
  '/unlink': { always: 'notLinked', none: LINKED, open: { ...KNOWN, host: 'unlinkAsked' }, ended: KNOWN },
  '/privacy': { always: 'privacy' },
  '/help': { always: 'help' },
  '[join]': JOIN,
  '[leave]': { open: members('left', { host: 'hostStays' }) },
  '[start]': { open: 'alreadyLive', lobby: host('card') },
  '[skip]': {
    open: members('voted', { host: 'card' }),
    lobby: 'notStarted',
    unknown: 'nothingSounds',
    over: 'setlistOver',
  },
  '[pause]': {
    open: host('card'),
    lobby: 'notStarted',
    starting: { host: 'startingNow' },
    paused: { host: 'alreadyPaused' },
    unknown: { host: 'nothingSounds' },
    over: { host: 'setlistOver' },
  },
  '[resume]': {
    open: host('notPaused'),
    lobby: 'notStarted',
    starting: { host: 'startingNow' },
    paused: { host: 'card' },
    unknown: { host: 'nothingSounds' },
    over: { host: 'setlistOver' },
  },
  '[take-back]': {
    open: host('nothingToTakeBack'),
    lobby: 'notStarted',
    foreign: { host: 'card' },
    unknown: { host: 'asleep' },
  },
  '[take-over]': {
    open: everybody('notOffered', { host: 'hostAlready', member: 'tookOver.live' }),
    lobby: { member: 'tookOver.lobby' },
  },
  '[device]': {
    open: host('deviceMoved'),
    lobby: 'notStarted',
    unknown: { host: 'deviceUnknown' },
    over: { host: 'nothingSounds' },
  },
  '[add]': { open: members('songAdded.added'), lobby: members('songAdded.early') },
  '[remove]': { open: members('songRemoved.out'), over: members('alreadyHeard') },
  '[hide]': { open: members('songsAreIn', { guest: 'songGone' }), lobby: members('ownSongs', { guest: 'songGone' }) },
  '[swap]': { open: members('songsAreIn', { guest: 'songGone' }), lobby: members('ownSongs', { guest: 'songGone' }) },
  '[period]': { open: members('songsAreIn', { guest: 'ownSongs' }), lobby: members('ownSongs') },
  '[bring]': { open: members('songsAreIn', { guest: 'nothingToBring' }), lobby: 'notStarted' },
  '[save]': { ended: 'linkOffered.toSave' },
  '[queue]': { open: 'queue', lobby: 'queue.lobby', over: 'queue.nothing' },
  '[recap]': { ended: 'recap' },
  '[end]': { open: host('endAsked', { manager: 'endAsked' }) },
  '[end-now]': { open: host('ended.silent', { manager: 'ended.silent' }) },
  '[unlink]': { always: 'notLinked', none: LINKED, open: KNOWN, ended: KNOWN },
  '[keep]': { always: 'kept' },
};

const CLOSED: readonly Phase[] = ['none', 'ended'];

/** Returns what this person is told in this phase. */
export function expectedAnswer(row: Row, role: Role, phase: Phase): string {
  const { always, ...answers } = ANSWERS[row];
  const here = [answers[phase], CLOSED.includes(phase) ? answers.closed : answers.open];
  const told = [...(role === 'elsewhere' ? [] : here), always].map((one) =>
    typeof one === 'string' ? one : one?.[role],
  );
  return told.find((answer) => answer !== undefined) ?? (row.startsWith('/') ? 'noSessionHere' : 'sessionOver');
}
