import type { Track } from '../session/track.ts';

/** "Ada", "Ada and Ben", "Ada, Ben and Chloe". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The first few of many: "Ada, Ben and 3 more". */
export function listedWithMore(items: readonly string[], more: number): string {
  return more > 0 ? `${items.join(', ')} ${andMore(more)}` : listed(items);
}

export function andMore(more: number): string {
  return `and ${more} more`;
}

/** "1 song", "2 songs". */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** "12 min", "1 h 12 min". */
export function spanOf(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** At most this many UTF-16 units, never half a character; what is cut is marked. */
export function clamp(text: string, most: number): string {
  if (text.length <= most) return text;
  let cut = '';
  for (const { segment } of graphemes.segment(text)) {
    if (cut.length + segment.length > most - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

const graphemes = new Intl.Segmenter();

/** What Spotify's design rules ask for behind an explicit song; nothing behind others. */
export function explicitMark({ explicit }: Track): string {
  return explicit ? ' 🅴' : '';
}

/** Who wanted to be forgotten. */
export const SOMEONE_WORD = 'someone';
