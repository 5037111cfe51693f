import type { Sounding, SpotifyPerson } from '../sim/spotify/spotify.ts';
import type { World } from '../sim/world.ts';

/** The record of what somebody's player plays, and ways to wind time by it. */
export type PlayerRecord = {
  /** Listens from now on. */
  begin(): void;
  /** How long it was silent then: until the play request reached the player. */
  silentMs(): number;
  heard(): Sounding[];
  /** Winds on to somewhere in the `nth` song, counted from 1: 0.5 is its middle. */
  windInto(nth: number, share: number): Promise<void>;
  /** Winds on until a minute after the last song. */
  windToSilence(): Promise<void>;
};

export function recordPlayer(world: World, account: SpotifyPerson): PlayerRecord {
  let begunAt = Number.POSITIVE_INFINITY;

  const heard = () => account.record.filter(({ startedAt }) => startedAt >= begunAt);

  function song(): { durationMs: number; leftMs: number } {
    const { track, progressMs } = account.now();
    const durationMs = (track ? world.spotify.track(track)?.durationMs : undefined) ?? 0;
    return { durationMs, leftMs: durationMs - progressMs };
  }

  return {
    begin() {
      begunAt = world.clock.now();
    },
    silentMs: () => (heard()[0]?.startedAt ?? Number.NaN) - begunAt,
    heard,
    async windInto(nth, share) {
      while (songsIn(heard()) < nth) await world.advance(song().leftMs + 1);
      const { durationMs, leftMs } = song();
      await world.advance(Math.max(0, leftMs - durationMs * (1 - share)));
    },
    async windToSilence() {
      while (account.now().isPlaying) await world.advance(song().leftMs + SHORT_PAUSE_MS);
      await world.advance(60_000);
    },
  };
}

/** A pause between two songs that is not the end. */
const SHORT_PAUSE_MS = 6_000;

/** Returns the number of songs in a record: a song that continues after an interruption is one. */
function songsIn(heard: readonly Sounding[]): number {
  return heard.filter(({ trackId }, place) => heard[place - 1]?.trackId !== trackId).length;
}

/** The longest pause between two pieces of music. */
export function longestSilence(heard: readonly Sounding[]): number {
  const pauses = heard.map(({ startedAt }, place) => startedAt - (heard[place - 1]?.endedAt ?? startedAt));
  return Math.max(0, ...pauses);
}

/** A play request that restarts a song this early is no second play. */
const RESTART_MS = 3_000;

/** Returns the number of songs that were not played exactly once from beginning to end. */
export function flawedSongs({ spotify, accounts }: World, heard: readonly Sounding[]): number {
  const liked = Object.values(accounts).flatMap(({ tops }) => tops.medium_term);
  return liked.filter((id) => {
    const pieces = heard.filter(({ trackId }) => trackId === id);
    const soundedMs = pieces.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    return Math.abs(soundedMs - (spotify.track(id)?.durationMs ?? 0)) > RESTART_MS || songsIn(pieces) !== 1;
  }).length;
}
