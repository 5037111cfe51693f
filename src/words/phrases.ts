import type { Track } from '../session/track.ts';

/** Joins names: "Ada", "Ada and Ben", "Ada, Ben and Chloe". */
function joinNames(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Joins the first few of many names: "Ada, Ben and 3 more". */
export function joinNamesAndMore(items: readonly string[], more: number): string {
  return more > 0 ? `${items.join(', ')} ${moreItems(more)}` : joinNames(items);
}

export function moreItems(more: number): string {
  return `and ${more} more`;
}

/** Formats a count: "1 song", "2 songs". */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Formats a duration: "12 min", "1 h 12 min". */
export function formatMinutes(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Truncates a text to `most` UTF-16 units, with an ellipsis, and without splitting a character that fits. */
export function truncate(text: string, most: number): string {
  if (text.length <= most) return text;
  const room = text.slice(0, Math.max(0, most - 1));
  let fittingGraphemes = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, most))) {
    if (index + segment.length < most) fittingGraphemes = index + segment.length;
  }
  return `${fittingGraphemes > 0 ? room.slice(0, fittingGraphemes) : withoutHalfSurrogate(room)}…`;
}

/** A single character may be longer than all the room there is: one that carries a heap of accents, say. */
function withoutHalfSurrogate(text: string): string {
  return text.isWellFormed() ? text : text.slice(0, -1);
}

const graphemes = new Intl.Segmenter();

/** Returns the mark that Spotify's design rules ask for behind an explicit song; nothing for others. */
export function explicitMark({ explicit }: Track): string {
  return explicit ? ' 🅴' : '';
}

/** The word for somebody who wanted to be forgotten. */
export const SOMEONE_WORD = 'someone';
