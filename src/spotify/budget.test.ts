import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import { createRecordingLog } from '../../test/stories/story.ts';
import { createCallStore } from '../db/calls.ts';
import { openDb } from '../db/open.ts';
import type { Urgency } from '../ports/player.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { type CallRequest, createBudget } from './budget.ts';
import { SpotifyRefused, SpotifySilent } from './errors.ts';

const START = Date.UTC(2026, 10, 21, 20);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

async function desk() {
  const clock = createClock({ start: START, settle });
  const db = openDb(':memory:');
  onTestFinished(() => void db.$client.close());
  const { log } = createRecordingLog();
  const store = createCallStore(db);
  const open = async () => createBudget({ clock, store, before: await store.read(), log });
  const budget = await open();
  const went: { what: string; at: number }[] = [];

  /** Asks for a call of one second, and notes when it sets out. */
  function ask(what: string, urgency: Urgency, more: Partial<CallRequest> & { ms?: number; no?: unknown } = {}) {
    const { ms = SECOND, no, ...rest } = more;
    return budget.spend({ group: 'player', urgency, userId: what, writes: false, ...rest }, async () => {
      went.push({ what, at: clock.now() - START });
      if (ms > 0) await pause(ms);
      if (no !== undefined) throw no;
      return what;
    });
  }

  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const times = (what: string) => went.filter((call) => call.what === what).map(({ at }) => at);
  return { clock, db, open, budget, ask, went, times };
}

async function settle() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function slowDown(retryAfter?: string) {
  return new SpotifyRefused('GET /v1/me/player', 429, 'Too many requests', undefined, retryAfter);
}
function quotaSpent(retryAfter?: string) {
  return new SpotifyRefused('GET /v1/me/player', 429, 'Too many requests', 'QUOTA_EXCEEDED', retryAfter);
}
const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: unknown) => (error instanceof Unavailable ? [error.kind, error.until && error.until - START] : error),
  );

describe('until Spotify has said no', () => {
  it('nobody who presses waits, however many do and however much is looked at', async () => {
    const { clock, ask, times } = await desk();
    for (let i = 0; i < 60; i++) void ask('look', 'looking');
    for (let i = 0; i < 200; i++) void ask(`press ${i}`, 'person');
    for (let i = 0; i < 200; i++) void ask('link', 'person', { userId: null, group: 'profile' });
    await clock.advance(0);
    const pressed = Array.from({ length: 200 }, (_, i) => times(`press ${i}`));
    expect([pressed, times('link')]).toEqual([Array(200).fill([0]), Array(200).fill(0)]);
  });

  it('people’s presses take nothing from steering and looking', async () => {
    const { clock, ask, times } = await desk();
    for (let i = 0; i < 200; i++) void ask(`press ${i}`, 'person');
    void ask('hand over', 'steering');
    void ask('look', 'looking');
    await clock.advance(0);
    expect([times('hand over'), times('look')]).toEqual([[0], [0]]);
  });
});

