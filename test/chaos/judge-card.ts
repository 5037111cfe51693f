import type { RequestLog, Sounding } from '../../sim/spotify/spotify.ts';
import { FILE, musicOf } from './party.ts';
import type { Witnessed } from './witnessed.ts';

/** Since when nothing has disturbed the evening. */
export type Quiet = { since: number };

const MINUTE = 60_000;
/** What the looks of a quiet or troubled session may take to notice that all is well again. */
const LONGEST_SLEEP_MS = 11 * MINUTE;
/** After a boundary the card has this long to follow. */
const FOLLOWS_WITHIN_MS = 8_000;
/** A card may go on naming a song for its length when the player fell silent in it. */
const LONGEST_SONG_MS = 15 * MINUTE;

/** When nothing has happened for a while, what the card says plays is what plays. */
export function judgeCard(seen: Witnessed, { since }: Quiet): void {
  const { world } = seen;
  const card = world.card();
  if (!card || card.isLobby || card.isEnded || seen.endedAt !== null) return;
  const now = world.clock.now();
  const sounding = world.sounding();
  const say = (what: string) =>
    seen.failures.push(`card: ${what}, undisturbed for ${Math.round((now - since) / 1_000)} s, at ${clockOf(now)}`);

  if (
    sounding &&
    !isGuessed(seen) &&
    isSettled(sounding, now - unseenFadeMs(seen), since) &&
    now > nextLook(seen, since)
  ) {
    const isTold = isNamed(card, sounding, world);
    if ((!isTold || card.says !== 'playing') && !card.isOver) {
      say(`says "${card.title}" (${card.text.replaceAll('\n', ' / ')}) while ${world.keyOf(sounding.trackId)} plays`);
    }
  }
  const silentSince = Math.max(since, world.host.record.at(-1)?.endedAt ?? since);
  if (
    !sounding &&
    card.says === 'playing' &&
    !card.offersTakeBack &&
    now - silentSince > LONGEST_SLEEP_MS + LONGEST_SONG_MS
  ) {
    say(`says "${card.title}" while nothing plays`);
  }
}

/** Whether the music began anew, or leapt, while the player told no positions, or unseen just before: then nobody can know when its songs end. */
function isGuessed({ world, deeds }: Witnessed): boolean {
  const began = playingSince(world);
  const leaps = deeds.filter(({ at, deed }) => at >= began && ['seek', 'previous', 'next'].includes(deed.is));
  const starts = [began, ...leaps.map(({ at }) => at)];
  const looks = world.spotify.requests.filter(({ path, status }) => path === '/v1/me/player' && status === 200);
  const isSeen = (from: number, until: number) => looks.some(({ at }) => at > from && at < until);
  // One look that told no position is the same, until another one tells it.
  const lastLook = looks.at(-1)?.at;
  const odd = world.line.oddLooks.filter(({ at, how }) => how === 'noPosition' && at === lastLook);
  const hidden = [...world.hiddenTimes, ...odd.map(({ at }) => ({ from: at, until: at }))];
  return hidden.some(({ from, until }) => {
    const isUnseen = starts.some((at) => at < until && (at > from || !isSeen(at, from)));
    return isUnseen || (from < world.clock.now() && wentOnUnseen(world, looks, from));
  });
}

/** Whether more than one song had begun by then since the last look: nobody knows when. */
function wentOnUnseen({ host }: Witnessed['world'], looks: readonly RequestLog[], by: number): boolean {
  const seenAt = looks.findLast(({ at }) => at < by)?.at ?? 0;
  return host.record.filter(({ startedAt }) => startedAt > seenAt && startedAt < by).length > 1;
}

/** Whether the card names what sounds; a file of the host's own has no page to be known by. */
function isNamed({ trackId, title }: NonNullable<Card>, sounding: Sounding, world: Witnessed['world']): boolean {
  const key = world.keyOf(sounding.trackId);
  return trackId === null ? key === FILE.key && title.endsWith(FILE.key) : world.keyOf(trackId) === key;
}

type Card = ReturnType<Witnessed['world']['card']>;

/**
 * When somebody who trusts this card has to have looked after the last disturbance: in the middle of a long song, at
 * the end of any, or, when the card knows of no song that plays, as rarely as quiet and trouble are looked at.
 */
function nextLook({ world, plan }: Witnessed, since: number): number {
  const card = world.card();
  const ends = Number(/<t:(\d+):R>/.exec(card?.text ?? '')?.[1]) * 1_000;
  const key = card?.trackId ? world.keyOf(card.trackId) : '';
  const durationMs = musicOf(plan.party).find((song) => song.key === key)?.durationMs;
  // What could not be seen is looked for again after as long as that has lasted.
  if (card?.text.includes('⚠️')) return Math.max(since, playingSince(world)) + LONGEST_SLEEP_MS;
  if (card?.says !== 'playing' || Number.isNaN(ends) || durationMs === undefined) {
    return Math.max(since, playingSince(world)) + LONGEST_SLEEP_MS;
  }
  const middle = durationMs >= MIDDLE_LOOK_FROM_MS ? ends - durationMs / 2 : ends;
  const due = [middle, ends].find((at) => at > since) ?? since;
  return due + FOLLOWS_WITHIN_MS + (due === since ? LONGEST_SLEEP_MS : 0);
}

/** Since when one song has followed on the other without a gap. */
function playingSince({ host }: Witnessed['world']): number {
  const { record } = host;
  const breaks = record.findLastIndex(({ trackId, endedAt }, place) => {
    return trackId === 'ad' || trackId === 'episode' || (endedAt ?? 0) < (record[place + 1]?.startedAt ?? 0);
  });
  return record[breaks + 1]?.startedAt ?? 0;
}

const MIDDLE_LOOK_FROM_MS = 150_000;

/**
 * Where songs fade into each other one has sounded so long by the time at which it is looked for. While positions are hidden
 * that adds up, boundary by boundary.
 */
export function unseenFadeMs({ world, plan }: Witnessed, at = world.clock.now()): number {
  const fadeMs = plan.party.people.find(({ name }) => name === world.hostName)?.fadeMs ?? 0;
  const hidden = world.hiddenTimes.find(({ from }) => from <= at);
  const boundaries = hidden ? world.host.record.filter(({ endedAt }) => (endedAt ?? at) > hidden.from).length : 1;
  return fadeMs * boundaries;
}

/** Whether what sounds began by itself, with one whole boundary since the last disturbance, and long enough ago. */
function isSettled({ endedAt, startedAt, why }: Sounding, now: number, since: number): boolean {
  if (endedAt !== null || now < startedAt + FOLLOWS_WITHIN_MS) return false;
  return startedAt > since + FOLLOWS_WITHIN_MS && (why === 'end of track' || why === 'queue');
}

export function clockOf(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
