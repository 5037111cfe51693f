import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { CastName } from '../../sim/cast.ts';
import type { Interaction, Message } from '../../sim/discord/discord.ts';
import { createWorld, type World, type WorldOptions } from '../../sim/world.ts';
import type { App } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { createLog, type Log } from '../../src/log.ts';

/** A Saturday evening. */
export const EVENING = Date.UTC(2026, 10, 21, 19);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

export type Listener = Exclude<CastName, 'finn'>;

/** The warnings that are allowed in every story. */
const EXPECTED_ALWAYS = ['links work on this computer only: set PUBLIC_URL'];

export type StoryOptions = WorldOptions & {
  /** The differences of the bot's configuration from the world's. */
  configured?: Partial<Config>;
  /** Runs before the bot starts. */
  before?: (world: World) => void;
};

export type Story = World & {
  bot: App;
  /** The bot's configuration. */
  settings: Config;
  /** Closes the bot and opens it again on the same database, configured otherwise in these. */
  restart(changes?: Partial<Config>): Promise<void>;
  /** Every line that the bot logged, at any level. */
  lines: string[];
  /** The names of the errors for which the bot gave up. */
  failures: string[];
  /** Warnings and worse that the bot wrote. */
  warnings: string[];
  /** Lets a story say which warnings belong to it. */
  expectWarning(message: string): void;
  /** The card as the channel shows it. */
  card(channel?: { id: string }): Message;
  /** The first embed of the card, whole. */
  shown(): { title: string; description: string; next: string; footer: string };
  /** This person presses a button of the card, and everything that follows happens. */
  press(name: CastName, label: string): Promise<Interaction>;
  /** This person types a command, and everything that follows happens. */
  type(name: CastName, text: string): Promise<Interaction>;
  /** Returns the text of the private answer to an interaction. */
  told(interaction: Interaction): string;
  /** Opens a lobby as `host`, with the account linked on the way. */
  create(host: Listener, options?: string): Promise<void>;
  /** Joins, and links the account on the way. */
  join(...names: Listener[]): Promise<void>;
  /** Returns the titles of what this person's player has played. */
  heard(name: Listener): string[];
};

/** A world with one bot in it; when the test is over, nobody may have done what the real services would refuse. */
export async function startStory({ configured, before, ...options }: StoryOptions = {}): Promise<Story> {
  const world = await createWorld({ standingAt: EVENING, ...options });
  const { log, lines, warnings, expectWarning, unexpected } = createRecordingLog();
  const settings: Config = await world.config(configured);
  before?.(world);
  const failures: string[] = [];
  const onFailure = ({ name }: Error) => void failures.push(name);
  const bot = await world.openBot(settings, log, { onFailure });
  const story: Story = {
    ...world,
    bot,
    settings,
    async restart(changes) {
      await story.bot.close();
      story.settings = { ...story.settings, ...changes };
      story.bot = await world.openBot(story.settings, log, { onFailure });
    },
    lines,
    failures,
    warnings,
    expectWarning,
    ...actionsIn(world),
  };
  onTestFinished(async () => {
    await story.bot.close();
    await world.close();
    expect([...world.discord.violations, ...world.spotify.violations]).toEqual([]);
    expect(unexpected()).toEqual([]);
  });
  return story;
}

/**
 * Puts the wall clock a second on until the test is over: discord.js makes fifty requests in one, and holds back the
 * next while wound time goes on. Called for each row of a table that shares a world.
 */
export function nextSecond(): void {
  const { now } = Date;
  Date.now = () => now.call(Date) + SECOND;
  onTestFinished(() => {
    Date.now = now;
  });
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The level at which pino begins to warn. */
const WARNING = 40;

/** A log that a story can read. */
export function createRecordingLog() {
  const lines: string[] = [];
  const warnings: string[] = [];
  const expected = [...EXPECTED_ALWAYS];
  const log: Log = createLog({
    level: 'trace',
    destination: {
      write(line) {
        lines.push(line);
        const { level, msg } = JSON.parse(line) as { level: number; msg: string };
        if (level >= WARNING) warnings.push(msg);
      },
    },
  });
  return {
    log,
    lines,
    warnings,
    expectWarning: (message: string) => void expected.push(message),
    unexpected: () => warnings.filter((message) => !expected.includes(message)),
  };
}

/** Returns the actions of people in a world. */
export function actionsIn(world: World) {
  function card(channel: { id: string } = world.channel): Message {
    const message = world.discord.messages(channel).findLast(({ embeds }) => embeds.length > 0);
    if (!message) throw new Error('there is no card');
    return message;
  }

  async function done(act: Promise<Interaction>): Promise<Interaction> {
    const interaction = await act;
    await world.settle();
    return interaction;
  }

  const press = (name: CastName, label: string) => done(world.people[name].press(card(), label));
  const type = (name: CastName, text: string) => done(world.people[name].type(world.channel, text));

  return {
    card,
    press,
    type,
    shown() {
      const [embed] = card().embeds as {
        title?: string;
        description?: string;
        fields?: { value: string }[];
        footer?: { text: string };
      }[];
      return {
        title: withoutMarkup(embed?.title),
        description: withoutMarkup(embed?.description),
        next: withoutMarkup(embed?.fields?.[0]?.value),
        footer: embed?.footer?.text ?? '',
      };
    },
    told: (interaction: Interaction) => interaction.replies.map((reply) => reply.content).join('\n'),
    async create(host: Listener, options = '') {
      await world.link(host, await type(host, `/sesh create ${options}`.trim()));
      await world.advance(2 * SECOND);
    },
    async join(...names: Listener[]) {
      for (const name of names) {
        await world.link(name, await press(name, 'Join'));
        await world.advance(2 * SECOND);
      }
    },
    heard(name: Listener) {
      return world.accounts[name].record.map(({ trackId }) => world.spotify.track(trackId)?.title ?? trackId);
    },
  };
}

/** Text as Discord shows it: without the signs that only keep it from being read as markup. */
export function withoutMarkup(text = ''): string {
  return text.replace(/[\u200b\u2068\u2069]/g, '').replace(/\\(?=[\p{P}\p{S}])/gu, '');
}
