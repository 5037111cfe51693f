import { randomBytes } from 'node:crypto';
import { createClock } from '../../sim/clock.ts';
import { createChance } from '../../sim/spotify/chance.ts';
import { createSpotify, type SpotifyPerson } from '../../sim/spotify/spotify.ts';
import { createLog, inBackground } from '../../src/log.ts';
import { Unavailable } from '../../src/ports/unavailable.ts';
import { LinkRefusal } from '../../src/service/link-refusal.ts';
import { Refusal } from '../../src/session/refusal.ts';
import { DEFAULT_SETTINGS } from '../../src/session/settings.ts';
import { openMemory } from './database.ts';
import { createLine } from './line.ts';
import { type Ours, openOurs } from './ours.ts';
import { musicOf, type Name } from './party.ts';
import type { Plan, Restart } from './plan.ts';
import { createChannel, readCard } from './stage.ts';

/** Something of ours that was asked, with when and to what end. */
export type Asked = { at: number; who: Name; what: string; doneAt: number | null; end: string };

/** Whose device an evening plays on, from a moment on. */
export type Hosting = { name: Name; from: number };

export type LogLine = { at: number; level: number; msg: string; text: string };

export type ChaosWorld = Awaited<ReturnType<typeof createChaos>>;

export const EVENING = Date.UTC(2026, 10, 21, 19);
export const CHANNEL = { guildId: 'guild', channelId: 'channel' };
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
  for (const { key: name, editions } of musicOf(plan.party)) {
    for (const edition of editions) {
      spotify.addTrack(edition);
      keys.set(edition.id, name);
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
      ...{ db, clock, log, key, seed },
      clientId: spotify.clientId,
      clientSecret: spotify.clientSecret,
      stageOf: channel.stageOf,
    });
  let ours: Ours | null = await begin();
  let upSince = clock.now();

  const firstHost = plan.party.people[0]?.name ?? 'ada';
  const hosts: Hosting[] = [{ name: firstHost, from: clock.now() }];
  function noteHost(): void {
    const name = ours?.hostNow() as Name | null;
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

  /** Asks our process for something, and writes down what came of it. Nobody answers while it is down. */
  function ask<T>(
    who: Name,
    what: string,
    act: (ours: Ours) => Promise<T>,
    then: (result: T) => void = () => {},
  ): void {
    const entry: Asked = { at: clock.now(), who, what, doneAt: null, end: ours ? 'under way' : 'nobody there' };
    asked.push(entry);
    if (!ours) return;
    act(ours).then(
      (result) => {
        Object.assign(entry, { doneAt: clock.now(), end: isVote(result) ? 'voted' : 'done' });
        noteHost();
        then(result);
      },
      (error: unknown) => {
        Object.assign(entry, { doneAt: clock.now(), end: nameOf(error) });
        const isExpected = [Refusal, Unavailable, LinkRefusal].some((kind) => error instanceof kind);
        if (!isExpected) failures.push(`${what} by ${who} threw ${error instanceof Error ? error.stack : error}`);
      },
    );
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
    ask,
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
    /** From the link in the private reply through both consent pages, agreeing; also where it was to take over. */
    link(who: Name, then: (songs: readonly { id: string }[]) => void = () => {}, takesOver = false) {
      const account = accounts.get(who);
      ask(
        who,
        takesOver ? 'takeOver' : 'link',
        async ({ linking, access }) => {
          const opens = who === firstHost && !channel.shown.some((card) => readCard(card).isEnded);
          const sessionId = takesOver ? access.find({ userId: who, ...CHANNEL, mayManage: false }, 'here').id : '';
          const joins = opens ? hosting(plan) : ({ for: 'link' } as const);
          const purpose = takesOver ? ({ for: 'takeOver', sessionId, ...CHANNEL } as const) : joins;
          const { token } = await linking.ask({ id: who, name: who, avatarUrl: null }, purpose);
          const { browserSecret, next } = await linking.takeOn([{ token }], undefined);
          const proved = await linking.prove(browserSecret, { state: next, code: who });
          const form = new URLSearchParams({ decision: 'agree', account: account?.accountId ?? '' });
          const response = await line.fetch(proved.next, { method: 'POST', body: form });
          const back = new URL(response.headers.get('location') ?? '').searchParams;
          const code = back.get('code') ?? undefined;
          return linking.finish(browserSecret, { state: back.get('state') ?? undefined, code });
        },
        ({ own }) => then(own?.songs ?? []),
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

/** What the host links for: one evening. Should it be open already, the opening of another is refused, and that is all. */
function hosting({ settings }: Plan) {
  return { for: 'create' as const, ...CHANNEL, settings: { ...DEFAULT_SETTINGS, ...settings } };
}

function isVote(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'is' in result && result.is === 'voted';
}

function nameOf(error: unknown): string {
  if (error instanceof Refusal) return `refused: ${error.code}`;
  if (error instanceof Unavailable) return `unavailable: ${error.kind}${error.unsure ? ', unsure' : ''}`;
  return error instanceof Error ? error.message : String(error);
}
