import type { Interaction } from '../../../sim/discord/discord.ts';
import { ERRORS } from '../../../src/words/errors.ts';
import { unlinked } from '../../../src/words/links.ts';
import { privacyWords } from '../../../src/words/privacy.ts';
import { REFUSALS } from '../../../src/words/refusals.ts';
import { REPLIES, WHEN_THEY_COME } from '../../../src/words/replies.ts';
import { TROUBLE_AT_PRESS } from '../../../src/words/troubles.ts';

/** What stands in a text for what is filled in; it can be shown, joined and called like whatever belongs there. */
const GAP = Object.assign(() => '\0', { toString: () => '\0', join: () => '\0' });

const BY_TITLE = new Map<string, string>([
  [REPLIES.queue.title, 'queue'],
  [REPLIES.recap.title, 'recap'],
]);

const OWN_SONGS = /^You bring \d+ songs?$/;

type Pattern = { code: string; known: number; fits: RegExp };

const patterns: Pattern[] = [
  ...Object.entries(REFUSALS),
  ...Object.entries(ERRORS),
  ...Object.entries(TROUBLE_AT_PRESS).flatMap(([kind, words]) => [pair(kind, words()), pair(kind, filled(words))]),
  ...Object.entries(REPLIES).flatMap(([name, words]) => textsOf(name, words)),
  ...Object.values(WHEN_THEY_COME).map((words) => pair('ownSongs', words)),
  pair('encored', REPLIES.encored(1)),
  pair('saved', REPLIES.saved(1)),
  pair('privacy', privacyWords(null, 0, 0)),
  ...[1, 2].flatMap((evenings) =>
    [0, 1, 2, 3, 4].flatMap((links) =>
      [null, ['\0']].map((allowed) =>
        pair('privacy', privacyWords(allowed, evenings, links).replace(`${evenings} evening`, '\0 evening')),
      ),
    ),
  ),
  ...[1, 2].map((links) => pair('privacy', privacyWords(null, 0, links))),
  ...[true, false].flatMap((was) => [pair('unlinked', unlinked(was, true)), pair('unlinked', unlinked(was, false))]),
]
  .filter(([, text]) => text !== '')
  .map(([code, text]) => patternOf(code, text))
  .sort((one, other) => other.known - one.known);

/**
 * What somebody was told, as the code of a refusal or trouble, or as the name of a reply (`reply.variant`); `card` if
 * nothing was said because the card shows it, `silence` if Discord had to say that nobody answered.
 */
export function answerIn({ notice, replies }: Interaction): string {
  if (notice !== null) return 'silence';
  const reply = replies.at(-1);
  if (!reply) return 'card';
  const title = (reply.embeds as { title?: string }[])[0]?.title;
  if (reply.content === '') return titled(title ?? '');
  return patterns.find(({ fits }) => fits.test(reply.content))?.code ?? `?? ${reply.content}`.replaceAll(/\s/g, '_');
}

function textsOf(name: string, words: unknown): [string, string][] {
  if (typeof words === 'string') return [[name, words]];
  if (typeof words === 'function') return [[name, filled(words)]];
  return Object.entries(words ?? {}).flatMap(([variant, inner]) => textsOf(`${name}.${variant}`, inner));
}

// biome-ignore lint/complexity/noBannedTypes: the functions differ in what they take, and a gap stands for all of it
function filled(words: Function): string {
  return String(words(...Array.from({ length: words.length }, () => GAP)));
}

function pair(code: string, text: string): [string, string] {
  return [code, text];
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/** Links and reminders may stand below a text. */
function patternOf(code: string, text: string): Pattern {
  const parts = text.split('\0');
  return { code, known: parts.join('').length, fits: new RegExp(`^${parts.map(escaped).join('[^]*?')}`) };
}

function titled(title: string): string {
  return BY_TITLE.get(title) ?? (OWN_SONGS.test(title) ? 'ownSongs' : `?? ${title}`.replaceAll(/\s/g, '_'));
}
