import type { FaultRule } from '../web-api/faults.ts';

/**
 * How a single look at a playing player may come out though nothing is wrong; the next one is right again.
 * `noPosition`: https://github.com/spotify/web-api/issues/748
 * `noItem`: playing, and nobody knows what: https://github.com/Fabrizz/MMM-OnSpotify/issues/11
 * `nothing`: 204, as if nothing were active: https://github.com/spotify/web-api/issues/1014
 * `empty`: the same with 200: https://github.com/JhaSourav07/commitpulse/issues/8684
 */
export type OddRead = 'noPosition' | 'noItem' | 'nothing' | 'empty';

/** The next look at somebody's player comes out so; what it shows has no influence on what sounds. */
export function oddRead(how: OddRead): FaultRule {
  return { service: 'api', method: 'GET', path: /\/me\/player(\/currently-playing)?$/, ...FAULTS[how] };
}

const FAULTS: Record<OddRead, Pick<FaultRule, 'status' | 'change'>> = {
  noPosition: { change: (state) => shown(state, { progress_ms: null }) },
  noItem: { change: (state) => shown(state, { item: null, currently_playing_type: 'unknown', is_playing: true }) },
  nothing: { status: 204 },
  empty: { status: 200 },
};

/** Of a player that shows nothing nothing can be left out. */
function shown(state: unknown, changes: object): unknown {
  return typeof state === 'object' && state !== null ? { ...state, ...changes } : state;
}
