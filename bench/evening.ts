import type { Channel, Interaction, Message, Person } from '../sim/discord/discord.ts';
import type { SpotifyPerson } from '../sim/spotify/spotify.ts';
import type { World } from '../sim/world.ts';
import { type BenchWorld, type HostName, NAMES } from './bench-world.ts';
import { type PlayerRecord, recordPlayer } from './player-record.ts';

/** One evening in one channel, whichever bot runs it. */
export type MeasuredEvening = PlayerRecord & {
  world: World;
  channel: Channel;
  /** The host's Spotify account. */
  account: SpotifyPerson;
  card(): Message;
  /** The host picks up the phone and asks for the music. */
  start(): Promise<void>;
  end(): Promise<void>;
};

/** An evening with Sesh, with the actions of people. */
export type SeshEvening = MeasuredEvening & {
  hostName: HostName;
  host: Person;
  join(name: HostName): Promise<void>;
};

export type EveningOptions = { hostName?: HostName; present?: readonly HostName[]; channel?: Channel };

/** Opens a lobby in which everybody joins. */
export async function openLobbyForAll({ world, linked }: BenchWorld, party: EveningOptions = {}): Promise<SeshEvening> {
  const { hostName = 'ada', present = NAMES, channel = world.channel } = party;
  const host = world.people[hostName];
  const account = world.accounts[hostName];
  const listening = recordPlayer(world, account);

  const card = () =>
    required(
      world.discord.messages(channel).findLast(({ embeds }) => embeds.length > 0),
      'card',
    );

  async function connect(name: HostName, interaction: Interaction) {
    await world.settle();
    if (!linked.has(name)) await world.link(name, interaction);
    linked.add(name);
    await world.settle();
  }

  async function join(name: HostName) {
    await connect(name, await world.people[name].press(card(), 'Join'));
  }

  await connect(hostName, await host.type(channel, '/sesh create'));
  for (const name of present) if (name !== hostName) await join(name);

  return {
    ...listening,
    world,
    channel,
    hostName,
    host,
    account,
    card,
    join,
    async start() {
      await activatePhone(world, account);
      listening.begin();
      await host.press(card(), 'Start');
      await world.settle();
    },
    async end() {
      const press = await host.press(card(), 'End');
      await world.settle();
      await host.press(required(press.replies.at(-1), 'question'), 'End it');
      await world.settle();
    },
  };
}

/** Leaves the phone active, with nothing sounding. */
export async function activatePhone(world: World, account: SpotifyPerson): Promise<void> {
  account.pressPlay();
  account.pressPause();
  await world.settle();
}

export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
