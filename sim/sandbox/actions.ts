import type { Person } from '../discord/discord.ts';
import type { Device, SpotifyPerson } from '../spotify/spotify.ts';
import type { World } from '../world.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Shelf } from './shelf.ts';
import { isListener, isPerson } from './state.ts';
import type { Tour } from './tour.ts';
import type { Winding } from './winding.ts';

type Surroundings = {
  world: World;
  ledger: Ledger;
  winding: Winding;
  shelf: Shelf;
  faults: Faults;
  tour: Tour;
  tell: () => void;
};

/** What came with an action, each part checked as it is read. */
type Given = Record<string, unknown>;
type Deed = (given: Given) => Promise<object> | object;

/** How far before its end "the end of the track" is, so that one can watch it come. */
const BEFORE_END_MS = 5_000;
const LONGEST_WINDING_MS = 24 * 3_600_000;
const REPEATS = ['off', 'context', 'track'] as const;

export class NoSuchAction extends Error {}

export type Actions = ReturnType<typeof createActions>;

/** What one can do on the page: as somebody in the channel, with somebody's player, to the clock, and against it all. */
export function createActions({ world, ledger, winding, shelf, faults, tour, tell }: Surroundings) {
  const { channel } = world;

  const inChannel = {
    async type(given) {
      const text = textOf(given, 'text');
      const { notice } = await personIn(given).type(channel, text);
      noteEnd(text);
      return { notice };
    },
    say(given) {
      return { id: personIn(given).say(channel, textOf(given, 'text')).id };
    },
    async complete(given) {
      return { choices: await personIn(given).complete(channel, textOf(given, 'text')) };
    },
    press(given) {
      const [person, id] = [personIn(given), textOf(given, 'message')];
      const button = textOf(given, 'button');
      noteEnd(button);
      return used(id, person, () => person.press({ id }, button));
    },
    choose(given) {
      const [person, id] = [personIn(given), textOf(given, 'message')];
      return used(id, person, () => person.choose({ id }, textOf(given, 'select'), textsOf(given, 'values')));
    },
    dismiss(given) {
      const [person, id] = [personIn(given), textOf(given, 'message')];
      if (ledger.dismiss(id)) tell();
      else dismiss(person, id);
      return {};
    },
  } satisfies Record<string, Deed>;

  const onPlayer = {
    play: (given) => poke(given, (player) => player.pressPlay()),
    pause: (given) => poke(given, (player) => player.pressPause()),
    next: (given) => poke(given, (player) => player.pressNext()),
    previous: (given) => poke(given, (player) => player.pressPrevious()),
    seek: (given) => poke(given, (player) => player.seek(numberOf(given, 'positionMs', Number.MAX_SAFE_INTEGER))),
    shuffle: (given) => poke(given, (player) => player.setShuffle(given.on === true)),
    repeat: (given) => poke(given, (player) => player.setRepeat(oneOf(given, 'mode', REPEATS))),
    queue: (given) =>
      poke(given, (player) => {
        const song = shelf.song(textOf(given, 'song'));
        if (!song) throw new Error('There is no such song.');
        player.queueByHand(song.id);
      }),
    album: (given) =>
      poke(given, (player) => {
        const album = shelf.album(textOf(given, 'album'));
        if (!album) throw new Error('There is no such album.');
        player.playAlbum(album.tracks, album.uri);
      }),
    wake: (given) => poke(given, (player) => player.wake(deviceOf(player, given))),
    sleep: (given) => poke(given, (player) => player.sleep(deviceOf(player, given))),
    transfer: (given) => poke(given, (player) => player.transferTo(deviceOf(player, given))),
  } satisfies Record<string, Deed>;

  const goingWrong = {
    async fault(given) {
      const fault = await faults.play(textOf(given, 'fault'), playerIn(given), given.on !== false);
      tour.note('fault');
      tell();
      return fault;
    },
  } satisfies Record<string, Deed>;

  const toTheClock = {
    async wind(given) {
      tour.note('time');
      await winding.by(numberOf(given, 'ms', LONGEST_WINDING_MS));
      return { now: world.clock.now() };
    },
    async 'wind-to-end'(given) {
      const left = leftOfTrack(heardIn(playerIn(given)));
      if (left <= BEFORE_END_MS) throw new Error('The track is about to end: let it, or wind by 30 seconds.');
      tour.note('time');
      await winding.by(left - BEFORE_END_MS);
      return { now: world.clock.now() };
    },
  } satisfies Record<string, Deed>;

  const byHand: Record<string, Deed> = { ...inChannel, ...onPlayer, ...goingWrong };

  /** The last command of an evening, typed or pressed. */
  function noteEnd(words: string): void {
    if (/\bend\b/i.test(words)) tour.note('end');
  }

  async function used(messageId: string, person: Person, use: () => ReturnType<Person['press']>) {
    ledger.notePress(messageId, person.user.id, null);
    const { notice } = await use();
    ledger.notePress(messageId, person.user.id, notice);
    tell();
    return { notice };
  }

  function dismiss(person: Person, id: string): void {
    const message = person.sees(channel).find((seen) => seen.id === id);
    if (!message?.ephemeralTo) throw new Error('Only messages that you alone see can be dismissed.');
    person.remove(message);
  }

  function poke(given: Given, touch: (player: SpotifyPerson) => void) {
    try {
      touch(playerIn(given));
    } catch (error) {
      throw inWords(error);
    }
    return {};
  }

  /** The player one looks at, or else whichever sounds. */
  function heardIn(player: SpotifyPerson): SpotifyPerson {
    const all = [player, ...Object.values(world.accounts)];
    return all.find((one) => one.now().isPlaying) ?? player;
  }

  function leftOfTrack(player: SpotifyPerson): number {
    const { isPlaying, track, progressMs } = player.now();
    const durationMs = track === null ? undefined : world.spotify.track(track)?.durationMs;
    if (!isPlaying || durationMs === undefined) throw new Error(`Nothing plays at ${player.displayName}’s just now.`);
    return durationMs - progressMs;
  }

  function personIn(given: Given): Person {
    if (!isPerson(world, given.as)) throw new Error('Say who does this: one of the six people.');
    return world.people[given.as];
  }

  function playerIn(given: Given): SpotifyPerson {
    if (!isListener(world, given.player)) throw new Error('Say whose player: one of the five with a Spotify account.');
    return world.accounts[given.player];
  }

  return {
    async perform(name: string, body: unknown): Promise<object> {
      const given: Given = typeof body === 'object' && body !== null ? { ...body } : {};
      if (isOf(toTheClock, name)) return toTheClock[name](given);
      const deed = Object.hasOwn(byHand, name) ? byHand[name] : undefined;
      if (!deed) throw new NoSuchAction('There is no such action.');
      return winding.between(async () => deed(given));
    },
  };
}

