/** What somebody typed for a song: a track by its id, a short link (which says nothing by itself), or words to look for. */
export type TrackRef = { is: 'track'; id: string } | { is: 'shortLink' } | { is: 'words'; words: string };

const URI = /^spotify:track:([A-Za-z0-9]{22})$/;
const PAGE = /^\/(?:intl-[a-z]{2,3}(?:-[a-z]{2,4})?\/)?(?:embed\/)?track\/([A-Za-z0-9]{22})\/?$/i;
const SHORT_HOSTS = new Set(['spotify.link', 'spotify.app.link', 'spoti.fi']);
/** Nobody types more than this to find a song. */
const LONGEST_WORDS = 100;

/** Reads a Spotify URI, a link to a track in any of its forms, or plain words. */
export function readTrackRef(text: string): TrackRef {
  const typed = text.trim().replace(/^<(.*)>$/, '$1');
  const id = URI.exec(typed)?.[1] ?? pageIn(typed);
  if (id !== undefined) return { is: 'track', id };
  const url = urlIn(typed);
  if (url && SHORT_HOSTS.has(url.hostname)) return { is: 'shortLink' };
  return { is: 'words', words: url ? '' : typed.slice(0, LONGEST_WORDS) };
}

function pageIn(text: string): string | undefined {
  const url = urlIn(text);
  return url?.hostname === 'open.spotify.com' ? PAGE.exec(url.pathname)?.[1] : undefined;
}

function urlIn(text: string): URL | null {
  const address = /^(open\.spotify\.com|spotify\.link)\//i.test(text) ? `https://${text}` : text;
  if (!/^https?:\/\/\S+$/i.test(address) || !URL.canParse(address)) return null;
  return new URL(address);
}
