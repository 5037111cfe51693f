import type { Catalogue, TrackId } from './catalogue.ts';
import type { Chance } from './chance.ts';
import { createDevice, type Device, deviceId, type NewDevice } from './device.ts';
import { spotifyId } from './ids.ts';
import { ahead, lineUp } from './line-up.ts';
import { begun, type Item, isPlaying, type Playback, type Repeat } from './playback.ts';
import { activeDevice, createPlayer, type Player, type PlayerSurroundings } from './player.ts';
import type { Sounding } from './record.ts';
import {
  paused,
  resumed,
  skipped,
  sought,
  started,
  transferred,
  wentBack,
  withQueued,
  withRepeat,
  withShuffle,
} from './steering.ts';

export type TimeRange = 'short_term' | 'medium_term' | 'long_term';
export type Tops = Record<TimeRange, readonly TrackId[]>;

export type NewPerson = {
  accountId?: string;
  id?: string;
  displayName: string | null;
  premium?: boolean;
  listed?: boolean;
  tops?: Partial<Tops>;
  devices?: readonly NewDevice[];
};

/** What a player shows its owner. */
export type Now = {
  isPlaying: boolean;
  /** The track that is loaded, as it was asked for; null for silence, ads and episodes. */
  track: TrackId | null;
  progressMs: number;
  device: Device | null;
  /** The URI of the album, playlist … that plays; null for a bare list of tracks. */
  context: string | null;
  shuffle: boolean;
  repeat: Repeat;
  queue: readonly TrackId[];
  /** What is still to come if nothing interferes: the queue, then the rest of the list. */
  upcoming: readonly TrackId[];
};

/** A Spotify account, and its owner's hands on their devices. Nothing done by hand counts as a request. */
export type SpotifyPerson = {
  /** The identifier that never changes. */
  readonly accountId: string;
  readonly id: string;
  readonly displayName: string | null;
  premium: boolean;
  /** Whether the app's owner put this person on the user list. */
  listed: boolean;
  /** In a private session reads show nothing. */
  privateSession: boolean;
  tops: Tops;
  readonly devices: Device[];
  addDevice(device: NewDevice): Device;
  /** Opens Spotify on a device; what it was told while dozing happens now. `asNew`: it comes back under another id. */
  wake(device: Device, options?: { asNew?: boolean }): void;
  /** The device vanishes, or only dozes: listed, but putting off what it is told. If it was playing it stops. */
  sleep(device: Device, how?: 'asleep' | 'dozing'): void;
  pressPlay(): void;
  pressPause(): void;
  pressNext(): void;
  /** As apps do it: in the first three seconds to the track before, later to the beginning of this one. */
  pressPrevious(): void;
  seek(positionMs: number): void;
  setShuffle(shuffle: boolean): void;
  setRepeat(repeat: Repeat): void;
  queueByHand(trackId: TrackId): void;
  playAlbum(trackIds: readonly TrackId[], contextUri: string): void;
  /** Something that is no song sounds now; then the music goes on with the next one. */
  playAd(durationMs?: number): void;
  playEpisode(title: string, durationMs: number): void;
  transferTo(device: Device): void;
  now(): Now;
  /** What came out of this person's devices, kept by the simulation from the clock alone. */
  readonly record: Sounding[];
  /** Takes the app's access away: its refresh tokens die. */
  revoke(): void;
};

/** What the Web API sees of a person on top of what they do themselves. */
export type Account = {
  readonly person: SpotifyPerson;
  readonly player: Player;
  /** Leaves a command for a dozing device until it is woken. */
  putOff(device: Device, command: () => void): void;
};

export type PersonSurroundings = PlayerSurroundings & {
  catalogue: Catalogue;
  chance: Chance;
  revoke(person: SpotifyPerson): void;
};

const RESTARTS_AFTER_MS = 3_000;
const AD_MS = 30_000;

