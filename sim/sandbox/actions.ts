import type { Person } from '../discord/discord.ts';
import type { Device, SpotifyPerson } from '../spotify/spotify.ts';
import type { World } from '../world.ts';
import type { FailedAnswers } from './failed-answers.ts';
import type { Faults } from './faults.ts';
import type { ChannelActions, PlayerActions, RepeatMode } from './protocol.ts';
import { type RequestBody, readBody } from './request-body.ts';
import type { MusicShelf } from './shelf.ts';
import { isListener, isPerson } from './state.ts';
import type { Tour } from './tour.ts';
import type { Winding } from './winding.ts';

type Surroundings = {
  world: World;
  ledger: FailedAnswers;
  winding: Winding;
  shelf: MusicShelf;
  faults: Faults;
  tour: Tour;
  tell: () => void;
};

type AllActions = ChannelActions & PlayerActions;
type ActionName = keyof AllActions;
type ClockAction = 'wind' | 'wind-to-end';
/** The person who acts in the channel, or the owner of the player. */
type Subject = { as: string; player: string };
type Body<A extends ActionName> = RequestBody<AllActions[A]['parts'] & Subject>;
type Answer<A extends ActionName> = AllActions[A]['answer'];
type Handlers<Names extends ActionName> = { [A in Names]: (body: Body<A>) => Answer<A> | Promise<Answer<A>> };

/** The time before the end of the track to which the clock is wound, so that one can watch the end. */
const BEFORE_END_MS = 5_000;
const LONGEST_WINDING_MS = 24 * 3_600_000;
const REPEATS: readonly RepeatMode[] = ['off', 'context', 'track'];

export class NoSuchAction extends Error {}

export type Actions = ReturnType<typeof createActions>;

/** Creates the actions of the page: in the channel, on a player, on the clock, and faults. */
export function createActions({ world, ledger, winding, shelf, faults, tour, tell }: Surroundings) {
  const { channel } = world;

  const inChannel: Handlers<keyof ChannelActions> = {
    async type(body) {
      const text = body.text('text');
      const { notice } = await personIn(body).type(channel, text);
      noteEnd(text);
      return { notice };
    },
    say: (body) => ({ id: personIn(body).say(channel, body.text('text')).id }),
    complete: async (body) => ({ choices: await personIn(body).complete(channel, body.text('text')) }),
    press(body) {
      const [person, id] = [personIn(body), body.text('message')];
      const button = body.text('button');
      noteEnd(button);
      return pressed(id, person, () => person.press({ id }, button));
    },
    choose(body) {
      const [person, id] = [personIn(body), body.text('message')];
      return pressed(id, person, () => person.choose({ id }, body.text('select'), body.texts('values')));
    },
    dismiss(body) {
      const [person, id] = [personIn(body), body.text('message')];
      if (ledger.dismiss(id)) tell();
      else dismiss(person, id);
      return {};
    },
  };

  const onPlayer: Handlers<Exclude<keyof PlayerActions, ClockAction>> = {
    play: (body) => useByHand(body, (player) => player.pressPlay()),
    pause: (body) => useByHand(body, (player) => player.pressPause()),
    next: (body) => useByHand(body, (player) => player.pressNext()),
    previous: (body) => useByHand(body, (player) => player.pressPrevious()),
    seek: (body) => useByHand(body, (player) => player.seek(body.number('positionMs', Number.MAX_SAFE_INTEGER))),
    shuffle: (body) => useByHand(body, (player) => player.setShuffle(body.flag('on', false))),
    repeat: (body) => useByHand(body, (player) => player.setRepeat(body.oneOf('mode', REPEATS))),
    queue: (body) =>
      useByHand(body, (player) => {
        const song = shelf.song(body.text('song'));
        if (!song) throw new Error('There is no such song.');
        player.queueByHand(song.id);
      }),
    album: (body) =>
      useByHand(body, (player) => {
        const album = shelf.album(body.text('album'));
        if (!album) throw new Error('There is no such album.');
        player.playAlbum(album.tracks, album.uri);
      }),
    wake: (body) => useByHand(body, (player) => player.wake(deviceOf(player, body))),
    sleep: (body) => useByHand(body, (player) => player.sleep(deviceOf(player, body))),
    transfer: (body) => useByHand(body, (player) => player.transferTo(deviceOf(player, body))),
    async fault(body) {
      const fault = await faults.play(body.text('fault'), playerIn(body), body.flag('on', true));
      tour.note('fault');
      tell();
      return fault;
    },
  };

  const toTheClock: Handlers<ClockAction> = {
    async wind(body) {
      tour.note('time');
      await winding.by(body.number('ms', LONGEST_WINDING_MS));
      return { now: world.clock.now() };
    },
    async 'wind-to-end'(body) {
      const left = leftOfTrack(heardIn(playerIn(body)));
      if (left <= BEFORE_END_MS) throw new Error('The track is about to end: let it, or wind by 30 seconds.');
      tour.note('time');
      await winding.by(left - BEFORE_END_MS);
      return { now: world.clock.now() };
    },
  };

  const byHand = { ...inChannel, ...onPlayer };

  /** The last command of an evening, typed or pressed. */
  function noteEnd(words: string): void {
    if (/\bend\b/i.test(words)) tour.note('end');
  }

  async function pressed(messageId: string, person: Person, use: () => ReturnType<Person['press']>) {
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

  function useByHand(body: RequestBody<Subject>, touch: (player: SpotifyPerson) => void) {
    try {
      touch(playerIn(body));
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

  function personIn(body: RequestBody<Subject>): Person {
    const name = body.raw('as');
    if (!isPerson(world, name)) throw new Error('Say who does this: one of the six people.');
    return world.people[name];
  }

  function playerIn(body: RequestBody<Subject>): SpotifyPerson {
    const name = body.raw('player');
    if (!isListener(world, name)) throw new Error('Say whose player: one of the five with a Spotify account.');
    return world.accounts[name];
  }

  return {
    async perform(name: string, body: unknown): Promise<object> {
      if (isOf(toTheClock, name)) return call(toTheClock, name, body);
      if (isOf(byHand, name)) return winding.between(async () => call(byHand, name, body));
      throw new NoSuchAction('There is no such action.');
    },
  };
}

function call<A extends ActionName>(handlers: Handlers<A>, name: A, body: unknown): Answer<A> | Promise<Answer<A>> {
  return handlers[name](readBody<AllActions[A]['parts'] & Subject>(body));
}

function isOf<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}

function deviceOf(player: SpotifyPerson, body: RequestBody<{ device: number }>): Device {
  const device = player.devices[body.number('device', player.devices.length - 1)];
  if (!device) throw new Error(`${player.displayName} has no such device.`);
  return device;
}

/** The sentences for what a player refuses, by the name of the rule. */
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
