import { expect, it } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import { createRecordingLog } from '../../test/stories/story.ts';
import { IS_WHOLE } from '../../test/tables.ts';
import { createCallStore } from '../db/calls.ts';
import { type Db, openDb } from '../db/open.ts';
import { breakers, callCounts, facts } from '../db/schema.ts';
import type { CallGroup } from '../ports/calls.ts';
import type { Urgency } from '../ports/player.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { createRandom, type Random } from '../session/random.ts';
import { type CallRequest, createBudget } from './budget.ts';
import { SpotifyRefused, SpotifySilent } from './errors.ts';

/*
 * What the budget promises, whatever people ask and whatever Spotify answers: minutes of calls drawn by chance, hundreds
 * of times, on wound time. A failure names its seed.
 */
const SEEDS = IS_WHOLE ? 200 : 40;
const SECOND = 1_000;
/** The promises in numbers. */
const WINDOW_MS = 30_000;
/** Of our own at first, and more by so many with each half minute. */
const CALLS = 30;
const STEP = 4;
const LOOKS_ALWAYS = 2;
/** Quick commands of one account keep their order. */
const ORDERLY_MS = 500;
const LONGEST_CALL_MS = 10_000;
const PATIENCE_MS: Record<Urgency, number> = { person: 10_000, steering: 60_000, looking: Number.POSITIVE_INFINITY };
const MINUTE = 60 * SECOND;
const WHO = ['ada', 'ben', 'chloe', 'dev', 'elif'];
const GROUPS: CallGroup[] = ['player', 'player', 'player', 'tops', 'search'];

/** One attempt to call, as Spotify sees it. */
type Attempt = { from: number; to: number };
/** Spotify asked to be left alone; without a group, altogether. */
type Wait = { group: CallGroup | null; from: number; until: number };
type Call = {
  ask: CallRequest;
  asked: number;
  attempts: Attempt[];
  /** When the caller heard what became of it. */
  ended: number;
  refused: boolean;
};

it(`keeps its promises in ${SEEDS} evenings drawn by chance`, async () => {
  const db = openDb(':memory:');
  for (let seed = 1; seed <= SEEDS; seed++) {
    db.delete(breakers).run();
    db.delete(callCounts).run();
    db.delete(facts).run();
    const hex = (seed * 2_654_435_761).toString(16).padStart(8, '0').slice(-8);
    expect({ seed, broken: await brokenPromises(createRandom(hex.repeat(4)), db) }).toEqual({ seed, broken: [] });
  }
  db.$client.close();
}, 60_000);

async function brokenPromises(random: Random, db: Db): Promise<string[]> {
  const { calls, spotify } = await spend(random, db);
  return [
    ...spotify.broken,
    ...crowded(calls),
    ...heldBack(calls, spotify.waits),
    ...outOfOrder(calls),
    ...together(calls),
    ...late(calls),
    ...starved(calls, spotify.waits),
  ].slice(0, 3);
}

/** Lets people, sessions and Spotify behave at random, until every call has ended. */
async function spend(random: Random, db: Db) {
  const clock = createClock({ start: Date.UTC(2026, 10, 21, 20), settle });
  const store = createCallStore(db);
  const budget = createBudget({ clock, store, before: await store.read(), log: createRecordingLog().log });
  const spotify = moodySpotify(random, clock);
  const calls: Call[] = [];

  function ask() {
    const urgency: Urgency = pick(random, moods);
    const userId = random() < 0.4 ? `guest ${calls.length}` : pick(random, WHO);
    const call: Call = {
      ask: { urgency, userId, group: pick(random, GROUPS), writes: urgency !== 'looking' && random() < 0.7 },
      asked: clock.now(),
      attempts: [],
      ended: Number.POSITIVE_INFINITY,
      refused: false,
    };
    calls.push(call);
    const end = (refused: boolean) => {
      call.ended = clock.now();
      call.refused = refused;
    };
    budget
      .spend(call.ask, () => spotify.answer(call))
      .then(
        () => end(false),
        (error: unknown) => end(error instanceof Unavailable),
      );
  }

  const moods: Urgency[] = pick(random, [
    ['person', 'steering', 'looking'],
    ['person', 'person', 'person', 'person', 'person', 'person', 'steering', 'looking'],
    ['looking', 'looking', 'looking', 'looking', 'steering', 'person'],
  ]);
  const busyMs = pick(random, [200, 1_000, 1_000, 2_000, 4_000]);
  const asked = busyMs === 200 ? 400 : 70;
  for (let i = 0; i < asked; i++) {
    ask();
    await clock.advance(random() < 0.3 ? 0 : Math.floor(random() * busyMs));
  }
  await clock.advance(4 * 60 * MINUTE);
  clock.stop();
  return { calls, spotify };
}

