import { count } from './phrases.ts';

const NOTHING_KEPT =
  'Stored about you: nothing. No Spotify account, and no evening in which your name stands. The file says the same.';

/**
 * Returns what is stored about somebody. `allowed`: the permissions of their link, or null without one; `asked`: the
 * number of links they asked for.
 */
export function privacyWords(allowed: readonly string[] | null, evenings: number, asked: number): string {
  if (!allowed && evenings === 0 && asked === 0) return NOTHING_KEPT;
  const link = allowed
    ? `your Spotify account (what you allowed: ${allowed.join(', ')}), until you use \`/sesh unlink\``
    : 'no Spotify account';
  const requests = asked > 0 ? [`your name and picture with ${count(asked, 'link')} you asked for, for a day`] : [];
  const named = `${count(evenings, 'evening')} in which your name stands, with the songs you brought, until a day after each has ended`;
  return [
    `Stored about you: ${[link, ...requests].join('; ')}; and ${named}.`,
    'It is kept so that your songs can come along and the evening survives a restart; nothing is sold, shared or analysed. The file has all of it.',
    '`/sesh unlink` deletes it at once.',
  ].join('\n');
}
