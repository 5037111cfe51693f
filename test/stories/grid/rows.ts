import { songs } from '../../../sim/cast.ts';
import type { Interaction, Message } from '../../../sim/discord/discord.ts';
import type { ButtonAction } from '../../../src/words/buttons.ts';
import type { CommandName } from '../../../src/words/commands.ts';
import { ADAS, BENS, cardIn, type Evening, type Role } from './places.ts';

type Typed = (evening: Evening, role: Role) => string | Promise<string>;
type Pressed = { arg?: string; values?: string[]; sessionId?: string };

/** The options with which a command is typed; those that are not here have none, or need none. */
const OPTIONS: Partial<Record<CommandName, Typed>> = {
  add: (_, role) => `song:spotify:track:${NEW_SONGS[role].id}`,
  remove: async (evening, role) => `song:${await removable(evening, role)}`,
  device: () => 'device:Ada’s phone',
  host: (evening, role) => `member:${role === 'elsewhere' ? '@Stranger' : evening.people.member.user.id}`,
  kick: (evening, role) => `member:${role === 'elsewhere' ? '@Stranger' : evening.people.guest.user.id}`,
};

/** What a press carries besides its session; those that are not here carry nothing. */
const PRESSES: Partial<Record<ButtonAction, (evening: Evening, role: Role) => Pressed | Promise<Pressed>>> = {
  skip: (evening) => ({ arg: soundingIn(evening) }),
  device: () => ({ arg: 'device', values: ['Ada’s phone'] }),
  add: (_, role) => ({ arg: 'song', values: [`spotify:track:${OTHER_SONGS[role].id}`] }),
  remove: async (evening, role) => ({ arg: 'song', values: [await removable(evening, role)] }),
  hide: (_, role) => ({ values: [ownSongs(role)[2]?.id ?? ''] }),
  swap: (_, role) => ({ values: [ownSongs(role)[2]?.id ?? ''] }),
  period: () => ({ values: ['month'] }),
  queue: () => ({ arg: '0' }),
  recap: () => ({ arg: '0' }),
  unlink: () => ({ sessionId: 'me' }),
  keep: () => ({ sessionId: 'me' }),
};

export type Row = `/${CommandName}` | `[${ButtonAction}]`;

export async function type(name: CommandName, evening: Evening, role: Role): Promise<Interaction> {
  const place = role === 'elsewhere' ? evening.hall : evening.channel;
  return evening.people[role].type(place, `/sesh ${name} ${(await OPTIONS[name]?.(evening, role)) ?? ''}`.trim());
}

/** Whoever is elsewhere cannot see the card, and sends what stands on it from where they are. */
export async function press(name: ButtonAction, evening: Evening, role: Role): Promise<Interaction> {
  const { sessionId = evening.sessionId, arg, values } = (await PRESSES[name]?.(evening, role)) ?? {};
  const person = evening.people[role];
  const message = role === 'elsewhere' ? person.say(evening.hall, 'hello') : cardOf(evening);
  const customId = ['sesh:v1', name, sessionId, ...(arg === undefined ? [] : [arg])].join(':');
  return person.forge({ message, customId, ...(values && { values, componentType: SELECT }) });
}

const SELECT = 3;

/** The card as it stands now; where there is none, the one of an evening that nobody knows. */
function cardOf({ people, channel, card, sessionId }: Evening): Message {
  return sessionId === 'none' ? card : cardIn({ people }, channel);
}

/** What the Skip button of the card is for. */
function soundingIn(evening: Evening): string {
  return /sesh:v1:skip:\w+:(\w+)/.exec(JSON.stringify(cardOf(evening).components))?.[1] ?? 'p1';
}

function ownSongs(role: Role) {
  return role === 'host' ? ADAS : BENS;
}

/** The last song that this person is offered to take out; one of the member's for whoever is offered none. */
async function removable({ people, channel }: Evening, role: Role): Promise<string> {
  if (role === 'elsewhere') return 'Redline';
  const offered = await people[role].complete(channel, '/sesh remove song:');
  return String(offered.at(-1)?.value ?? 'Redline');
}

/** Songs that nobody brings, two for everybody. */
const NEW_SONGS: Record<Role, { id: string }> = {
  host: songs.lowTide,
  member: songs.saltOnTheWindow,
  guest: songs.northernRooms,
  outsider: songs.frostPattern,
  left: songs.thirteenthFloor,
  kicked: songs.understory,
  manager: songs.mossAndWire,
  elsewhere: songs.hydrant,
};
const OTHER_SONGS: Record<Role, { id: string }> = {
  host: songs.oceanFloor,
  member: songs.yoru,
  guest: songs.natsu,
  outsider: songs.zima,
  left: songs.liniya,
  kicked: songs.bada,
  manager: songs.thalassa,
  elsewhere: songs.layl,
};
