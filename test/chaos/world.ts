import { randomBytes } from 'node:crypto';
import { createClock } from '../../sim/clock.ts';
import { createChance } from '../../sim/spotify/chance.ts';
import { createSpotify, type SpotifyPerson } from '../../sim/spotify/spotify.ts';
import { createLog, inBackground } from '../../src/log.ts';
import { LinkRefusal, LinkStands } from '../../src/service/link-refusal.ts';
import { SEPARATOR } from '../../src/words/names.ts';
import { openMemory } from './database.ts';
import { type Came, createDiscord, type Private } from './discord.ts';
import { type Given, idOf, nameOf, pressed, typed, typing } from './interactions.ts';
import { createLine } from './line.ts';
import { type Ours, openOurs } from './ours.ts';
import { musicOf, type Name } from './party.ts';
import type { Plan, Restart } from './plan.ts';
import { endOf, LINKS } from './read-answer.ts';
import { createChannel, readCard } from './stage.ts';

/**
 * Something of ours that was asked, with when and to what end. `isAside`: it only leads up to something, such as letters
 * that are typed, or the question before an end.
 */
export type Asked = { at: number; who: Name; what: string; isAside: boolean; doneAt: number | null; end: string };

/** What somebody does, and what they do next with what came of it. */
type Doing = { who: Name; what: string; isAside?: boolean; read?: (came: Came, end: string) => unknown };

/** Whose device an evening plays on, from a moment on. */
export type Hosting = { name: Name; from: number };

export type LogLine = { at: number; level: number; msg: string; text: string };

export type ChaosWorld = Awaited<ReturnType<typeof createChaos>>;

export const EVENING = Date.UTC(2026, 10, 21, 19);
const ERROR_LEVEL = 50;