/** Answers late, fails, asks to wait and spends quotas by chance; notices who asks although it was told to wait. */
function moodySpotify(random: Random, clock: ReturnType<typeof createClock>) {
  const groups = new Map<CallGroup, { until: number; trial: Call | null }>();
  const broken: string[] = [];
  const waits: Wait[] = [];
  const anger = random() * 0.04;

  function arrive(call: Call) {
    const state = groups.get(call.ask.group);
    if (!state) return;
    if (clock.now() < state.until) broken.push(`${call.ask.group} was asked while its breaker was open`);
    const isPerson = call.ask.urgency === 'person';
    const mayTry = isPerson ? state.trial?.ask.urgency !== 'person' : state.trial === null;
    if (!mayTry) broken.push(`${call.ask.group} was asked during its trial`);
    state.trial = call;
  }

  function refuse(group: CallGroup, waitMs: number): never {
    waits.push({ group, from: clock.now(), until: Number.POSITIVE_INFINITY });
    groups.set(group, { until: Math.max(clock.now() + waitMs, groups.get(group)?.until ?? 0), trial: null });
    throw new SpotifyRefused('GET /', 429, 'Too many requests', 'QUOTA_EXCEEDED', String(waitMs / 1_000));
  }

  /** What the answer says about a group that was on trial. */
  function tried(call: Call, isAnswered: boolean) {
    const { group } = call.ask;
    if (groups.get(group)?.trial !== call) return;
    if (isAnswered) groups.delete(group);
    else groups.set(group, { until: clock.now() + MINUTE, trial: null });
  }

  return {
    broken,
    waits,
    async answer(call: Call): Promise<string> {
      arrive(call);
      const attempt: Attempt = { from: clock.now(), to: Number.POSITIVE_INFINITY };
      call.attempts.push(attempt);
      const mood = random();
      const ms = mood < 0.02 ? LONGEST_CALL_MS : Math.floor(random() * 1_500);
      await new Promise<void>((resolve) => void clock.after(ms, resolve));
      attempt.to = clock.now();
      if (mood > 1 - anger / 2) refuse(call.ask.group, pick(random, [30, 90, 600]) * SECOND);
      tried(call, mood >= 0.04 && mood <= 1 - anger);
      if (mood < 0.02) throw new SpotifySilent('GET /', new Error('timeout'));
      if (mood < 0.04) throw new SpotifyRefused('GET /', 502, 'Bad Gateway');
      if (mood > 1 - anger) {
        const seconds = pick(random, [1, 5, 40]);
        waits.push({ group: null, from: clock.now(), until: clock.now() + seconds * SECOND });
        throw new SpotifyRefused('GET /', 429, 'Too many requests', undefined, String(seconds));
      }
      return 'answered';
    },
  };
}

/** In any thirty seconds so many calls of our own, whenever between setting out and answer they arrive. */
function crowded(calls: readonly Call[]): string[] {
  const own = calls.filter(({ ask }) => ask.urgency !== 'person');
  const attempts = own.flatMap((call) => call.attempts).sort((a, b) => a.from - b.from);
  const began = calls[0]?.asked ?? 0;
  return attempts.flatMap(({ from }) => {
    const near = holding(attempts, from);
    const allowed = CALLS + STEP * Math.ceil((from - began) / WINDOW_MS);
    return near > allowed ? [`${near} calls of our own in thirty seconds`] : [];
  });
}

