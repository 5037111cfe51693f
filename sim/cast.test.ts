import { expect, test } from 'vitest';
import { cast, populate, songs } from './cast.ts';
import { createClock } from './clock.ts';
import { createSpotify } from './spotify/spotify.ts';

const listeners = Object.values(cast).flatMap(({ spotify }) => (spotify ? [spotify] : []));
const catalogue = Object.values(songs);

test('five people have an account and one is a guest', () => {
  expect(listeners).toHaveLength(5);
  expect(cast.finn.spotify).toBeNull();
});

test('everybody has at least twelve different songs in each period', () => {
  for (const { habits } of listeners) {
    for (const period of Object.values(habits)) {
      expect(new Set(period).size).toBe(period.length);
      expect(period.length).toBeGreaterThanOrEqual(12);
    }
  }
});

test('several songs are in the top five of two to four people, by id or by recording', () => {
  const isrcs = listeners.flatMap(({ habits }) =>
    habits.halfYear.slice(0, 5).map((name) => songs[name].isrc ?? songs[name].id),
  );
  const shared = [...new Set(isrcs)].map((isrc) => isrcs.filter((other) => other === isrc).length);
  expect(shared.filter((people) => people >= 2 && people <= 4).length).toBeGreaterThanOrEqual(4);
});

test('one song has two ids and one recording code, another two recording codes', () => {
  const { paperLanterns, paperLanternsDeluxe, slowElevator, slowElevatorSingle } = songs;
  expect(paperLanterns.id).not.toBe(paperLanternsDeluxe.id);
  expect(paperLanterns.isrc).toBe(paperLanternsDeluxe.isrc);
  expect(slowElevator).toMatchObject({ title: slowElevatorSingle.title, durationMs: slowElevatorSingle.durationMs });
  expect(slowElevator.isrc).not.toBe(slowElevatorSingle.isrc);
});

test('songs are of every length, and no two have the same id', () => {
  const seconds = catalogue.map(({ durationMs }) => durationMs / 1000).toSorted((a, b) => a - b);
  expect([seconds[0], seconds[1], seconds.at(-2), seconds.at(-1)]).toEqual([20, 140, 310, 581]);
  expect(catalogue.length).toBeGreaterThanOrEqual(60);
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
});

test('populating gives everybody a phone and a computer, asleep but as told', () => {
  const clock = createClock();
  const spotify = createSpotify({ clock });
  const people = populate(spotify, { ada: ['phone'] });
  expect(spotify.people).toEqual([people.ada, people.ben, people.chloe, people.dev, people.elif]);
  expect(people.ada.devices.map(({ name, state }) => [name, state])).toEqual([
    ['Ada’s phone', 'awake'],
    ['Ada’s computer', 'asleep'],
  ]);
  expect(people.elif.tops.medium_term.map((id) => spotify.track(id)?.title).slice(0, 3)).toEqual([
    'Glasshouse',
    'Harbour Lights',
    'Vapur Saati',
  ]);
  expect(spotify.track(songs.garageDemo.id)?.local).toBe(true);
  expect(spotify.track(songs.withdrawn.id)?.playable).toBe(false);
});
