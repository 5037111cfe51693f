import type { BotHandle } from '../bot-process.ts';
import { type CastName, cast } from '../cast.ts';
import type { Message, Person } from '../discord/discord.ts';
import { anyComponents } from '../discord/messages/components.ts';
import type { Device, SpotifyPerson } from '../spotify/spotify.ts';
import type { World } from '../world.ts';
import type { FailedAnswers } from './failed-answers.ts';
import type { Faults } from './faults.ts';
import type { PageState, ShownCommand, ShownDevice, ShownMessage, ShownPerson, ShownPlayer } from './protocol.ts';
import type { MusicShelf } from './shelf.ts';
import type { Tour } from './tour.ts';
import type { Winding } from './winding.ts';

type Surroundings = {
  world: World;
  bot: BotHandle | undefined;
  ledger: FailedAnswers;
  winding: Winding;
  shelf: MusicShelf;
  faults: Faults;
  tour: Tour;
};
type ListenerName = keyof World['accounts'];

/** A message whose answer was put off (https://docs.discord.com/developers/resources/message#message-object-message-flags). */
const LOADING_FLAG = 1 << 7;
const UPCOMING_SHOWN = 12;

/** Everything the page shows to one person, who looks at one player. */
export function describe(surroundings: Surroundings, asked: { as?: unknown; player?: unknown }): PageState {
  const { world, bot, ledger, winding, faults, tour } = surroundings;
  const name = isPerson(world, asked.as) ? asked.as : 'ada';
  const person = world.people[name];
  const listener = isListener(world, asked.player) ? asked.player : 'ada';
  return {
    now: world.clock.now(),
    isWinding: winding.isWinding(),
    guild: world.guild.name,
    channel: { id: world.channel.id, name: world.channel.name },
    me: name,
    bot: { id: world.discord.applicationId, name: 'Sesh', state: bot?.state() ?? 'online' },
    people: Object.entries(world.people).map(([key, member]) => describePerson(key, member, world)),
    messages: person.sees(world.channel).map((message) => describeMessage(message, person, ledger)),
    notices: ledger.noticesFor(person.user.id).filter(({ id }) => !isPlaceholder(person.sees(world.channel), id)),
    players: Object.entries(world.accounts).map(([key, account]) => ({
      key,
      name: account.displayName ?? key,
      isPlaying: account.now().isPlaying,
    })),
    player: describePlayer(listener, world.accounts[listener], surroundings.shelf),
    faults: faults.shown(world.accounts[listener]),
    tour: tour.done(),
    refused: [...world.discord.violations, ...world.spotify.violations],
  };
}

export function isPerson(world: World, name: unknown): name is CastName {
  return typeof name === 'string' && Object.hasOwn(world.people, name);
}

export function isListener(world: World, name: unknown): name is ListenerName {
  return typeof name === 'string' && Object.hasOwn(world.accounts, name);
}

/** Returns the commands people can type, as the bot registered them. */
export function describeCommands({ discord, guild }: World): ShownCommand[] {
  return discord.commandsIn(guild).map(({ name, description, options }) => ({ name, description, options }));
}

function describePerson(key: string, person: Person, world: World): ShownPerson {
  const { user } = person;
  return {
    key,
    id: user.id,
    name: user.global_name ?? user.username,
    username: user.username,
    spotify: isListener(world, key) ? (cast[key as CastName].spotify?.id ?? null) : null,
    told: person.sees(world.channel).filter((message) => message.ephemeralTo !== null).length,
  };
}

function describeMessage(message: Message, reader: Person, ledger: FailedAnswers): ShownMessage {
  const { id, author, content, embeds, components, createdAt, editedAt, cause, replyTo } = message;
  return {
    id,
    author: { id: author.id, name: author.global_name ?? author.username, isBot: author.bot },
    content,
    embeds,
    components: anyComponents(components),
    attachments: message.attachments.map((file) => ({
      name: file.filename,
      size: file.bytes.length,
      url: new URL(file.url).pathname,
    })),
    createdAt,
    editedAt,
    isPrivate: message.ephemeralTo !== null,
    isLoading: (message.flags & LOADING_FLAG) !== 0,
    failure: cause ? ledger.failureOf(cause.id) : null,
    failedPress: ledger.failedPress(id, reader.user.id),
    isForMe: message.pings.includes(reader.user.id) || message.pings.includes('everyone'),
    usedBy:
      cause?.kind === 'command' && message.ephemeralTo === null ? (cause.by.global_name ?? cause.by.username) : null,
    replyTo,
  };
}

/** Returns true if the unanswered command is already shown in the channel as a placeholder. */
function isPlaceholder(seen: readonly Message[], interactionId: string): boolean {
  return seen.some((message) => message.cause?.id === interactionId);
}

function describePlayer(key: ListenerName, account: SpotifyPerson, shelf: MusicShelf): ShownPlayer {
  const now = account.now();
  const upcoming = now.upcoming.flatMap((id) => shelf.shown(id) ?? []);
  return {
    key,
    name: account.displayName ?? key,
    isPlaying: now.isPlaying,
    track: now.track === null ? null : shelf.shown(now.track),
    progressMs: now.progressMs,
    device: now.device?.name ?? null,
    album: now.context === null ? null : (shelf.album(now.context)?.name ?? null),
    shuffle: now.shuffle,
    repeat: now.repeat,
    queued: now.queue.length,
    upcoming: upcoming.slice(0, UPCOMING_SHOWN),
    more: Math.max(0, upcoming.length - UPCOMING_SHOWN),
    devices: account.devices.map((device, place) => describeDevice(account, device, place)),
  };
}

function describeDevice(account: SpotifyPerson, device: Device, place: number): ShownDevice {
  const { name, type } = device;
  const state = device.state === 'awake' && !account.offers(device) ? 'idle' : device.state;
  return { place, name, type, state, isActive: account.now().device === device };
}
