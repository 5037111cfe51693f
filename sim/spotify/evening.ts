import { addSongs, createSpotifyHarness, type SpotifyHarness, type SpotifyReply, uriOf } from './harness.ts';
import type { Device, NewDevice, NewPerson, SpotifyOptions, SpotifyPerson } from './spotify.ts';

/** Ada with a phone in hand and six songs of three minutes: where most tests begin. */
export type Evening = SpotifyHarness & {
  ada: SpotifyPerson;
  phone: Device;
  ids: string[];
  uris: string[];
  /** Ada's player, through the Web API. */
  player<T = State>(method: string, path?: string, json?: unknown): Promise<SpotifyReply<T>>;
  /** A play request to the phone. */
  play(json?: unknown): Promise<SpotifyReply>;
  /** Returns what was played so far, as `Song 1 0-180 play request`. */
  heard(): string[];
  titles(ids: readonly string[]): string[];
};

/** As much of a state as tests look at. */
export type State = {
  device: { id: string; name: string; is_private_session: boolean };
  item: { id: string; name: string; external_ids: { isrc: string } } | null;
  is_playing: boolean;
  progress_ms: number | null;
  shuffle_state: boolean;
  repeat_state: string;
  context: { uri: string; type: string } | null;
  currently_playing_type: string;
};

export async function createEvening(
  options: Partial<SpotifyOptions> = {},
  traits: Partial<NewDevice> = {},
  habits: Pick<NewPerson, 'fadeMs'> = {},
): Promise<Evening> {
  const harness = await createSpotifyHarness({ staleReadsMs: 0, ...options });
  const songs = addSongs(harness.spotify);
  const ids = songs.map((song) => song.id);
  const ada = harness.spotify.addPerson({ displayName: 'Ada', tops: { medium_term: ids }, ...habits });
  const phone = ada.addDevice({ name: 'Phone', type: 'Smartphone', awake: true, ...traits });
  const title = (id: string) => harness.spotify.track(id)?.title ?? id;
  const player = <T = State>(method: string, path = '', json?: unknown) =>
    harness.api<T>(ada, method, `/me/player${path}`, json);

  return {
    ...harness,
    ada,
    phone,
    ids,
    uris: ids.map(uriOf),
    player,
    play: (json) => player('PUT', `/play?device_id=${phone.id}`, json),
    heard: () =>
      ada.record.map(({ trackId, fromMs, toMs, why }) => `${title(trackId)} ${fromMs / 1000}-${toMs / 1000} ${why}`),
    titles: (those) => those.map(title),
  };
}
