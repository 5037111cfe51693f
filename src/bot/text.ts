import { escapeMarkdown } from 'discord.js';
import { SOMEONE } from '../session/forget.ts';
import { clamp, SOMEONE_WORD } from '../words/phrases.ts';

/** Text from outside (titles, device names) as plain words: no markdown, no links, no mentions, one line. */
export function plain(text: string, most: number): string {
  const oneLine = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  const escaped = escapeMarkdown(clamp(oneLine, most), {
    heading: true,
    bulletedList: true,
    numberedList: true,
  });
  // A zero-width space after what begins a mention or a tag keeps it from being read as one.
  return escaped.replace(/[<@]/g, '$&\u200b').replace(/[[\]]/g, '\\$&').replace(/:\/\//g, ':\u200b//');
}

/** A person by name; "someone" for who wanted to be forgotten. */
export function mention(userId: string): string {
  return userId === SOMEONE ? SOMEONE_WORD : `<@${userId}>`;
}

/** Minutes and seconds as a player shows them: 3:05. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A time every reader sees in their own zone: `R` counts by itself ("in 3 minutes"), `t` hour and minute, `D` a date. */
export function timestamp(ms: number, style: 'R' | 't' | 'D'): string {
  return `<t:${Math.round(ms / 1_000)}:${style}>`;
}
