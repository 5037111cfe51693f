import type { Channel, Interaction, Message, Person } from '../sim/discord/discord.ts';
import type { SpotifyPerson } from '../sim/spotify/spotify.ts';
import type { World } from '../sim/world.ts';
import { type Listening, listenTo } from './listening.ts';
import { NAMES, type Name, type Stage } from './stage.ts';

/** One evening in one channel, whoever conducts it. */
export type Evening = Listening & {
  world: World;
  channel: Channel;
  /** The host's Spotify account. */
  account: SpotifyPerson;
  card(): Message;
  /** The host picks up the phone and asks for the music. */
  start(): Promise<void>;
  end(): Promise<void>;
};

/** An evening with Sesh, driven the way people drive it. */
export type SeshEvening = Evening & {
  hostName: Name;
  host: Person;
  join(name: Name): Promise<void>;
};

export type Party = { hostName?: Name; present?: readonly Name[]; channel?: Channel };

/** Opens a lobby and lets everybody in who is there. */
export async function gather({ world, linked }: Stage, party: Party = {}): Promise<SeshEvening> {
  const { hostName = 'ada', present = NAMES, channel = world.channel } = party;
  const host = world.people[hostName];
  const account = world.accounts[hostName];
  const listening = listenTo(world, account);

  const card = () =>
    existing(
      world.discord.messages(channel).findLast(({ embeds }) => embeds.length > 0),
      'card',
    );

  async function connect(name: Name, interaction: Interaction) {
    await world.settle();
    if (!linked.has(name)) await world.link(name, interaction);
    linked.add(name);
    await world.settle();
  }

  async function join(name: Name) {
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
      await pickUpPhone(world, account);
      listening.begin();
      await host.press(card(), 'Start');
      await world.settle();
    },
    async end() {
      const press = await host.press(card(), 'End');
      await world.settle();
      await host.press(existing(press.replies.at(-1), 'question'), 'End it');
      await world.settle();
    },
  };
}

/** Leaves the phone active, with nothing sounding. */
export async function pickUpPhone(world: World, account: SpotifyPerson): Promise<void> {
  account.pressPlay();
  account.pressPause();
  await world.settle();
}

export function existing<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