/** Spotify, the people, the channel and one process of ours after the other, all on one wound clock. */
export async function createChaos(plan: Plan) {
  const db = openMemory();
  let settle = async () => {};
  const clock = createClock({ start: EVENING, settle: () => settle() });
  const { latencyMs, ...simulated } = plan.spotify;
  const spotify = createSpotify({ clock, seed: plan.seed, ...simulated });
  const line = createLine({ clock, spotify, chance: createChance(plan.seed ^ 0x5eed), latencyMs });
  settle = line.settle;
  const discord = createDiscord();
  const key = randomBytes(32);
  const lines: LogLine[] = [];
  const asked: Asked[] = [];
  const failures: string[] = [];
  const downTimes: { from: number; until: number }[] = [];
  const hiddenTimes: { from: number; until: number }[] = [];
  const log = createLog({
    level: 'warn',
    destination: {
      write(text) {
        const { level, msg } = JSON.parse(text) as { level: number; msg: string };
        lines.push({ at: clock.now(), level, msg, text });
      },
    },
  });
  const channel = createChannel(clock.now, log);

  const keys = new Map<string, string>();
  const titles = new Map<string, string>();
  for (const { key: name, editions } of musicOf(plan.party)) {
    for (const edition of editions) {
      spotify.addTrack(edition);
      keys.set(edition.id, name);
      titles.set(edition.title, name);
      if (edition.soundsAs) keys.set(edition.soundsAs, name);
    }
  }
  const accounts = new Map<Name, SpotifyPerson>();
  for (const { name, tops, devices, fadeMs = 0 } of plan.party.people) {
    const every = { short_term: tops, medium_term: tops, long_term: tops };
    accounts.set(
      name,
      spotify.addPerson({ displayName: name, accountId: `account${name}`, tops: every, devices, fadeMs }),
    );
  }

  let drawn = 0;
  const seed = () => (plan.seed * 1_000 + drawn++).toString(16).padStart(8, '0').repeat(4);
  const begin = () =>
    openOurs({
      ...{ db, clock, log, key, seed, discord },
      chance: createChance(plan.seed ^ 0x1a7e),
      clientId: spotify.clientId,
      clientSecret: spotify.clientSecret,
      stageOf: channel.stageOf,
    });
  let ours: Ours | null = await begin();
  let upSince = clock.now();

  const firstHost = plan.party.people[0]?.name ?? 'ada';
  const hosts: Hosting[] = [{ name: firstHost, from: clock.now() }];
  function noteHost(): void {
    const name = nameOf(ours?.hostNow() ?? '');
    if (name && name !== hosts.at(-1)?.name) hosts.push({ name, from: clock.now() });
  }
  const hostName = () => hosts.at(-1)?.name ?? firstHost;
  const accountOf = (name: Name) => accounts.get(name) as SpotifyPerson; // everybody has just been given one

  function kill(downMs: number): void {
    noteHost();
    ours?.drop();
    ours = null;
    line.hangUp();
    downTimes.push({ from: clock.now(), until: clock.now() + downMs });
    clock.after(downMs, () => {
      if (!ours) inBackground(comeUp(), log, 'a process did not come up');
    });
  }

  async function comeUp(): Promise<void> {
    ours = await begin();
    upSince = clock.now();
  }

  /** Writes down that something is asked of our process. Nobody answers while it is down. */
  function note({ who, what, isAside = false }: Doing): Asked {
    const entry = { at: clock.now(), who, what, isAside, doneAt: null, end: ours ? 'under way' : 'nobody there' };
    asked.push(entry);
    return entry;
  }

  function noteEnd(entry: Asked, end: string): void {
    Object.assign(entry, { doneAt: clock.now(), end });
    noteHost();
  }

  /** Hands something typed or pressed to our process; `on`: the private message that it was pressed on. */
  function send(doing: Doing, interaction: object, on: Private | null, mayBeSilent: boolean): void {
    const { who, what, read } = doing;
    const entry = note(doing);
    if (!ours) return;
    discord.send(ours.handle, interaction, on, (came) => {
      const end = endOf(came);
      noteEnd(entry, end);
      if (end.startsWith('error')) failures.push(`${end}: ${what} by ${who}`);
      if (came.said === null && !mayBeSilent) failures.push(`error: ${what} by ${who} got no answer`);
      read?.(came, end);
    });
  }

  async function connect(linking: Ours['linking'], url: string, who: Name, { accountId }: SpotifyPerson) {
    const { browserSecret, next } = await linking.bindToBrowser([{ token: url.slice(LINKS.length) }], undefined);
    const proved = await linking.prove(browserSecret, { state: next, code: idOf(who) });
    const form = new URLSearchParams({ decision: 'agree', account: accountId });
    const response = await line.fetch(proved.next, { method: 'POST', body: form });
    const back = new URL(response.headers.get('location') ?? '').searchParams;
    const code = back.get('code') ?? undefined;
    await linking.finish(browserSecret, { state: back.get('state') ?? undefined, code });
  }

  return {
    clock,
    spotify,
    line,
    lines,
    asked,
    failures,
    downTimes,
    hiddenTimes,
    accounts,
    firstHost,
    hosts,
    get hostName() {
      return hostName();
    },
    get host() {
      return accountOf(hostName());
    },
    /** Who hosted at a moment. */
    hostAt: (at: number) => (hosts.findLast(({ from }) => from <= at) ?? hosts[0])?.name,
    shown: channel.shown,
    /** When the host was called because of a silence. */
    calls: channel.calls,
    /** Types a command of `/sesh`, and sends it. */
    type: (doing: Doing, subcommand: string, given: Given = {}) =>
      send(doing, typed(doing.who, subcommand, given), null, false),
    /** Types letters into an option. */
    suggest: (doing: Doing, subcommand: string, option: string, text: string) =>
      send({ ...doing, isAside: true }, typing(doing.who, subcommand, option, text), null, true),
    /** Presses a button of the card; some answer there alone. */
    pressCard: (doing: Doing, customId: string) =>
      send(doing, pressed(doing.who, customId, null, null), null, isShownOnCard(customId)),
    /** Presses a button of a private message, or chooses from its menu. */
    pressPrivate: (doing: Doing, on: Private, customId: string, values: readonly string[] | null) =>
      send(doing, pressed(doing.who, customId, values, on), on, isShownOnCard(customId)),
    /** The private message with somebody's own songs. */
    lists: new Map<Name, Private>(),
    /** What can be heard just now. */
    sounding() {
      const last = accountOf(hostName()).record.at(-1);
      return last?.endedAt === null ? last : null;
    },
    isUp: () => ours !== null,
    upSince: () => upSince,
    /** The card as it was one song ago. */
    cardBefore() {
      const skips = channel.shown.map(readCard).map((card) => card.skips);
      const place = skips.findLastIndex((id) => id !== skips.at(-1));
      const before = channel.shown[place];
      return before ? readCard(before) : null;
    },
    card: () => {
      const last = channel.shown.at(-1);
      return last ? readCard(last) : null;
    },
    keyOf: (trackId: string) => keys.get(trackId) ?? trackId,
    /** Which song a line of suggestions means. */
    keyOfLine: (line: string) => titles.get(line.split(SEPARATOR)[0] ?? ''),
    errors: () => lines.filter(({ level }) => level >= ERROR_LEVEL),
    /** For a while the devices of whoever hosts now are shown at 0 wherever they are. */
    hidePositions(forMs: number) {
      const { devices } = accountOf(hostName());
      for (const device of devices) device.hidesPosition = true;
      hiddenTimes.push({ from: clock.now(), until: clock.now() + forMs });
      clock.after(forMs, () => {
        for (const device of devices) device.hidesPosition = false;
      });
    },
    restart({ when, downMs }: Restart) {
      if (!ours) return;
      if (when === 'now') kill(downMs);
      else line.strikeAt(when, () => kill(downMs));
    },
    /** From the link in a private answer through both consent pages, agreeing. */
    visit({ who, what }: Doing, url: string) {
      const entry = note({ who, what });
      const account = accounts.get(who);
      if (!ours || !account) return;
      connect(ours.linking, url, who, account).then(
        () => noteEnd(entry, 'done'),
        (error: unknown) => {
          noteEnd(entry, error instanceof Error ? error.message : String(error));
          const isPage = error instanceof LinkRefusal || error instanceof LinkStands;
          if (!isPage) failures.push(`${what} by ${who} threw ${error instanceof Error ? error.stack : error}`);
        },
      );
    },
    async close() {
      ours?.drop();
      line.hangUp();
      clock.stop();
      spotify.close();
      db.$client.close();
    },
  };
}

/** Buttons whose effect is seen on the card, where nothing is said besides. */
function isShownOnCard(customId: string): boolean {
  return ['skip', 'pause', 'resume', 'take-back', 'start'].includes(customId.split(':')[2] ?? '');
}
