import { count } from './phrases.ts';

/** What is stored about somebody; `allowed`: what their link lets us do, or null without one. */
export function privacyWords(allowed: readonly string[] | null, evenings: number): string {
  const link = allowed
    ? `your Spotify account (what you allowed: ${allowed.join(', ')}), until you use \`/sesh unlink\``
    : 'no Spotify account';
  return [
    `Stored about you: ${link}; and ${count(evenings, 'evening')} in which your name stands, with the songs you brought, until a day after each has ended.`,
    'It is kept so that your songs can come along and the evening survives a restart; nothing is sold, shared or analysed. The file has all of it.',
    '`/sesh unlink` deletes it at once.',
  ].join('\n');
}
