/** Names are compared up to this many UTF-16 units, however long they are. */
export const LONGEST_NAME = 128;

/**
 * Returns a name without what makes no difference to a reader: letter case, accents, width, composition, quotation marks
 * and apostrophes, kinds of dashes and spaces, invisible signs. Two names that people would call the same fold alike.
 * Vowel signs of scripts that are read by them (Devanagari, Thai, kana …) stay.
 */
export function fold(name: string): string {
  const compared = name.slice(0, LONGEST_NAME);
  // Heaps of accents go first: putting them in order takes time. Some signs are taken apart into many.
  const letters = bare(bare(compared).normalize('NFKD').slice(0, LONGEST_NAME));
  const folded = oneCase(letters).replace(SEPARATORS, ' ').trim();
  return folded === '' ? compared.trim() : folded;
}

function bare(text: string): string {
  return text.replace(QUOTES, '').replace(UNREAD, '');
}

/** Apostrophes and quotation marks, with the accents that people type in their place. */
const QUOTES =
  /['"`\u00ab\u00b4\u00bb\u02b9-\u02bf\u02c8\u02ca\u02cb\u0384\u055a\u05f3\u05f4\u1fbd\u1fbf\u1ffd\u1ffe\u2018-\u201f\u2032-\u2037\u2039\u203a\u300c-\u300f\u301d-\u301f\ua78c]/g;

/** Accents, points, the Arabic stroke that only fills a line, what has no shape, and Spotify's mark of explicit songs. */
const UNREAD =
  /[[\p{Mn}&&[\p{sc=Inherited}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Cyrillic}]]--[\u3099\u309a]]|[\p{Default_Ignorable_Code_Point}\u0640\u{1f174}]/gv;

/** Spaces, dashes, and the dots that stand between the parts of a choice. */
const SEPARATORS = /[\p{Cc}\p{Z}\p{Pd}\u2212\u2043\u02d7\u2500\u2796~\u00b7\u2022\u2027\u2219\u22c5\u30fb]+/gu;

/** Only the way through upper case brings ß and ss, and ı and i, together; ẞ has none but its small letter. */
function oneCase(letters: string): string {
  return letters
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(UNREAD, '')
    .replace(WITHOUT_ACCENT, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

const WITHOUT_ACCENT = /[ςøđðłħŧæœþ]/g;
/** Letters that Unicode does not take apart, as people without them on their keyboard type them. */
const PLAIN_LETTERS: Record<string, string> = {
  ς: 'σ',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
};

/** Returns a test for folded names that hold what somebody has typed so far; that is folded once. */
export function holding(typed: string): (folded: string) => boolean {
  const words = fold(typed);
  return typed.trim().length > LONGEST_NAME ? () => false : (folded) => folded.includes(words);
}

/** The name of something on a list, and what tells it from others of that name, in the order shown. */
export type Called = { id: string; parts: readonly [string, ...string[]] };

/**
 * Returns what somebody may mean by `wish`: an id, a name as it is written, a name as it reads, the visible text of a
 * choice, a part of a name, or the beginning of a choice (which may have been cut). The first of these that fits
 * anything decides.
 */
export function meant<T>(items: readonly T[], wish: string, calledOf: (item: T) => Called): T[] {
  const typed = wish.trim();
  const words = fold(typed);
  if (words === '' || typed.length > LONGEST_NAME) return [];
  const called = items.map((item) => ({ item, ...calledOf(item) }));
  const exact = firstFound(called, [({ id }) => id === typed, ({ parts: [name] }) => name.trim() === typed]);
  if (exact.length > 0) return exact.map(({ item }) => item);
  const folded = called.map(({ item, parts }) => ({ item, texts: textsOf(parts) }));
  const pieces = typed.split(CUT).map(fold);
  return firstFound(folded, [
    ({ texts: [name] }) => name === words,
    ({ texts }) => texts.includes(words),
    ({ texts: [name = ''] }) => name.includes(words),
    ({ texts }) => isCutFrom(texts.at(-1) ?? '', pieces),
    ({ texts }) => texts.includes(words.replace(NUMBER, '')),
  ]).map(({ item }) => item);
}

const CUT = '…';
/** Behind a choice that nothing else told from another. */
const NUMBER = / \(\d{1,2}\)$/;

/** The folded name alone, then with one more part each. */
function textsOf(parts: readonly string[]): string[] {
  const folded = parts.map(fold);
  return folded.map((_, place) =>
    folded
      .slice(0, place + 1)
      .filter((part) => part !== '')
      .join(' '),
  );
}

/** Each part of a choice may have been cut. */
function isCutFrom(whole: string, [head = '', ...rest]: readonly string[]): boolean {
  return head !== '' && whole.startsWith(head) && rest.every((piece) => whole.includes(piece));
}

function firstFound<T>(items: readonly T[], ways: readonly ((item: T) => boolean)[]): T[] {
  for (const fits of ways) {
    const found = items.filter(fits);
    if (found.length > 0) return found;
  }
  return [];
}
