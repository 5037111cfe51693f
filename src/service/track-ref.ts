/**
 * The meaning of a text typed for a song: a track by its id, a short link (which says nothing by itself), a link of
 * Spotify's to something else, or words to look for.
 */
export type TrackRef =
  | { is: 'track'; id: string }
  | { is: 'shortLink' }
  | { is: 'otherLink' }
  | { is: 'words'; words: string };

/** Discord takes no longer text for an option. */
const LONGEST_TEXT = 6_000;
/** Nobody types more than this to find a song. */
const LONGEST_WORDS = 100;

/**
 * Reads what stands in a text: the first track link or URI of Spotify's, whatever surrounds it; else a short link, else
 * another link of Spotify's, else words.
 */
export function readTrackRef(text: string): TrackRef {
  const visible = text.slice(0, LONGEST_TEXT).replace(INVISIBLE, '');
  const words = visible.split(BETWEEN_ADDRESSES).filter((word) => word !== '');
  const refs = words.map(addressIn);
  const links = refs.filter((ref) => ref !== null && ref.is !== 'foreign');
  const first = (kind: TrackRef['is']) => links.find(({ is }) => is === kind);
  return first('track') ?? first('shortLink') ?? first('otherLink') ?? { is: 'words', words: searched(visible) };
}

/** Signs without a shape, which come along when something is copied. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * The characters that no address of Spotify's has: space, brackets, quotation marks, marks of chats, punctuation of
 * other scripts.
 */
const BETWEEN_ADDRESSES =
  /[\s<>()[\]{}"'`|\\^«»‹›\u2018-\u201f\u3000-\u303f\uff01-\uff0c\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+/u;

type Address = Exclude<TrackRef, { is: 'words' }> | { is: 'foreign' };

/** Reads the address that one word holds: at its beginning, or behind a sign that cannot belong to an address. */
function addressIn(word: string): Address | null {
  const written = ENCODED.test(word) ? decoded(word) : word;
  const start = BEGINNING.exec(written);
  if (!start || PATH_OR_QUERY.test(written.slice(0, start.index))) return isAddress(written) ? { is: 'foreign' } : null;
  return readAddress(written.slice(start.index).replace(TWICE_BEGUN, ''));
}

const ENCODED = /^(?:https?|spotify)%3a/i;
const BEGINNING =
  /https?:\/\/|(?<![a-z0-9.@-])(?:spotify:|(?:www\.)?(?:open|play|embed|player)\.spotify\.com\/|(?:spotify\.link|spotify(?:-alternate)?\.app\.link|link\.tospotify\.com|tospotify\.com|spoti\.fi|sptfy\.com)\/)/iu;
/** `https://` typed before an address that has it already. */
const TWICE_BEGUN = /^(?:https?:\/\/)+(?=https?:\/\/)/i;
/** The signs that stand before a link only if the link is a part of another address. */
const PATH_OR_QUERY = /[/?&%]/;

function isAddress(word: string): boolean {
  return /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}\/|^[a-z]{2,20}:\/\//i.test(word);
}

function readAddress(address: string): Address | null {
  if (/^spotify:/i.test(address)) return readUri(address);
  const whole = /^https?:/i.test(address) ? address : `https://${address}`;
  if (!URL.canParse(whole) || WITH_PORT_OR_USER.test(whole)) return { is: 'foreign' };
  const url = new URL(whole);
  if (SHORT_HOSTS.has(url.hostname)) return url.pathname === '/' ? null : { is: 'shortLink' };
  return SPOTIFY_HOST.test(url.hostname) ? readLink(url) : { is: 'foreign' };
}

const WITH_PORT_OR_USER = /^https?:\/\/[^/?#]*[:@]/i;
const SPOTIFY_HOST = /(?:^|\.)spotify\.com$/;
const SHORT_HOSTS = new Set([
  'spotify.link',
  'spotify.app.link',
  'spotify-alternate.app.link',
  'link.tospotify.com',
  'tospotify.com',
  'spoti.fi',
  'sptfy.com',
]);

/** A track's page in any of its forms, or an address that names a track in one of its parameters. */
function readLink(url: URL): Address {
  const id = TRACK.exec(decoded(url.pathname + url.hash))?.[1] ?? trackNamedIn([...url.searchParams.values()]);
  return id === undefined ? { is: 'otherLink' } : { is: 'track', id };
}

/** Something pasted twice in a row begins anew right behind the id. */
const TRACK = /(?:^|[/:!])tracks?[/:]([A-Za-z0-9]{22})(?=$|[^A-Za-z0-9]|https?:|spotify:)/i;

/** `highlight=spotify:track:…` on an album's page, `uri=…` of an embedded player, the page to go on to after signing in. */
function trackNamedIn(parameters: readonly string[]): string | undefined {
  const named = parameters.filter((value) => NAMES_A_TRACK.test(value));
  return named.map((value) => TRACK.exec(value)?.[1]).find((id) => id !== undefined);
}

const NAMES_A_TRACK = /^(?:spotify:|https?:\/\/(?:[a-z]+\.)?spotify\.com\/)/i;

function readUri(uri: string): Address | null {
  const text = decoded(uri);
  const id = URI.exec(text)?.[1] ?? HIGHLIGHTED.exec(text)?.[1];
  if (id !== undefined) return { is: 'track', id };
  return OTHER_URI.test(text) ? { is: 'otherLink' } : null;
}

const URI = /^spotify:(?:\/\/)?(?:open\.spotify\.com\/)?track[:/]([A-Za-z0-9]{22})(?=$|[^A-Za-z0-9]|https?:|spotify:)/i;
const HIGHLIGHTED = /[?&:]highlight[=:]spotify:track:([A-Za-z0-9]{22})(?![A-Za-z0-9])/i;
const OTHER_URI = /^spotify:(?:\/\/)?[a-z-]{3,20}[:/][A-Za-z0-9]/i;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign
  }
}

/**
 * The words to look for, without addresses and without what stands only on choices: dots between the parts, the mark
 * behind explicit songs, a length, and the half word at which a long name was cut.
 */
function searched(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Z}]+/gu, ' ').trim();
  const words = line.split(' ').filter((word) => addressIn(word) === null);
  const isChoice = words.includes('·');
  const kept = isChoice ? words.filter((word) => !ON_CHOICES_ONLY.test(word)) : words;
  return [...kept.join(' ').slice(0, LONGEST_WORDS)]
    .filter((sign) => sign.isWellFormed())
    .join('')
    .trim();
}

const ON_CHOICES_ONLY = /^(?:·|🅴|\d{1,3}:\d\d)$|…$/u;
