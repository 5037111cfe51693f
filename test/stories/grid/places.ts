import { songs } from '../../../sim/cast.ts';
import type { Channel, Interaction, Message, Person } from '../../../sim/discord/discord.ts';
import { MINUTE, SECOND, type Story, startStory } from '../story.ts';

/** Everybody who may type or press, by what they are to the evening. */
export const ROLES = ['host', 'member', 'guest', 'outsider', 'left', 'kicked', 'manager', 'elsewhere'] as const;
export type Role = (typeof ROLES)[number];

export const PHASES = [
  'none',
  'lobby',
  'starting',
  'playing',
  'foreign',
  'paused',
  'unknown',
  'over',
  'ended',
] as const;
export type Phase = (typeof PHASES)[number];

/** A world in which one evening after the other begins anew. */
export type Ground = {
  story: Story;
  people: Record<Role, Person>;
  /** Where the person from another server is. */
  hall: Channel;
};

/** One evening: where it is, its card, and its id as the card's buttons carry it. */
export type Evening = Ground & { channel: Channel; card: Message; sessionId: string };

/** Ada and Ben can host; Chloe's account is connected; everybody else has none. */
export async function openGround(): Promise<Ground> {
  const story = await startStory({ awake: { ada: ['phone'], ben: ['phone'] } });
  for (const warning of WARNINGS) story.expectWarning(warning);
  story.accounts.ada.tops.medium_term = ADAS.map(({ id }) => id);
  story.accounts.ben.tops.medium_term = BENS.map(({ id }) => id);
  const other = story.discord.addGuild('The Other Room');
  const { ada: host, ben: member, finn: guest, chloe: left, dev: kicked } = story.people;
  const outsider = addOutsider(story);
  const manager = addManager(story);
  const elsewhere = other.addPerson(story.discord.addUser('Stranger'));
  const people = { host, member, guest, outsider, left, kicked, manager, elsewhere };
  const ground = { story, people, hall: other.addChannel('hall') };
  for (const role of LINKED) await connect(ground, role);
  return ground;
}

/** Whose account is connected when an evening begins. */
export const LINKED = ['host', 'member', 'left'] as const;

/** Connects an account: for hosting, or only so that songs come along. */
export async function connect(ground: Ground, role: (typeof LINKED)[number]): Promise<void> {
  const { story } = ground;
  if (role === 'left') return void (await story.link('chloe', await story.type('chloe', '/sesh link')));
  const name = role === 'host' ? 'ada' : 'ben';
  await story.link(name, await story.type(name, '/sesh create'));
  await story.settle();
  await wrapUp(ground, story.channel);
}

function addManager({ guild, discord }: Story): Person {
  return guild.addPerson(discord.addUser('Moderator'), { permissions: ['MANAGE_CHANNELS'] });
}

function addOutsider({ guild, discord }: Story): Person {
  return guild.addPerson(discord.addUser('Outsider'));
}

/** What a press that met trouble leaves in the log. */
const WARNINGS = [
  'a press failed: spotify is unavailable',
  'the player cannot be reached',
  'the player did not pause at the end',
];

/** Songs that only one of them brings. */
export const ADAS = [
  songs.glasshouse,
  songs.starlight,
  songs.marmalade,
  songs.cartographer,
  songs.umbrella,
  songs.tonight,
  songs.apogee,
];
export const BENS = [
  songs.redline,
  songs.torque,
  songs.stoopSeason,
  songs.allChange,
  songs.slowElevator,
  songs.pitStop,
  songs.minibar,
];

let rooms = 0;

