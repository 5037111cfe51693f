import { isStranded } from './player/trouble.ts';
import { isPseudonym, unmarked } from './pseudonym.ts';
import { commonOf, type Ended, type EndReason, type Live, type Open } from './session.ts';
import { waiting } from './setlist.ts';

/** Ends a session. What people did stays; who unlinked is known by nobody any more. */
export function end(session: Open, why: EndReason, now: number): Ended {
  const live = session.phase === 'live' ? session : null;
  return {
    ...commonOf(session),
    phase: 'ended',
    kicked: session.kicked.filter((name) => !isPseudonym(name)),
    offer: null,
    touchedAt: now,
    startedAt: live?.startedAt ?? null,
    endedAt: now,
    why,
    leftPlaying: live?.leftPlaying ?? null,
    setlist: (live?.setlist ?? []).map((pick) => {
      const { addedBy, status } = pick;
      const named = { ...pick, broughtBy: pick.broughtBy.map(unmarked), addedBy: addedBy && unmarked(addedBy) };
      return status.state === 'sounding' ? { ...named, status: { state: 'played', at: now } } : named;
    }),
  };
}

const MINUTE_MS = 60_000;
const LOBBY_PATIENCE_MS = 120 * MINUTE_MS;
const OVER_PATIENCE_MS = 30 * MINUTE_MS;
const SILENCE_PATIENCE_MS = 180 * MINUTE_MS;

/** Returns true if songs came in after the last one ended: from then on the wait counts anew. */
function hasMore(live: Live): boolean {
  return live.touchedAt > (live.playback.is === 'over' ? live.playback.since : 0) && waiting(live).length > 0;
}

/** Returns when, and why, a session ends by itself if nothing happens before; null while our music plays. */
export function expiry(session: Open): { at: number; why: EndReason } | null {
  if (session.phase === 'lobby') return { at: session.touchedAt + LOBBY_PATIENCE_MS, why: 'abandoned' };
  const { playback } = session;
  switch (playback.is) {
    case 'over':
      if (isStranded(session)) return { at: playback.since + SILENCE_PATIENCE_MS, why: 'silent' };
      return { at: (hasMore(session) ? session.touchedAt : playback.since) + OVER_PATIENCE_MS, why: 'over' };
    case 'paused':
    case 'unknown':
      return { at: playback.since + SILENCE_PATIENCE_MS, why: 'silent' };
    case 'starting':
      return session.trouble && { at: session.programme.sentAt + SILENCE_PATIENCE_MS, why: 'silent' };
    case 'playing': {
      const slippedAt = 'own' in playback.what ? playback.what.slippedAt : null;
      return slippedAt === null ? null : { at: slippedAt + SILENCE_PATIENCE_MS, why: 'silent' };
    }
  }
}