describe('the half minute of our own calls', () => {
  it('is counted from the answer, because nobody knows when a call arrives', async () => {
    const { clock, ask, times } = await desk();
    for (let i = 0; i < 26; i++) void ask('slow', 'looking', { ms: 8 * SECOND });
    void ask('next', 'looking');
    await clock.advance(29 * SECOND);
    expect(times('next')).toEqual([]);
    await clock.advance(2 * MINUTE);
    expect(times('next')).toEqual([38 * SECOND]);
  });

  it('goes to steering before looking, and keeps some for each', async () => {
    const { clock, ask, went } = await desk();
    for (let i = 0; i < 27; i++) void ask('look', 'looking');
    for (let i = 0; i < 5; i++) void ask('hand over', 'steering');
    await clock.advance(20 * SECOND);
    const names = (calls: typeof went) => calls.map(({ what }) => what);
    expect(names(went.slice(26))).toEqual(Array(4).fill('hand over'));
    await clock.advance(20 * SECOND);
    expect(names(went.slice(30))).toEqual(['hand over', 'look']);
  });

  /** Asks for more looks than may go; returns how many went in each half minute from now on. */
  async function crowded({ clock, ask, times }: Awaited<ReturnType<typeof desk>>, halfMinutes: number) {
    const from = clock.now() - START;
    for (let i = 0; i < halfMinutes * 100; i++) void refusalOf(ask('look', 'looking', { ms: 0 }));
    await clock.advance(halfMinutes * 30 * SECOND);
    const went = times('look').map((at) => Math.floor((at - from) / (30 * SECOND)));
    return Array.from({ length: halfMinutes }, (_, place) => went.filter((halfMinute) => halfMinute === place).length);
  }

  it('widens by a step each time it was too narrow and Spotify said nothing', async () => {
    expect(await crowded(await desk(), 5)).toEqual([26, 30, 34, 38, 42]);
  });

  it('does not widen while nobody needs more', async () => {
    const at = await desk();
    for (let hour = 0; hour < 3; hour++) {
      void at.ask('early', 'looking');
      await at.clock.advance(HOUR);
    }
    expect(await crowded(at, 1)).toEqual([30]);
  });

  it('halves when Spotify asks to slow down, once however many were under way, and never below a few', async () => {
    const at = await desk();
    const refused = (until: number) => refusalOf(at.ask('press', 'person', { no: slowDown('1'), ms: 0, until }));
    for (let i = 0; i < 10; i++) void refused(START + 1);
    await at.clock.advance(5 * SECOND);
    expect(await crowded(at, 1)).toEqual([15 - 4]);
    for (let i = 0; i < 5; i++) {
      void refused(at.clock.now());
      await at.clock.advance(MINUTE);
    }
    void refused(at.clock.now());
    await at.clock.advance(20 * SECOND);
    expect((await createCallStore(at.db).read()).windowSize).toBe(8);
  });

  it('is known after a restart; what cannot be read counts as unknown', async () => {
    const at = await desk();
    void refusalOf(at.ask('press', 'person', { no: slowDown('1'), until: START + 1 }));
    await at.clock.advance(5 * SECOND);
    const size = async () => (await createCallStore(at.db).read()).windowSize;
    expect(await size()).toBe(15);
    const again = await at.open();
    let looks = 0;
    for (let i = 0; i < 30; i++) {
      void again.spend({ group: 'player', urgency: 'looking', userId: null, writes: false }, async () => looks++);
    }
    await at.clock.advance(SECOND);
    expect(looks).toBe(15 - 4);
    at.db.$client.prepare("update facts set value = 'many' where name like 'spotify calls%'").run();
    expect(await size()).toBe(null);
  });
});

