import { expect, it } from 'vitest';
import { readTrack } from './answers.ts';

const answered = { id: 'a1', uri: 'spotify:track:a1', duration_ms: 160_000, type: 'track', is_local: false };

it.each([
  ['\u200B', '\u00A0'],
  ['', ''],
  [' \u2060 ', '\u3000'],
])('a title or an artist of which nothing can be seen gets a name', (name, artist) => {
  const track = readTrack({ ...answered, name, artists: [{ name: artist }] });
  expect([track?.title, track?.artists]).toEqual(['Untitled', ['Unknown artist']]);
});

it('a name keeps its own signs, and an artist without one is left out', () => {
  const track = readTrack({ ...answered, name: ' İskele ', artists: [{ name: '' }, { name: 'Deniz Kıyısı' }] });
  expect([track?.title, track?.artists]).toEqual(['İskele', ['Deniz Kıyısı']]);
});
