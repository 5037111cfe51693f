import { createHash } from 'node:crypto';
import { BASE62 } from './chance.ts';

const ID_LENGTH = 22;

/** The Spotify id of an invented thing: 22 base-62 digits, the same for the same name in every run. */
export function spotifyId(...name: string[]): string {
  const digest = createHash('sha256').update(name.join('\u0000')).digest();
  return Array.from(digest.subarray(0, ID_LENGTH), (byte) => BASE62.charAt(byte % BASE62.length)).join('');
}

/** The track a `spotify:track:…` URI names, if it has that shape. */
export function trackIdOf(uri: string): string | undefined {
  return /^spotify:track:([0-9A-Za-z]{22})$/.exec(uri)?.[1];
}