function isOf<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}

function deviceOf(player: SpotifyPerson, given: Given): Device {
  const device = player.devices[numberOf(given, 'device', player.devices.length - 1)];
  if (!device) throw new Error(`${player.displayName} has no such device.`);
  return device;
}

function textOf(given: Given, part: string): string {
  const value = given[part];
  if (typeof value !== 'string' || value.trim() === '') throw new Error(`“${part}” is missing.`);
  return value;
}

function textsOf(given: Given, part: string): string[] {
  const value = given[part];
  if (!Array.isArray(value)) throw new Error(`“${part}” is missing.`);
  return value.map(String);
}

function numberOf(given: Given, part: string, most: number): number {
  const value = given[part];
  if (typeof value !== 'number' || !(value >= 0 && value <= most)) throw new Error(`“${part}” does not fit.`);
  return value;
}

function oneOf<T extends string>(given: Given, part: string, all: readonly T[]): T {
  const found = all.find((one) => one === given[part]);
  if (found === undefined) throw new Error(`“${part}” is one of: ${all.join(', ')}.`);
  return found;
}

/** What a player refuses, it refuses by the name of a rule. */
const REFUSALS: Record<string, string> = {
  'something-playable': 'Nothing on it can be played.',
  'something-to-resume': 'There is nothing to go on with. Play an album first.',
  'not-so-already': 'The player does that already.',
  'previous-exists': 'There is nothing before this track.',
};

function inWords(error: unknown): unknown {
  const sentence = error instanceof Error ? REFUSALS[error.message] : undefined;
  return sentence === undefined ? error : new Error(sentence, { cause: error });
}