describe('one player', () => {
  const ada = { userId: 'ada', writes: true };

  it('gets its commands one after the other, in order, while looks go out beside them', async () => {
    const { clock, ask, went } = await desk();
    const quick = { ...ada, ms: 200 };
    void ask('play', 'person', quick);
    void ask('pause', 'person', quick);
    void ask('enqueue', 'steering', quick);
    void ask('look', 'looking', { userId: 'ada' });
    void ask('other', 'person', { userId: 'ben', writes: true });
    await clock.advance(MINUTE);
    expect(went).toEqual([
      { what: 'play', at: 0 },
      { what: 'look', at: 0 },
      { what: 'other', at: 0 },
      { what: 'pause', at: 200 },
      { what: 'enqueue', at: 400 },
    ]);
  });

  it.each([
    ['an order of ours', 'steering'],
    ['an earlier press', 'person'],
  ] as const)('that does not answer %s still gets the next press within half a second', async (_, urgency) => {
    const { clock, ask, times } = await desk();
    void ask('hangs', urgency, { ...ada, ms: 25 * SECOND });
    await clock.advance(SECOND);
    const press = ask('press', 'person', { ...ada, ms: 100 });
    void ask('second', 'person', { ...ada, ms: 100 });
    await clock.advance(SECOND);
    expect([await press, times('press'), times('second')]).toEqual(['press', [1_000], [1_100]]);
  });

  it('that hangs on a press just sent gets the next one half a second after it', async () => {
    const { clock, ask, times } = await desk();
    void ask('hangs', 'person', { ...ada, ms: 25 * SECOND });
    void ask('press', 'person', { ...ada, ms: 100 });
    void ask('enqueue', 'steering', ada);
    await clock.advance(MINUTE);
    expect([times('press'), times('enqueue')]).toEqual([[500], [25 * SECOND]]);
  });

  it('is paused at once while an order of ours waits for its share', async () => {
    const { clock, ask, times } = await desk();
    for (let i = 0; i < 40; i++) void ask('hand over', 'steering', { userId: `other ${i}`, writes: true });
    void ask('enqueue', 'steering', ada);
    await clock.advance(SECOND);
    void ask('pause', 'person', ada);
    await clock.advance(0);
    expect([times('enqueue'), times('pause')]).toEqual([[], [SECOND]]);
  });

  it('does not wait for a playlist of its owner’s that is being written', async () => {
    const { clock, ask, times } = await desk();
    void ask('save', 'person', { ...ada, group: 'playlists', ms: 9 * SECOND });
    void ask('pause', 'person', ada);
    await clock.advance(0);
    expect(times('pause')).toEqual([0]);
  });
});

it('whoever waited while the computer slept is refused, not served three hours late', async () => {
  let now = START;
  const clock = { now: () => now, after: () => () => {} };
  const db = openDb(':memory:');
  onTestFinished(() => void db.$client.close());
  const store = createCallStore(db);
  const budget = createBudget({ clock, store, before: await store.read(), log: createRecordingLog().log });
  const ada = { group: 'player', urgency: 'steering', userId: 'ada', writes: true } as const;
  const went: string[] = [];
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  void budget.spend(ada, () => answered);
  const late = refusalOf(budget.spend(ada, async () => went.push('late')));
  await settle();
  now += 3 * HOUR;
  answer();
  expect([await late, went]).toEqual([['unreachable', undefined], []]);
});

describe('asked to wait a little', () => {
  it('a command that would come too late by then is not sent a second time', async () => {
    const { clock, ask, times } = await desk();
    const late = refusalOf(ask('queue', 'steering', { no: slowDown('20'), ms: 0, until: START + 19 * SECOND }));
    await clock.advance(0);
    const inTime = ask('play', 'steering', { userId: 'ben', until: START + 21 * SECOND });
    await clock.advance(MINUTE);
    expect([await late, await inTime]).toEqual([['wait', 20 * SECOND], 'play']);
    expect([times('queue'), times('play')]).toEqual([[0], [20 * SECOND]]);
  });

  it('lets what people press go first by then, and searches and looks last', async () => {
    const { clock, ask, went } = await desk();
    await refusalOf(ask('refused', 'looking', { no: slowDown('5'), ms: 0, until: START }));
    void ask('look', 'looking');
    void ask('search', 'person', { group: 'search' });
    void ask('hand over', 'steering');
    void ask('link', 'person', { group: 'profile', userId: null });
    void ask('press', 'person');
    await clock.advance(5 * SECOND);
    expect(went.slice(1).map(({ what }) => what)).toEqual(['press', 'link', 'hand over', 'search', 'look']);
  });

  it('makes every call wait, and the one that was refused goes again first', async () => {
    const { clock, ask, went } = await desk();
    const refused = refusalOf(ask('refused', 'looking', { no: slowDown('20'), ms: 0 }));
    await clock.advance(0);
    void ask('look', 'looking', { group: 'tops' });
    expect(await refusalOf(ask('press', 'person'))).toEqual(['wait', 20 * SECOND]);
    await clock.advance(HOUR);
    expect(went).toEqual([
      { what: 'refused', at: 0 },
      { what: 'refused', at: 20 * SECOND },
      { what: 'look', at: 20 * SECOND },
      { what: 'refused', at: 40 * SECOND },
    ]);
    expect(await refused).toEqual(['wait', 60 * SECOND]);
  });

  it.each([
    ['3', 3 * SECOND],
    ['0', SECOND],
    ['60', MINUTE],
    ['Sat, 21 Nov 2026 20:00:07 GMT', 7 * SECOND],
    ['Sat, 21 Nov 2020 20:00:07 GMT', SECOND],
    ['-5', 5 * SECOND],
    ['soon', 5 * SECOND],
    ['', 5 * SECOND],
    [undefined, 5 * SECOND],
  ])('reads “%s” as a wait', async (header, waits) => {
    const { clock, ask, times } = await desk();
    void refusalOf(ask('look', 'looking', { no: slowDown(header), ms: 0 }));
    await clock.advance(2 * MINUTE);
    expect(times('look')[1]).toBe(waits);
  });
});

