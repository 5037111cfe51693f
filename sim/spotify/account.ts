import type { Chance } from './chance.ts';
import { spotifyId } from './ids.ts';
import type { Catalogue, TrackId } from './library/catalogue.ts';
import type { NewPerson, Now, SpotifyPerson } from './person.ts';
import { createDevice, type Device, deviceId } from './player/device.ts';
import { contextOf, type Item, isPlaying, type Playback, sounds, withItem } from './player/playback.ts';
import { activeDevice, createPlayer, isListed, type Player, type PlayerSurroundings } from './player/player.ts';
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
} from './player/steering.ts';
import { createTrackList, upcoming } from './player/track-list.ts';

/** A person together with the inside of their player, for the Web API. */
export type Account = {
  readonly person: SpotifyPerson;
  readonly player: Player;
  /** Leaves a command for a dozing device until it is woken. */
  defer(device: Device, command: () => void): void;
};

export type PersonSurroundings = Omit<PlayerSurroundings, 'fadeMs'> & {
  catalogue: Catalogue;
  chance: Chance;
  revoke(person: SpotifyPerson): void;
};

const RESTARTS_AFTER_MS = 3_000;
const AD_MS = 30_000;

export function createAccount(given: NewPerson, surroundings: PersonSurroundings): Account {
  const { clock, music, catalogue, chance, changed, revoke } = surroundings;
  const name = given.displayName ?? given.accountId ?? given.id ?? 'nameless';
  const player = createPlayer({ ...surroundings, fadeMs: given.fadeMs ?? 0 });
  const devices: Device[] = [];
  const deferred = new Map<Device, (() => void)[]>();
  let timesReconnected = 0;

  const applyByHand = (next: Playback) => player.apply(next, 'hand');

  /** The device in their hand: the active one, else their phone, else any; using it wakes it. */
  function deviceAtHand(): Device {
    const device = activeDevice(player.now()) ?? devices.find(({ type }) => type === 'Smartphone') ?? devices[0];
    if (!device) throw new Error(`${name} has no device.`);
    if (device.state !== 'awake') person.wake(device);
    return device;
  }

  function playByHand(trackIds: readonly TrackId[], contextUri: string) {
    const device = deviceAtHand();
    const line = createTrackList({ contextUri, trackIds, chance: player.now().shuffle ? chance : null });
    applyByHand(started(player.now(), { device, line, positionMs: 0, queuedFirst: false }, music));
  }

  function interrupt(item: Item) {
    applyByHand(withItem({ ...player.now(), device: deviceAtHand() }, item));
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
      const namesakes = devices.filter((other) => other.name === device.name).length;
      const added = createDevice(device, name, clock.now(), namesakes);
      devices.push(added);
      changed();
      return added;
    },
    offers: (device) => isListed(device, player.now()),
    wake(device, options = {}) {
      const playback = player.now();
      if (playback.device === device && !isListed(device, playback)) applyByHand({ ...playback, device: null });
      if (player.seen().device === device && device.state === 'asleep') applyByHand(player.now());
      device.state = 'awake';
      device.lastBusyAt = clock.now();
      if (options.asNew) device.id = deviceId(name, device.name, String(++timesReconnected));
      const commands = deferred.get(device) ?? [];
      deferred.delete(device);
      for (const command of commands) command();
      changed();
    },
    sleep(device, how = 'asleep') {
      const playback = player.now();
      device.state = how;
      if (playback.device === device) {
        applyByHand({ ...playback, motion: 'paused', device: null, changedAt: playback.at });
      } else changed();
    },
    closeTab(device) {
      const before = player.now();
      person.sleep(device);
      if (before.device === device && sounds(before)) player.showAsPlaying(before);
    },
    pressPlay() {
      if (!player.now().item) return playByHand(favourites(person), `spotify:user:${person.id}:collection`);
      const device = deviceAtHand();
      if (!isPlaying(player.now()) || player.now().device !== device) applyByHand(resumed(player.now(), device));
    },
    pressPause() {
      if (isPlaying(player.now())) applyByHand(paused(player.now()));
    },
    pressNext: () => applyByHand(skipped({ ...player.now(), device: deviceAtHand() }, music)),
    pressPrevious() {
      const playback = player.now();
      const before = playback.positionMs > RESTARTS_AFTER_MS ? undefined : wentBack(playback, music);
      applyByHand(before ?? sought(playback, 0, music));
    },
    seek: (positionMs) => applyByHand(sought(player.now(), positionMs, music)),
    setShuffle(shuffle) {
      if (player.now().shuffle !== shuffle) applyByHand(withShuffle(player.now(), shuffle, chance));
    },
    setRepeat: (repeat) => applyByHand(withRepeat(player.now(), repeat)),
    queueByHand: (trackId) => applyByHand(withQueued(player.now(), catalogue.get(trackId).id)),
    playAlbum: playByHand,
    playAd: (durationMs = AD_MS) => interrupt({ kind: 'ad', durationMs }),
    playEpisode: (title, durationMs) => interrupt({ kind: 'episode', title, durationMs }),
    transferTo(device) {
      if (device.state !== 'awake') person.wake(device);
      applyByHand(transferred(player.now(), device, false));
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
    defer: (device, command) => deferred.set(device, [...(deferred.get(device) ?? []), command]),
  };
}

/** Returns what a press on play starts when nothing is loaded: the songs they like. */
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
    upcoming: [...queue, ...(line ? upcoming(line) : [])],
  };
}
