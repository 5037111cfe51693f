import type { Chance } from '../../sim/spotify/chance.ts';
import { oftenAs } from './draw.ts';

/**
 * Everything that can be drawn for an evening. Each evening draws which of it is possible at all in it: what happens in
 * most evenings would otherwise keep what happens in few from ever showing. https://doi.org/10.1145/2338965.2336763
 */
export const FEATURES = [
  // What people press, with their songs and without.
  'skip',
  'typedSkip',
  'pause',
  'resume',
  'takeBack',
  'leave',
  'join',
  'link',
  'everybodySkips',
  'kick',
  'takeOver',
  'device',
  'unlink',
  'end',
  'add',
  'remove',
  'encore',
  'bring',
  'hide',
  'swap',
  'queueDoubt',
  'flood',
  'ask',
  'rush',
  // What the host does on their own devices.
  'next',
  'earlyNext',
  'previous',
  'seek',
  'handPause',
  'shuffle',
  'repeat',
  'album',
  'queue',
  'localFile',
  'otherDevice',
  'sleep',
  'closeTab',
  'private',
  'ad',
  'episode',
  // What goes wrong on the way to Spotify, and with us.
  'shortWait',
  'longWait',
  'quota',
  'server',
  'serverAfter',
  'silent',
  'silentAfter',
  'hangs',
  'hangsAfter',
  'late',
  'unauthorized',
  'tokens',
  'tops',
  'restart',
  'revoke',
  // What players do though nothing is wrong.
  'fade',
  'oddRead',
  'hidePosition',
  'refusesUris',
  'ignoresUris',
  'autoplay',
  'sticks',
  'settles',
] as const;

export type Feature = (typeof FEATURES)[number];
export type Possible = ReadonlySet<Feature>;

/** About half of what is allowed. */
export function drawFeatures(chance: Chance, allowed: readonly Feature[]): Possible {
  return new Set(allowed.filter(() => oftenAs(chance, 50)));
}