describe('a breaker', () => {
  it.each([
    ['a long wait', slowDown('52531'), 52_531 * SECOND],
    ['a long date', slowDown('Sun, 22 Nov 2026 20:00:00 GMT'), 24 * HOUR],
    ['an absurd wait', slowDown('999999999999'), 24 * HOUR],
    ['an absurd date', slowDown('Fri, 31 Dec 9999 23:59:59 GMT'), 24 * HOUR],
    ['a spent quota', quotaSpent('1800'), 1800 * SECOND],
    ['a spent quota of a few seconds', quotaSpent('30'), 30 * SECOND],
    ['a spent quota without a time', quotaSpent(), HOUR],
    ['a spent quota with a garbled time', quotaSpent('tomorrow'), HOUR],
  ])('opens at %s, for its group alone', async (_, no, until) => {
    const { clock, ask, budget, times } = await desk();
    expect(await refusalOf(ask('look', 'looking', { no, ms: 0 }))).toEqual(['wait', until]);
    expect(await refusalOf(ask('hand over', 'steering'))).toEqual(['wait', until]);
    expect(await refusalOf(ask('press', 'person'))).toEqual(['wait', until]);
    void ask('tops', 'person', { group: 'tops' });
    await clock.advance(SECOND);
    expect([times('hand over'), times('press'), times('tops')]).toEqual([[], [], [0]]);
    expect(budget.spending().breakers).toEqual([{ group: 'player', until: START + until }]);
  });

  it('is ended by one trial; the others wait for what it says', async () => {
    const { clock, ask, budget, times } = await desk();
    await refusalOf(ask('look', 'looking', { no: quotaSpent('1800'), ms: 0 }));
    await clock.advance(1800 * SECOND);
    void ask('trial', 'looking', { ms: 2 * SECOND });
    void ask('other', 'looking');
    await clock.advance(1900);
    expect(times('other')).toEqual([]);
    await clock.advance(200);
    expect([times('trial'), times('other')]).toEqual([[1_800_000], [1_802_000]]);
    expect(budget.spending().breakers).toEqual([]);
  });

  it('lets the first press go although a trial of our own is not answered; the next one waits for what either says', async () => {
    const { clock, ask, budget, times } = await desk();
    await refusalOf(ask('look', 'looking', { no: quotaSpent('1800'), ms: 0 }));
    await clock.advance(1800 * SECOND);
    void ask('trial', 'looking', { ms: 10 * SECOND });
    await clock.advance(SECOND);
    void ask('press', 'person');
    void ask('second press', 'person');
    await clock.advance(500);
    expect([times('press'), times('second press')]).toEqual([[1_801_000], []]);
    await clock.advance(SECOND);
    expect([times('second press'), budget.spending().breakers]).toEqual([[1_802_000], []]);
  });

  it('opens again when its trial is refused, and tells those who waited', async () => {
    const { clock, ask, times } = await desk();
    await refusalOf(ask('look', 'looking', { no: quotaSpent('600'), ms: 0 }));
    await clock.advance(600 * SECOND);
    const trial = refusalOf(ask('trial', 'person', { no: quotaSpent('1200') }));
    const press = refusalOf(ask('press', 'person'));
    await clock.advance(SECOND);
    expect([await trial, await press]).toEqual([
      ['wait', 1801 * SECOND],
      ['wait', 1801 * SECOND],
    ]);
    await clock.advance(HOUR);
    expect(times('press')).toEqual([]);
  });

  it.each([
    ['is not answered', new SpotifySilent('GET /v1/me/player', new Error('timeout'))],
    ['fails', new SpotifyRefused('GET /v1/me/player', 502, 'Bad Gateway')],
  ])('stays open for another minute when its trial %s', async (_, no) => {
    const { clock, ask } = await desk();
    await refusalOf(ask('look', 'looking', { no: quotaSpent('600'), ms: 0 }));
    await clock.advance(600 * SECOND);
    await refusalOf(ask('trial', 'looking', { no, ms: 0 }));
    expect(await refusalOf(ask('look', 'looking'))).toEqual(['wait', 660 * SECOND]);
  });

  it('passes the trial on when the call never got as far as Spotify', async () => {
    const { clock, ask, times } = await desk();
    await refusalOf(ask('look', 'looking', { no: quotaSpent('600'), ms: 0 }));
    await clock.advance(600 * SECOND);
    void refusalOf(ask('no token', 'looking', { no: new Unavailable('relink') }));
    void ask('trial', 'looking');
    await clock.advance(2 * SECOND);
    expect(times('trial')).toEqual([601 * SECOND]);
  });

  it('survives a restart, and ends there as it would have ended', async () => {
    const { clock, ask, open, budget } = await desk();
    await refusalOf(ask('look', 'looking', { no: quotaSpent('1800'), ms: 0 }));
    await budget.close();
    const again = await open();
    const look = (call: () => Promise<string>) =>
      again.spend({ group: 'player', urgency: 'looking', userId: 'ada', writes: false }, call);
    expect(await refusalOf(look(async () => 'asked'))).toEqual(['wait', 1800 * SECOND]);
    await clock.advance(1800 * SECOND);
    expect(await look(async () => 'asked')).toBe('asked');
    expect((await open()).spending().breakers).toEqual([]);
  });
});

