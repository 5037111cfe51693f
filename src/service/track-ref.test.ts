import { describe, expect, it } from 'vitest';
import { readTrackRef } from './track-ref.ts';

const ID = 'Zv6hl2vv04E5HrybkWmbD3';
const OTHER_ID = '4uLU6hMCjMI75M1A2tKUQC';
const LINK = `https://open.spotify.com/track/${ID}`;
const URI = `spotify:track:${ID}`;

describe('the first track of a text, in any form:', () => {
  it.each([
    URI,
    URI.toUpperCase().replace(ID.toUpperCase(), ID),
    `spotify://track/${ID}`,
    `spotify://track:${ID}`,
    `spotify:track:${ID}#0:42`,
    `spotify%3Atrack%3A${ID}`,
    LINK,
    `${LINK}/`,
    `${LINK}?si=0123456789abcdef&utm_source=copy-link#0:42`,
    LINK.replace('https', 'http'),
    LINK.replace('https://', ''),
    LINK.replace('https://', 'www.'),
    `HTTPS://OPEN.SPOTIFY.COM/track/${ID}`,
    `Open.Spotify.com/Track/${ID}`,
    `https://open.spotify.com/intl-de/track/${ID}`,
    `https://open.spotify.com/intl-pt-br/track/${ID}`,
    `https://open.spotify.com/embed/track/${ID}?utm_source=generator`,
    `https://open.spotify.com/intl-ja/embed/track/${ID}`,
    `https://play.spotify.com/track/${ID}`,
    `https://play.spotify.com/user/ada/track/${ID}`,
    `https://player.spotify.com/#/track/${ID}`,
    `https://embed.spotify.com/?uri=${URI}`,
    `https://embed.spotify.com/?uri=${encodeURIComponent(URI)}&theme=white`,
    `https://open.spotify.com/embed?uri=${encodeURIComponent(URI)}`,
    `https://open.spotify.com/album/${OTHER_ID}?highlight=${URI}`,
    `https://open.spotify.com/album/${OTHER_ID}?si=1&highlight=${encodeURIComponent(URI)}`,
    `spotify:album:${OTHER_ID}?highlight=${URI}`,
    `https://accounts.spotify.com/login?continue=${encodeURIComponent(LINK)}`,
    `https%3A%2F%2Fopen.spotify.com%2Ftrack%2F${ID}%3Fsi%3Dx`,
    `https://${LINK}`,
    `${LINK}${LINK}`,
    `${URI}${URI}`,
  ])('%s', (address) => {
    expect(readTrackRef(address)).toEqual({ is: 'track', id: ID });
  });
});

describe('a link is found in whatever surrounds it:', () => {
  const surroundings: [string, (address: string) => string][] = [
    ['words', (it) => `Listen to this ${it} it is great`],
    ['another track behind it', (it) => `${it} or spotify:track:${OTHER_ID}`],
    ['an equals sign', (it) => `link=${it}`],
    ['a hash', (it) => `#${it}`],
    ['a colon', (it) => `listen:${it}`],
    ['a full stop', (it) => `Try ${it}.`],
    ['question and exclamation marks', (it) => `You know ${it}?!`],
    ['a comma', (it) => `${it}, please`],
    ['dots', (it) => `${it}...`],
    ['an ellipsis', (it) => `${it}…`],
    ['angle brackets', (it) => `<${it}>`],
    ['round brackets', (it) => `(${it})`],
    ['square brackets', (it) => `[${it}]`],
    ['braces', (it) => `{${it}}`],
    ['a mask', (it) => `[my *song*](${it})`],
    ['a mask without a preview', (it) => `[my song](<${it}> "a title")`],
    ['a spoiler', (it) => `||${it}||`],
    ['code', (it) => `\`${it}\``],
    ['a block of code', (it) => `\`\`\`\n${it}\n\`\`\``],
    ['bold', (it) => `**${it}**`],
    ['underlining', (it) => `__${it}__`],
    ['strikethrough', (it) => `~~${it}~~`],
    ['straight quotes', (it) => `"${it}"`],
    ['apostrophes', (it) => `'${it}'`],
    ['curly quotes', (it) => `“${it}”`],
    ['low quotes', (it) => `„${it}“`],
    ['guillemets', (it) => `«${it}»`],
    ['corner brackets', (it) => `「${it}」`],
    ['full-width brackets', (it) => `（${it}）`],
    ['a quotation', (it) => `> ${it}`],
    ['a quotation without a space', (it) => `>${it}`],
    ['several lines', (it) => `Night Bus Home\nThe Tin Parade\r\n${it}\n— sent from my phone`],
    ['a list', (it) => `- ${it}\n- b`],
    ['a number', (it) => `1. ${it}`],
    ['tabs', (it) => `\t${it}\t`],
    ['spaces of other kinds', (it) => `a\u00a0${it}\u3000b\u202fc`],
    ['zero-width signs', (it) => `\u200b${it}\u200d\u2060`],
    ['a byte-order mark', (it) => `\ufeff${it}`],
    ['marks of direction', (it) => `\u200f\u202b${it}\u202c\u200e`],
    ['isolates', (it) => `\u2068${it}\u2069`],
    ['soft hyphens within', (it) => it.replace('track', 'tr\u00adack')],
    ['Japanese', (it) => `これ聴いて${it}。すごい`],
    ['Chinese', (it) => `听这个：${it}，好`],
    ['Hebrew', (it) => `שיר ${it} יפה`],
    ['HTML', (it) => `<a href="${it}">song</a>`],
    ['JSON', (it) => `{"uri":"${it}"}`],
    ['an embedded player', (it) => `<iframe style="border-radius:12px" src="${it}" width="100%"></iframe>`],
    ['another link before it', (it) => `https://example.org/a?b=c ${it}`],
    ['a short link before it', (it) => `https://spotify.link/AbCdEf ${it}`],
    ['an album before it', (it) => `https://open.spotify.com/album/${OTHER_ID} ${it}`],
    ['emoji', (it) => `🎵${it}🎵`],
    ['much text before it', (it) => `${'la '.repeat(1_900)}${it}`],
  ];
  it.each(surroundings)('%s', (_, around) => {
    for (const address of [LINK, `${LINK}?si=x_-y`, LINK.replace('https://', ''), URI])
      expect([address, readTrackRef(around(address))]).toEqual([address, { is: 'track', id: ID }]);
  });
});

