import type { TrackId } from './library/catalogue.ts';
import type { Device, NewDevice } from './player/device.ts';
import type { Repeat } from './player/playback.ts';
import type { Sounding } from './player/record.ts';

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
  /**
   * Crossfade, up to 12 s: the next song begins that much before the end of the one before, and is from then on what
   * reads show: https://github.com/spotify/android-sdk/issues/140
   */
  fadeMs?: number;
};

/** The state of a player as its owner sees it. */
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
  /** The upcoming tracks: the queue, then the rest of the list. */
  upcoming: readonly TrackId[];
};

/** A Spotify account, and its owner's hands on their devices. Nothing done by hand counts as a request. */
export type SpotifyPerson = {
  /** The identifier that never changes. */
  readonly accountId: string;
  readonly id: string;
  readonly displayName: string | null;
  premium: boolean;
  /** True if the app's owner put this person on the user list. */
  listed: boolean;
  /** In a private session reads show nothing. */
  privateSession: boolean;
  tops: Tops;
  readonly devices: Device[];
  addDevice(device: NewDevice): Device;
  /** Returns true if Spotify lists this device: an idle phone drops out after a while. */
  offers(device: Device): boolean;
  /** Opens Spotify on a device; what it was told while dozing happens now. `asNew`: it comes back under another id. */
  wake(device: Device, options?: { asNew?: boolean }): void;
  /** The device vanishes, or only dozes: listed, but putting off what it is told. If it was playing it stops. */
  sleep(device: Device, how?: 'asleep' | 'dozing'): void;
  /** The device vanishes as well, but reads go on to show it playing if it was. */
  closeTab(device: Device): void;
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
  /** The record of what this person's devices played, kept by the simulation from the clock alone. */
  readonly record: Sounding[];
  /** Takes the app's access away: its refresh tokens die. */
  revoke(): void;
};
