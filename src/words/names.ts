import { fold } from '../session/names.ts';
import { truncate } from './phrases.ts';

/*
 * Names are other people's text. What stands here is for places where Discord reads no markup: buttons, menus,
 * suggestions. Where it does, `src/bot/text.ts` escapes them besides.
 */

/** No name is read beyond this many UTF-16 units. */
const LONGEST_NAME = 1_000;

/**
 * Returns a name on one line, of at most `most` UTF-16 units. One that is written from right to left is isolated, so that
 * it changes places with nothing around it.
 */
export function displayName(name: string, most: number): string {
  const line = name.slice(0, LONGEST_NAME).toWellFormed().replace(BIDI_CONTROLS, '').replace(LINE_BREAKS, ' ').trim();
  return RIGHT_TO_LEFT.test(line) ? `\u2068${truncate(line, most - 2)}\u2069` : truncate(line, most);
}

/** Returns several names as one text of at most `most` UTF-16 units: each for itself, as many as fit, the last one cut. */
export function displayNames(names: readonly string[], most: number): string {
  const whole = names.map((name) => displayName(name, most)).join(COMMA);
  if (whole.length <= most) return whole;
  let text = '';
  for (const name of names) {
    const before = text === '' ? '' : text + COMMA;
    const room = most - before.length;
    const more = before + displayName(name, Math.max(room, 1));
    if (more.length >= most) return room < SHORTEST_TRUNCATION && text !== '' ? `${text}…` : more;
    text = more;
  }
  return text;
}

const COMMA = ', ';
/** A name is not truncated to less than this. */
const SHORTEST_TRUNCATION = 5;

/** Embeddings, overrides and isolates, which would reverse the text after the name. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
const LINE_BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
/** The blocks of Unicode that are written from right to left (https://www.unicode.org/reports/tr9/), and their mark. */
const RIGHT_TO_LEFT = /[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Between the parts of a choice. */
export const SEPARATOR = ' · ';
const LONGEST_DETAIL = 40;

/**
 * Returns what to put behind each of these choices, so that no two read the same: nothing where its text is alone, else
 * as many of its details as that takes, at last a number.
 */
export function disambiguate<T>(
  choices: readonly T[],
  detailsOf: (choice: T) => readonly string[],
  textOf: (choice: T, tail: string) => string,
): string[] {
  const details = choices.map((choice) => detailsOf(choice).filter((detail) => detail !== ''));
  const most = Math.max(0, ...details.map(({ length }) => length));
  const textsWith = (tails: readonly string[]) =>
    choices.map((choice, place) => foldedText(textOf(choice, tails[place] ?? '')));
  let tails = choices.map(() => '');
  for (let shown = 1; shown <= most; shown++) {
    const alike = areRepeated(textsWith(tails));
    tails = tails.map((tail, place) => (alike[place] ? detailText(details[place] ?? [], shown) : tail));
  }
  const texts = textsWith(tails);
  const taken = new Set(texts);
  return choices.map((choice, place) => {
    const tail = tails[place] ?? '';
    if (texts.indexOf(texts[place] ?? '') === place) return tail;
    for (let number = 2; ; number++) {
      const numbered = `${tail} (${number})`;
      const text = foldedText(textOf(choice, numbered));
      if (taken.has(text)) continue;
      taken.add(text);
      return numbered;
    }
  });
}

/** Returns a choice as a reader sees it, case and accents folded, to compare it with others. */
function foldedText(text: string): string {
  return text.split('\n').map(fold).join('\n');
}

function detailText(details: readonly string[], shown: number): string {
  return details
    .slice(0, shown)
    .map((detail) => SEPARATOR + displayName(detail, LONGEST_DETAIL))
    .join('');
}

function areRepeated(texts: readonly string[]): boolean[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return texts.map((text) => (counts.get(text) ?? 0) > 1);
}

/** The detail that sets the device on which music plays apart from others of its name. */
export const ACTIVE = 'active';

/** Returns what tells a device from others of its name: its kind, and whether it is the one in use. */
export function deviceDetails({ type, active }: { type: string; active: boolean }): string[] {
  return [type, active ? ACTIVE : ''];
}
