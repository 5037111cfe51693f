import { count } from './phrases.ts';

/** What is stored about somebody; `allowed`: what their link lets us do, or null without one. */
const NOTHING_KEPT =
  'Stored about you: nothing. No Spotify account, and no evening in which your name stands. The file says the same.';

export function privacyWords(allowed: readonly string[] | null, evenings: number): string {
  if (!allowed && evenings === 0) return NOTHING_KEPT;
  const link = allowed
    ? `your Spotify account (what you allowed: ${allowed.join(', ')}), until you use \`/sesh unlink\``
    : 'no Spotify account';
  return [
    `Stored about you: ${link}; and ${count(evenings, 'evening')} in which your name stands, with the songs you brought, until a day after each has ended.`,
    'It is kept so that your songs can come along and the evening survives a restart; nothing is sold, shared or analysed. The file has all of it.',
    '`/sesh unlink` deletes it at once.',
  ].join('\n');
}
