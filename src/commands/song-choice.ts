import type { Track } from '../session/track.ts';
import { clamp, explicitMark } from '../words/phrases.ts';
import type { Choice } from './command.ts';

/** Discord's limit for the name of a choice. */
export const CHOICE_LENGTH = 100;
/** Autocomplete shows at most this many. */
export const CHOICES = 25;

/** A song as a line of suggestions: title, artists, and a mark on explicit ones. */
export function choiceOf(track: Track, value: string): Choice {
  const mark = explicitMark(track);
  return { name: clamp(`${track.title} · ${track.artists.join(', ')}`, CHOICE_LENGTH - mark.length) + mark, value };
}