describe('the count of calls', () => {
  it('rolls over 24 hours, by groups', async () => {
    const { clock, ask, budget } = await desk();
    await Promise.all([ask('look', 'looking', { ms: 0 }), ask('tops', 'person', { group: 'tops', ms: 0 })]);
    await clock.advance(23 * HOUR);
    await ask('look', 'looking', { ms: 0 });
    const none = { tops: 0, search: 0, playlists: 0, profile: 0 };
    expect(budget.spending().lastDay).toEqual({ ...none, player: 2, tops: 1 });
    await clock.advance(HOUR + 10 * MINUTE);
    expect(budget.spending().lastDay).toEqual({ ...none, player: 1 });
  });

  it('is written at most once a minute, and read again at the next start', async () => {
    const { clock, ask, open, budget, db } = await desk();
    const written = () => db.$client.prepare('select sum(calls) as calls from call_counts').get();
    await ask('look', 'looking', { ms: 0 });
    await clock.advance(59 * SECOND);
    await ask('look', 'looking', { ms: 0 });
    expect(written()).toEqual({ calls: null });
    await clock.advance(SECOND);
    expect(written()).toEqual({ calls: 2 });
    await ask('look', 'looking', { ms: 0 });
    await budget.close();
    expect((await open()).spending().lastDay.player).toBe(3);
  });
});
