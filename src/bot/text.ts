import { SOMEONE } from '../session/pseudonym.ts';
import { displayName, displayNames } from '../words/names.ts';
import { SOMEONE_WORD } from '../words/phrases.ts';

/**
 * Returns a name from outside (a title, a device's, several artists') as plain words for places where Discord reads
 * markup: no emphasis, links, mentions, quotes or lists, one line, at most `most` UTF-16 units with all that escapes it.
 */
export function escapeName(name: string | readonly string[], most: number): string {
  const shown = (room: number) =>
    escaped(typeof name === 'string' ? displayName(name, room) : displayNames(name, room));
  let room = most;
  let text = shown(room);
  while (text.length > most && room > 1) {
    room = Math.max(1, room - Math.ceil((text.length - most) / 2));
    text = shown(room);
  }
  return text;
}

function escaped(name: string): string {
  return name
    .replace(MARKS, '\\$&')
    .replace(LINE_START_MARKS, '$1\\$2')
    .replace(SHORTCODES, '\\:')
    .replace(MENTION_STARTS, '$&\u200b');
}

const MARKS = /[\\*_~`|[\]]/g;
/** Quotes, headings, small print and lists, which Discord knows at the beginning of a line. */
const LINE_START_MARKS = /^(\d{0,9})([>#+.)-])/;
/** `:smile:` becomes a picture. */
const SHORTCODES = /:(?=[\w+-]{1,64}:)/g;
/** A zero-width space behind what begins a mention, a time, an address or an invitation keeps it from being read as one. */
const MENTION_STARTS = /[<@]|:(?=\/\/)|discord(?:app)?\.(?=gg\/|com\/)/gi;

/** A person by name; "someone" for who wanted to be forgotten. */
export function mention(userId: string): string {
  return userId.startsWith(SOMEONE) ? SOMEONE_WORD : `<@${userId}>`;
}

/** A time every reader sees in their own zone: `R` counts by itself ("in 3 minutes"), `t` hour and minute, `D` a date. */
export function timestamp(ms: number, style: 'R' | 't' | 'D'): string {
  return `<t:${Math.round(ms / 1_000)}:${style}>`;
}
