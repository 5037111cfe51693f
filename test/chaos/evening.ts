import { type Hands, useHands } from './hands.ts';
import { judgeCard, type Quiet } from './judge-card.ts';
import { fadeOn } from './party.ts';
import * as people from './people.ts';
import type { Deed, Hand, Plan, Press, Step } from './plan.ts';
import { readCard } from './stage.ts';
import type { Witnessed } from './witnessed.ts';
import { createChaos, EVENING } from './world.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
/** A doubled press comes this much later. */
const TWICE_MS = 400;
/** So many minutes the card has to say that all is over. */
const OVER_ROUNDS = 3;
/** So many minutes somebody lets foreign songs play on, which may just have been queued by hand. */
const PATIENT_ROUNDS = 24;
/** How long the quiet end of an evening may take beyond the songs there are. */
const PATIENCE_MS = 150 * MINUTE;

/** One evening, from the opening of the lobby until it is over. */
export async function spendEvening(plan: Plan): Promise<Witnessed> {
  const world = await createChaos(plan);
  const platformFetch = globalThis.fetch;
  globalThis.fetch = world.line.fetch;
  const seen: Witnessed = {
    ...{ plan, world, deeds: [], joined: [], added: [], removed: [], left: [], passed: [] },
    ...{ startedAt: null, endedAt: null },
    ranOut: 'no',
    failures: world.failures,
  };
  const crashed = (error: unknown) => void seen.failures.push(`unhandled rejection: ${stackOf(error)}`);
  process.on('unhandledRejection', crashed);
  try {
    await open(seen);
    for (const step of plan.steps) await carryOut(seen, step);
    await windTo(seen, plan.quietAt);
    await quietDown(seen);
  } finally {
    process.off('unhandledRejection', crashed);
    globalThis.fetch = platformFetch;
    await world.close();
  }
  return seen;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Connects whoever has an account; the host's link opens the lobby. */
async function open(seen: Witnessed): Promise<void> {
  const { world, plan } = seen;
  for (const { name } of plan.party.people.filter(({ linked }) => linked).toReversed()) {
    if (name === world.firstHost) people.create(seen, name);
    else people.askForLink(seen, name, 0);
  }
  world.host.pressPlay();
  world.host.pressPause();
  await world.clock.advance(10 * SECOND);
}

async function carryOut(seen: Witnessed, { at, near, soon, deed }: Step): Promise<void> {
  await windTo(seen, at);
  if (soon !== undefined) await advance(seen, soon);
  if (near !== null) await windNear(seen, near);
  seen.deeds.push({ at: seen.world.clock.now(), deed });
  await act(seen, asHost(seen, deed));
}

/** What only a host may do is done by whoever hosts by now. */
function asHost({ world }: Witnessed, deed: Deed): Deed {
  const isTheirs = 'who' in deed && deed.who === world.firstHost && HOSTLY.includes(deed.is);
  return isTheirs ? { ...deed, who: world.hostName } : deed;
}

const HOSTLY = ['pause', 'resume', 'takeBack', 'device', 'end', 'kick', 'takeOver', 'encore', 'skip', 'everybodySkips'];

/** Winds to a moment counted from the opening, pressing Start on the way. */
async function windTo(seen: Witnessed, at: number): Promise<void> {
  const { world, plan } = seen;
  const left = () => EVENING + at - world.clock.now();
  if (at >= plan.startAt && !seen.startedAt) {
    await advance(seen, EVENING + plan.startAt - world.clock.now());
    await start(seen);
  }
  while (left() > 0) await advance(seen, Math.min(left(), MINUTE));
}

async function advance(seen: Witnessed, ms: number): Promise<void> {
  if (ms > 0) await seen.world.clock.advance(ms);
  notice(seen);
  judgeCard(seen, lastDisturbance(seen));
}

/** Looks around for what only time brings: somebody whose own device plays on though another hosts pauses it there. */
function notice(seen: Witnessed): void {
  const { world } = seen;
  for (const [name, account] of world.accounts) {
    if (name !== world.hostName && account.record.at(-1)?.endedAt === null) account.pressPause();
  }
  if (seen.endedAt !== null) return;
  const ended = world.shown.find((shown) => readCard(shown).isEnded);
  if (ended) seen.endedAt = ended.at;
}

/** Since when nobody has done anything and nothing has been out of order. */
export function lastDisturbance({ deeds, world }: Witnessed): Quiet {
  const now = world.clock.now();
  const doings = [...deeds.map(({ at }) => at), ...world.asked.map(({ at, doneAt }) => doneAt ?? at)];
  const isBroken = !world.isUp() || world.line.calmFrom > now || world.host.privateSession;
  return { since: isBroken ? now : Math.max(EVENING, world.line.calmFrom, world.upSince(), ...doings) };
}

/** Winds until so long after the end of what sounds now, if that is soon. */
async function windNear(seen: Witnessed, offsetMs: number): Promise<void> {
  const { world, plan } = seen;
  const sounding = world.sounding();
  const lengthMs = sounding && world.spotify.track(sounding.trackId)?.durationMs;
  if (lengthMs) await advance(seen, lengthMs - fadeOn(plan.party, world.hostName, lengthMs) - sounding.toMs + offsetMs);
}

async function start(seen: Witnessed): Promise<void> {
  const { world } = seen;
  seen.startedAt = world.clock.now();
  for (let attempt = 0; attempt < 8 && world.card()?.isLobby !== false; attempt++) {
    if (attempt === 1) await useHands(handsOf(seen), { is: 'wake' });
    people.start(seen);
    const pressedAt = world.clock.now();
    if (attempt === 0) await pressNextSoon(seen);
    await advance(seen, pressedAt + 30 * SECOND - world.clock.now());
  }
}

async function pressNextSoon(seen: Witnessed): Promise<void> {
  const { nextAfterStartMs } = seen.plan;
  if (nextAfterStartMs === null) return;
  await advance(seen, nextAfterStartMs);
  const deed: Hand = { is: 'next', times: 1 };
  seen.deeds.push({ at: seen.world.clock.now(), deed });
  await byHand(seen, deed);
}

function handsOf({ world, plan, passed }: Witnessed): Hands {
  return {
    ...{ clock: world.clock, host: world.host, plan },
    passed: (trackId) => void passed.push({ at: world.clock.now(), key: world.keyOf(trackId) }),
  };
}

async function act(seen: Witnessed, deed: Deed): Promise<void> {
  const { world } = seen;
  switch (deed.is) {
    case 'fault':
      return world.line.break(deed);
    case 'oddRead':
      return world.line.lookOddly(deed.how);
    case 'hidePosition':
      return world.hidePositions(deed.forMs);
    case 'restart':
      return world.restart(deed);
    case 'revoke':
      return world.host.revoke();
    case 'join':
    case 'leave':
    case 'link':
    case 'unlink':
    case 'skip':
    case 'pause':
    case 'resume':
    case 'takeBack':
    case 'device':
    case 'end':
    case 'add':
    case 'remove':
    case 'hide':
    case 'swap':
    case 'bring':
    case 'encore':
    case 'kick':
    case 'takeOver':
    case 'ask':
      return press(seen, deed);
    case 'everybodySkips':
      return everybodySkips(seen);
    case 'flood':
      return flood(seen, deed);
    default:
      return byHand(seen, deed);
  }
}

/** What makes no sense on a phone just now (shuffling what shuffles) is not done. */
async function byHand(seen: Witnessed, hand: Hand): Promise<void> {
  const refused = await useHands(handsOf(seen), hand).then(
    () => null,
    (error: unknown) => error,
  );
  if (refused instanceof Error && !('rule' in refused)) throw refused;
}

async function press(seen: Witnessed, deed: people.Single): Promise<void> {
  people.pressOnce(seen, deed);
  if (deed.is === 'takeOver') {
    await advance(seen, 5 * SECOND);
    people.takeOver(seen, deed.whom);
    return advance(seen, 5 * SECOND);
  }
  if (!('twice' in deed) || !deed.twice) return;
  await advance(seen, TWICE_MS);
  people.pressOnce(seen, deed);
}

async function everybodySkips(seen: Witnessed): Promise<void> {
  for (const { name } of seen.plan.party.people.toReversed()) {
    people.skip(seen, { is: 'skip', who: name, twice: false, stale: false });
    await advance(seen, TWICE_MS);
  }
}

/** Somebody sends one search after the other. */
async function flood(seen: Witnessed, { who, searches }: Extract<Press, { is: 'flood' }>): Promise<void> {
  for (let search = 0; search < searches; search++) {
    people.searchInVain(seen, who, `zzq ${search} word`);
    await advance(seen, people.SEARCH_EVERY_MS);
  }
}

/** Nothing is broken any more; the host wakes the phone and takes the music back if the card offers it. */
async function quietDown(seen: Witnessed): Promise<void> {
  const { world, plan } = seen;
  while (world.line.calmFrom > world.clock.now()) await advance(seen, world.line.calmFrom - world.clock.now());
  while (!world.isUp()) await advance(seen, MINUTE);
  await advance(seen, MINUTE);
  if (seen.endedAt !== null) return runOut(seen, 'was ended');
  const revoked = new Set(
    seen.deeds.flatMap(({ at, deed }) => (deed.is === 'revoke' ? world.hostAt(at) : undefined) ?? []),
  );
  world.line.disarm();
  await byHand(seen, { is: 'privateOff' });
  await byHand(seen, { is: 'wake' });
  for (const name of revoked) people.askForLink(seen, name);
  seen.deeds.push({ at: world.clock.now(), deed: { is: 'wake' } });
  await advance(seen, 10 * SECOND);
  const songsMs = plan.party.songs.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const until = world.clock.now() + songsMs + PATIENCE_MS;
  let rest = 0;
  for (let round = 0; world.clock.now() < until && rest < OVER_ROUNDS; round++) {
    await help(seen, round);
    await advance(seen, MINUTE);
    rest = isDone(seen) ? rest + 1 : 0;
  }
  runOut(seen, isDone(seen) ? 'yes' : 'no');
}

function runOut(seen: Witnessed, how: Witnessed['ranOut']): void {
  seen.ranOut = how;
}

function isDone({ world, endedAt }: Witnessed): boolean {
  const card = world.card();
  return endedAt !== null || (card?.isOver === true && !card.offersTakeBack);
}

/** What a host does who looks at the card now and then and wants everybody's music: at first at once, later slowly. */
async function help(seen: Witnessed, round: number): Promise<void> {
  const { world } = seen;
  const isTime = round < 2 || round % 12 === 0;
  const card = world.card();
  const { context } = world.host.now();
  const isPlaying = world.sounding() !== null;
  if (!card || !isTime) return;
  if (card.isLobby) return start(seen);
  if (!isPlaying) await byHand(seen, { is: 'wake' });
  if (card.offersTakeBack && (!isPlaying || context !== null || round >= PATIENT_ROUNDS))
    return pressNoting(seen, 'takeBack');
  if (card.offersResume && !isPlaying) return pressNoting(seen, 'resume');
  if (isPlaying && !card.isOver && !card.offersTakeBack && round >= PATIENT_ROUNDS && card.skips?.startsWith('own')) {
    seen.deeds.push({ at: world.clock.now(), deed: { is: 'next', times: 1 } });
    return people.skip(seen, { is: 'skip', who: world.hostName, twice: false, stale: false });
  }
  if (isPlaying || round === 0) return;
  seen.deeds.push({ at: world.clock.now(), deed: { is: 'handPlay' } });
  await byHand(seen, { is: 'handPlay' });
}

async function pressNoting(seen: Witnessed, is: 'takeBack' | 'resume'): Promise<void> {
  seen.deeds.push({ at: seen.world.clock.now(), deed: { is, who: seen.world.hostName, twice: false } });
  people.pressOnce(seen, { is, who: seen.world.hostName, twice: false });
}
