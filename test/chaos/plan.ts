import type { OddRead } from '../../sim/spotify/spotify.ts';
import type { Name, Party } from './party.ts';

/**
 * What somebody presses or types; what only a host may do falls from the first of the people to whoever hosts by then.
 * `twice`: a moment later again; `stale`: on the card as it was one song ago; `flood`: one search after the other.
 */
export type Press =
  | { is: 'join' | 'leave' | 'link' | 'unlink' | 'encore' | 'bring'; who: Name }
  /** Asks for what changes nothing. */
  | { is: 'ask'; who: Name; what: 'queue' | 'now' | 'privacy' | 'help' }
  /** By its address, in a sentence with a link, as a suggestion, or by a name that is searched for. */
  | { is: 'add'; who: Name; song: string; how?: 'uri' | 'link' | 'suggested' | 'name' }
  | { is: 'flood'; who: Name; searches: number }
  | { is: 'remove' | 'hide' | 'swap'; who: Name; place: number }
  | { is: 'kick' | 'takeOver'; who: Name; whom: Name }
  | { is: 'everybodySkips'; who: Name }
  /** `typed`: by the command, which names no song; else by the button. */
  | { is: 'skip'; who: Name; twice: boolean; stale: boolean; typed?: boolean }
  | { is: 'pause' | 'resume' | 'takeBack'; who: Name; twice: boolean }
  | { is: 'device'; who: Name; name: string }
  | { is: 'end'; who: Name; twice: boolean };

/** What the host does on their own devices. */
export type Hand =
  | { is: 'next'; times: number }
  | {
      is:
        | 'previous'
        | 'handPause'
        | 'handPlay'
        | 'privateOn'
        | 'privateOff'
        | 'otherDevice'
        | 'ad'
        | 'wake'
        | 'wakeAsNew'
        | 'closeTab'
        | 'localFile';
    }
  | { is: 'seek'; share: number }
  | { is: 'shuffle'; on: boolean }
  | { is: 'repeat'; to: 'context' | 'track' }
  | { is: 'album'; songs: number }
  | { is: 'queue'; songs: number; alsoPick: boolean }
  | { is: 'episode'; minutes: number }
  | { is: 'sleep'; how: 'asleep' | 'dozing' };

/** What goes wrong on the way to Spotify for a while. */
export type Fault = {
  is: 'fault';
  on: 'reads' | 'commands' | 'queue' | 'play' | 'pause' | 'anything' | 'tokens' | 'tops';
  how:
    | 'shortWait'
    | 'longWait'
    | 'quota'
    | 'server'
    | 'serverAfter'
    | 'silent'
    | 'silentAfter'
    | 'hangs'
    | 'hangsAfter'
    | 'late'
    | 'unauthorized';
  forMs: number;
  /** Of a hundred requests so many are struck. */
  percent: number;
  waitS: number;
};

/** What players do though nothing is wrong: one look comes out odd, or the host's devices hide their positions for a while. */
export type Oddity = { is: 'oddRead'; how: OddRead } | { is: 'hidePosition'; forMs: number };

/** The end of our process without a word, and another one after a while. */
export type Restart = { is: 'restart'; when: 'now' | 'beforeCommand' | 'afterCommand'; downMs: number };

export type Deed = Press | Hand | Fault | Oddity | Restart | { is: 'revoke' };

/**
 * `near`: not at once, but so long after (or before) the end of the song that sounds by then; `soon`: so long after the
 * step before it, whenever that was.
 */
export type Step = { at: number; near: number | null; soon?: number; deed: Deed };

export type Plan = {
  seed: number;
  party: Party;
  settings: { songs: number; period: 'half-year'; order: 'fair' | 'random' };
  spotify: {
    staleReadsMs: number;
    progressJitterMs: number;
    queuedTracksFirst: boolean;
    rotateRefreshTokens: 'never' | 'alternate' | 'always';
    latencyMs: number;
  };
  /** The press on Start, counted like everything here from the opening of the lobby. */
  startAt: number;
  /** So long after it the host presses next by hand; null for never. */
  nextAfterStartMs: number | null;
  steps: Step[];
  /** From when on nothing happens any more but what ends the evening well. */
  quietAt: number;
};