it.each([
  'https://spotify.link/AbCdEf',
  'spotify.link/AbCdEf',
  'https://spotify.app.link/x?y=z',
  'spotify.app.link/x',
  'https://link.tospotify.com/x',
  'link.tospotify.com/x',
  'https://spoti.fi/3abc',
  'SPOTI.FI/3abc',
  'Listen: <https://spotify.link/AbCdEf>!',
  'https://spotify-alternate.app.link/x',
])('knows the short link %s for one', (text) => {
  expect(readTrackRef(text)).toEqual({ is: 'shortLink' });
});

it.each([
  `https://open.spotify.com/album/${ID}`,
  `open.spotify.com/intl-fr/playlist/${ID}?si=x`,
  `look https://open.spotify.com/artist/${ID}`,
  `https://open.spotify.com/episode/${ID}`,
  `https://open.spotify.com/show/${ID}`,
  `https://open.spotify.com/user/ada/playlist/${ID}`,
  'https://open.spotify.com/track/short',
  `https://open.spotify.com/track/${ID}x`,
  `https://open.spotify.com/`,
  `spotify:album:${ID}`,
  `spotify:user:ada:playlist:${ID}`,
  `spotify:track:${ID}x`,
  'spotify:socialsession:abc',
  `https://open.spotify.com/album/${ID}?next=https://example.org/track/${ID}`,
])('knows that %s leads to no single track', (text) => {
  expect(readTrackRef(text)).toEqual({ is: 'otherLink' });
});

describe('an address that only looks like one of Spotify’s is none:', () => {
  it.each([
    `https://example.org/track/${ID}`,
    `https://open.spotify.com.example.org/track/${ID}`,
    `https://example.org/open.spotify.com/track/${ID}`,
    `example.org/open.spotify.com/track/${ID}`,
    `https://example.org/https://open.spotify.com/track/${ID}`,
    `example.org/?to=https://open.spotify.com/track/${ID}`,
    `https://example.org/?to=spotify:track:${ID}`,
    `example.org/${URI}`,
    `https://open.spotify.com@example.org/track/${ID}`,
    `https://ada:secret@open.spotify.com/track/${ID}`,
    `https://open.spotify.com:8443/track/${ID}`,
    `https://open.spotify.com:443/track/${ID}`,
    `https://my-open.spotify.com.example/track/${ID}`,
    `https://openspotify.com/track/${ID}`,
    `https://evilspotify.com/track/${ID}`,
    `https://open.sp\u043ctify.com/track/${ID}`,
    `ftp://open.spotify.com/track/${ID}`,
    'https://notspotify.link/x',
    'https://spotify.link.example.org/x',
    'example.org/spotify.link/x',
  ])('%s', (text) => {
    expect(readTrackRef(text)).toEqual({ is: 'words', words: '' });
  });
});

it.each([
  ['Night Bus Home', 'Night Bus Home'],
  ['  track: 5  ', 'track: 5'],
  ['spotify:track:', 'spotify:track:'],
  ['spotify: the song', 'spotify: the song'],
  ['open.spotify.com', 'open.spotify.com'],
  ['spotify.link', 'spotify.link'],
  [`track/${ID}`, `track/${ID}`],
  [ID, ID],
  ['AC/DC', 'AC/DC'],
  ['9/11 & 50% (live)', '9/11 & 50% (live)'],
  ['http:// is no address', 'is no address'],
  ['Night Bus https://example.org/x Home', 'Night Bus Home'],
  ['Night\n Bus\t\u00a0Home\u200b', 'Night Bus Home'],
  ['Minibar · Okapi Motel 🅴', 'Minibar Okapi Motel'],
  ['Low Tide · Mirela Ost · Low Tide (Deluxe) · 4:05', 'Low Tide Mirela Ost Low Tide (Deluxe)'],
  ['A Song Whose Title Goes On Long Af… · The Committee 🅴', 'A Song Whose Title Goes On Long The Committee'],
  ['x'.repeat(6_000), 'x'.repeat(100)],
  ['👩‍👩‍👧‍👦'.repeat(2_000), `${'👩👩👧👦'.repeat(12)}👩👩`],
  ['\ud800 lone', 'lone'],
])('takes %s for words', (text, words) => {
  expect(readTrackRef(text)).toEqual({ is: 'words', words });
});