/** A channel of its own in which an evening is in this phase, offered to its member. */
export async function beginEvening(before: Ground, phase: Phase): Promise<Evening> {
  const { story } = before;
  // Whoever took no part must not have done so in the evening before either.
  const people = { ...before.people, outsider: addOutsider(story), manager: addManager(story) };
  const ground = { ...before, people };
  const channel = story.guild.addChannel(`room-${rooms++}`);
  if (phase === 'none')
    return { ...ground, channel, card: ground.people.guest.say(channel, 'hello'), sessionId: 'none' };
  await gather(ground, channel, phase === 'over' ? 1 : 5);
  if (phase !== 'lobby') await ground.people.host.type(channel, '/sesh start');
  await story.settle();
  await LEADS[phase](ground, channel);
  await story.settle();
  const card = cardIn(ground, channel);
  return {
    ...ground,
    channel,
    card,
    sessionId: /sesh:v1:[a-z-]+:(\w+)/.exec(JSON.stringify(card.components))?.[1] ?? '',
  };
}

/** Everybody comes, one goes, one is sent away. */
async function gather({ story, people }: Ground, channel: Channel, songs: number): Promise<void> {
  const { host, member, guest, left, kicked } = people;
  await host.type(channel, `/sesh create songs:${songs}`);
  for (const person of [member, guest, left, kicked]) await person.type(channel, '/sesh join');
  await left.type(channel, '/sesh leave');
  await host.type(channel, `/sesh kick member:${kicked.user.id}`);
  await host.type(channel, `/sesh host member:${member.user.id}`);
  await story.settle();
}

/** From a start that was just pressed to a phase. Afterwards time stands, so that nothing changes by itself. */
const LEADS: Record<Exclude<Phase, 'none'>, (ground: Ground, channel: Channel) => Promise<void>> = {
  lobby: async () => {},
  starting: async () => {},
  playing,
  async foreign(ground, channel) {
    await playing(ground, channel);
    ground.story.accounts.ada.playAlbum([songs.hadal.id, songs.lanternfish.id], 'spotify:album:own');
    await lookAgain(ground, channel);
  },
  async paused(ground, channel) {
    await playing(ground, channel);
    await ground.people.host.type(channel, '/sesh pause');
  },
  async unknown(ground, channel) {
    await playing(ground, channel);
    const { ada } = ground.story.accounts;
    for (const device of ada.devices) ada.sleep(device);
    await lookAgain(ground, channel);
  },
  async over(ground) {
    await ground.story.advance(12 * MINUTE);
    wakePhones(ground);
  },
  async ended(ground, channel) {
    await playing(ground, channel);
    await endIn(ground, channel);
  },
};

/** One of Ada's songs sounds, and is known to. */
async function playing({ story, people }: Ground, channel: Channel): Promise<void> {
  await story.advance(10 * SECOND);
  while (!JSON.stringify(cardIn({ people }, channel).embeds).includes(`Brought by <@${people.host.user.id}>`)) {
    await people.host.type(channel, '/sesh skip');
    await story.advance(10 * SECOND);
  }
}

/** A press that steers looks at the player first. */
async function lookAgain({ story, people }: Ground, channel: Channel): Promise<void> {
  await story.advance(6 * SECOND);
  await people.host.type(channel, '/sesh resume');
}

export function cardIn({ people }: Pick<Ground, 'people'>, channel: Channel): Message {
  const card = people.host.sees(channel).findLast(({ embeds, ephemeralTo }) => embeds.length > 0 && !ephemeralTo);
  if (!card) throw new Error('there is no card');
  return card;
}

async function endIn({ people }: Ground, channel: Channel): Promise<Interaction> {
  const asked = await people.manager.type(channel, '/sesh end');
  if (asked.reply && asked.reply.components.length > 0) await people.manager.press(asked.reply, 'End it');
  return asked;
}

/** Nothing of this evening is left open, every phone is awake, and Spotify's patience is fresh. */
export async function wrapUp(ground: Ground, channel: Channel): Promise<void> {
  await endIn(ground, channel);
  await ground.story.settle();
  wakePhones(ground);
  await ground.story.advance(2 * MINUTE);
}

function wakePhones({ story }: Ground): void {
  for (const { devices, wake } of [story.accounts.ada, story.accounts.ben])
    for (const device of devices) if (device.type === 'Smartphone') wake(device);
}