export function createAccount(given: NewPerson, surroundings: PersonSurroundings): Account {
  const { clock, music, catalogue, chance, changed, revoke } = surroundings;
  const name = given.displayName ?? given.accountId ?? given.id ?? 'nameless';
  const player = createPlayer(surroundings);
  const devices: Device[] = [];
  const putOff = new Map<Device, (() => void)[]>();
  let timesReconnected = 0;

  const hand = (next: Playback) => player.become(next, 'hand');

  /** The device in their hand: the active one, else their phone, else any; using it wakes it. */
  function deviceAtHand(): Device {
    const device = activeDevice(player.now()) ?? devices.find(({ type }) => type === 'Smartphone') ?? devices[0];
    if (!device) throw new Error(`${name} has no device.`);
    if (device.state !== 'awake') person.wake(device);
    return device;
  }

  function put(trackIds: readonly TrackId[], contextUri: string) {
    const device = deviceAtHand();
    const line = lineUp({ contextUri, trackIds, chance: player.now().shuffle ? chance : null });
    hand(started(player.now(), { device, line, positionMs: 0, queuedFirst: false }, music));
  }

  function interrupt(item: Item) {
    hand(begun({ ...player.now(), device: deviceAtHand() }, item));
  }

  const person: SpotifyPerson = {
    accountId: given.accountId ?? spotifyId('account', name).slice(0, 10),
    id: given.id ?? spotifyId('user', name).toLowerCase(),
    displayName: given.displayName,
    premium: given.premium ?? true,
    listed: given.listed ?? true,
    privateSession: false,
    tops: { short_term: [], medium_term: [], long_term: [], ...given.tops },
    devices,
    addDevice(device) {
      const added = createDevice(device, name, clock.now());
      devices.push(added);
      changed();
      return added;
    },
    wake(device, options = {}) {
      device.state = 'awake';
      device.lastBusyAt = clock.now();
      if (options.asNew) device.id = deviceId(name, device.name, String(++timesReconnected));
      const commands = putOff.get(device) ?? [];
      putOff.delete(device);
      for (const command of commands) command();
      changed();
    },
    sleep(device, how = 'asleep') {
      const playback = player.now();
      device.state = how;
      if (playback.device === device) {
        hand({ ...playback, motion: 'paused', device: null, changedAt: playback.at });
      } else changed();
    },
    pressPlay() {
      if (!player.now().item) return put(favourites(person), `spotify:user:${person.id}:collection`);
      const device = deviceAtHand();
      if (!isPlaying(player.now()) || player.now().device !== device) hand(resumed(player.now(), device));
    },
    pressPause() {
      if (isPlaying(player.now())) hand(paused(player.now()));
    },
    pressNext: () => hand(skipped({ ...player.now(), device: deviceAtHand() }, music)),
    pressPrevious() {
      const playback = player.now();
      const before = playback.positionMs > RESTARTS_AFTER_MS ? undefined : wentBack(playback, music);
      hand(before ?? sought(playback, 0, music));
    },
    seek: (positionMs) => hand(sought(player.now(), positionMs, music)),
    setShuffle(shuffle) {
      if (player.now().shuffle !== shuffle) hand(withShuffle(player.now(), shuffle, chance));
    },
    setRepeat: (repeat) => hand(withRepeat(player.now(), repeat)),
    queueByHand: (trackId) => hand(withQueued(player.now(), catalogue.get(trackId).id)),
    playAlbum: put,
    playAd: (durationMs = AD_MS) => interrupt({ kind: 'ad', durationMs }),
    playEpisode: (title, durationMs) => interrupt({ kind: 'episode', title, durationMs }),
    transferTo(device) {
      if (device.state !== 'awake') person.wake(device);
      hand(transferred(player.now(), device, false));
    },
    now: () => show(player.now()),
    get record() {
      return player.soundings();
    },
    revoke: () => revoke(person),
  };

  return {
    person,
    player,
    putOff: (device, command) => putOff.set(device, [...(putOff.get(device) ?? []), command]),
  };
}

/** What plays when somebody just presses play: the songs they like. */
function favourites(person: SpotifyPerson): readonly TrackId[] {
  const { short_term, medium_term, long_term } = person.tops;
  return [...new Set([...short_term, ...medium_term, ...long_term])];
}

function show(playback: Playback): Now {
  const { item, line, queue, shuffle, repeat, positionMs } = playback;
  return {
    isPlaying: isPlaying(playback),
    track: item?.kind === 'track' ? item.trackId : null,
    progressMs: positionMs,
    device: activeDevice(playback),
    context: contextOf(playback),
    shuffle,
    repeat,
    queue,
    upcoming: [...queue, ...(line ? ahead(line) : [])],
  };
}

/** What autoplay adds belongs to no context. */
export function contextOf({ item, line }: Playback): string | null {
  return item?.kind === 'track' && item.from === 'autoplay' ? null : (line?.contextUri ?? null);
}
