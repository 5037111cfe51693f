import type { Track } from '../session/track.ts';
import type { Choice } from './command.ts';

/** Discord's limit for the name of a choice. */
const CHOICE_LENGTH = 100;
/** Autocomplete shows at most this many. */
export const CHOICES = 25;

/** A song as a line of suggestions: title, artists, and a mark on explicit ones. */
export function choiceOf({ title, artists, explicit }: Track, value: string): Choice {
  const mark = explicit ? ' 🅴' : '';
  return { name: clamped(`${title} · ${artists.join(', ')}`, CHOICE_LENGTH - mark.length) + mark, value };
}

/** At most `most` UTF-16 units, and no half character at the end. */
export function clamped(text: string, most = CHOICE_LENGTH): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