/** A person waits for nothing but Spotify's own no, and the order of commands to one player. */
function heldBack(calls: readonly Call[], waits: readonly Wait[]): string[] {
  const pressed = calls.filter(({ ask }) => ask.urgency === 'person' && ask.userId?.startsWith('guest')); // on their own
  return pressed.flatMap(({ ask, asked, attempts, ended }) => {
    const until = attempts[0]?.from ?? ended;
    const isToldToWait = waits.some(
      (wait) => (wait.group ?? ask.group) === ask.group && wait.from <= until && wait.until >= asked,
    );
    return isToldToWait || attempts[0]?.from === asked ? [] : [`a press of ${asked} was held back`];
  });
}

/** How many of these calls hold a place at this moment. */
function holding(attempts: readonly Attempt[], at: number): number {
  return attempts.filter(({ from, to }) => from <= at && to > at - WINDOW_MS).length;
}

function outOfOrder(calls: readonly Call[]): string[] {
  const lastOf = new Map<string, number>();
  return calls.flatMap(({ ask, attempts }) => {
    const lane = `${ask.userId} ${ask.group} ${ask.urgency}`;
    const from = attempts[0]?.from ?? Number.POSITIVE_INFINITY;
    if (from === Number.POSITIVE_INFINITY) return [];
    const isEarly = from < (lastOf.get(lane) ?? 0);
    lastOf.set(lane, Math.max(from, lastOf.get(lane) ?? 0));
    return isEarly ? [`${lane} was overtaken`] : [];
  });
}

/** Writes of one account to one group go out one after the other; a person's overtakes one that is not answered. */
function together(calls: readonly Call[]): string[] {
  const writes = calls
    .filter(({ ask }) => ask.writes)
    .flatMap(({ ask, attempts }) => {
      return attempts.map((attempt) => ({ ...attempt, urgency: ask.urgency, player: `${ask.userId} ${ask.group}` }));
    });
  return writes.flatMap((write) => {
    const orderly = write.urgency === 'person' ? ORDERLY_MS : Number.POSITIVE_INFINITY;
    const before = writes.find((other) => {
      const isUnderWay = other.from < write.from && other.to > write.from;
      return other.player === write.player && isUnderWay && write.from - other.from < orderly;
    });
    return before ? [`two writes of ${write.player}`] : [];
  });
}

/** Who waits longer than their patience is refused, and what was refused is never carried out. */
function late(calls: readonly Call[]): string[] {
  return calls.flatMap(({ ask, asked, attempts, ended, refused }) => {
    const isLate = attempts.some(({ from }) => from > asked + PATIENCE_MS[ask.urgency] || from > ended);
    const isRefusedLate = refused && ask.urgency === 'person' && ended > asked + PATIENCE_MS.person + 10_000;
    return isLate || isRefusedLate ? [`a ${ask.urgency} call came late`] : [];
  });
}

/** Everything ends; and a look waits no longer than the looks before it and Spotify's own waits make it. */
function starved(calls: readonly Call[], waits: readonly Wait[]): string[] {
  const pausedMs = waits.filter(({ group }) => group === null).reduce((sum, { from, until }) => sum + until - from, 0);
  const looks = calls.filter(({ ask }) => ask.urgency === 'looking');
  return calls.flatMap(({ ask, asked, attempts, ended }) => {
    if (ended === Number.POSITIVE_INFINITY) return [`a ${ask.urgency} call never ended`];
    const from = attempts[0]?.from;
    if (ask.urgency !== 'looking' || from === undefined || waits.some(({ group }) => group === ask.group)) return [];
    const ahead = looks.filter((other) => other.asked <= asked && (other.attempts.at(-1)?.from ?? 0) >= asked);
    const fair = (ahead.length / LOOKS_ALWAYS + 1) * (WINDOW_MS + LONGEST_CALL_MS) + pausedMs;
    return from - asked > fair ? [`a look of ${asked} starved`] : [];
  });
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

async function settle() {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
}
