import { expect, it } from 'vitest';
import { readTrackRef } from './track-ref.ts';

const ID = 'Zv6hl2vv04E5HrybkWmbD3';

it.each([
  `spotify:track:${ID}`,
  `https://open.spotify.com/track/${ID}`,
  `http://open.spotify.com/track/${ID}/`,
  `https://open.spotify.com/intl-de/track/${ID}?si=0123456789abcdef`,
  `https://open.spotify.com/intl-pt-br/track/${ID}`,
  `https://open.spotify.com/embed/track/${ID}?utm_source=generator`,
  `open.spotify.com/track/${ID}`,
  `  <https://open.spotify.com/track/${ID}?si=x#0:42>  `,
])('reads the track in %s', (text) => {
  expect(readTrackRef(text)).toEqual({ is: 'track', id: ID });
});

it.each([
  'https://spotify.link/AbCdEf',
  'spotify.link/AbCdEf',
  'https://spotify.app.link/x?y=z',
  'https://spoti.fi/3abc',
])('knows the short link %s for one', (text) => {
  expect(readTrackRef(text)).toEqual({ is: 'shortLink' });
});

it.each([
  ['Night Bus Home', 'Night Bus Home'],
  ['  track: 5  ', 'track: 5'],
  [`https://open.spotify.com/album/${ID}`, ''],
  [`https://example.org/track/${ID}`, ''],
  [`https://open.spotify.com.example.org/track/${ID}`, ''],
  [`https://open.spotify.com/track/short`, ''],
  ['x'.repeat(6_000), 'x'.repeat(100)],
])('takes %s for words', (text, words) => {
  expect(readTrackRef(text)).toEqual({ is: 'words', words });
});
