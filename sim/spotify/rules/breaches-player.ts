import { addSongs, type SpotifyHarness, uriOf } from '../harness.ts';
import type { NewPerson } from '../person.ts';
import type { Breach } from './breach.ts';

/** Ada with her phone in hand, and six songs. */
function evening({ spotify, api }: SpotifyHarness, ada: Partial<NewPerson> = {}) {
  const songs = addSongs(spotify);
  const uris = songs.map((song) => uriOf(song.id));
  const person = spotify.addPerson({
    displayName: 'Ada',
    devices: [
      { name: 'Phone', type: 'Smartphone', awake: true },
      { name: 'Speaker', type: 'Speaker', awake: true, restricted: true },
    ],
    ...ada,
  });
  const [phone, speaker] = person.devices;
  if (!phone || !speaker) throw new Error('Ada has two devices.');
  return {
    songs,
    uris,
    person,
    phone,
    speaker,
    ask: (method: string, path: string, json?: unknown) => api(person, method, `/me/player${path}`, json),
    play: (json?: unknown, device = phone) => api(person, 'PUT', `/me/player/play?device_id=${device.id}`, json),
  };
}

/** A play request that ought not to be sent like this. */
const playing =
  (body: (evening: { uris: string[] }) => unknown): Breach =>
  (harness) => {
    const { play, uris } = evening(harness);
    return play(body({ uris }));
  };

export const playerBreaches = {
  'premium-required': (harness) => {
    const { play, uris } = evening(harness, { premium: false });
    return play({ uris });
  },
  'active-device': (harness) => {
    const { ask, uris } = evening(harness);
    return ask('PUT', '/play', { uris });
  },
  'device-known': (harness) => {
    const { person, phone, play, uris } = evening(harness);
    person.sleep(phone);
    return play({ uris });
  },
  'device-restricted': (harness) => {
    const { play, uris, speaker } = evening(harness);
    return play({ uris }, speaker);
  },
  'device-dozing': (harness) => {
    const { person, phone, play, uris } = evening(harness);
    person.sleep(phone, 'dozing');
    return play({ uris });
  },
  'not-so-already': async (harness) => {
    const { ask, play, uris } = evening(harness);
    await play({ uris });
    await ask('PUT', '/pause');
    return ask('PUT', '/pause');
  },
  settled: async (harness) => {
    const { ask, play, uris, phone } = evening(harness);
    phone.refusesAfterPlayMs = 1_000;
    await play({ uris });
    return ask('PUT', '/shuffle?state=true');
  },
  'device-takes-uris': (harness) => {
    const { play, uris, phone } = evening(harness);
    phone.refusesUris = true;
    return play({ uris });
  },
  'something-to-resume': (harness) => evening(harness).play(),
  'previous-exists': async (harness) => {
    const { ask, play, uris } = evening(harness);
    await play({ uris });
    return ask('POST', '/previous');
  },
  'something-playable': (harness) => {
    const dead = harness.spotify.addTrack({
      title: 'Dead',
      artists: ['X'],
      album: 'Y',
      durationMs: 1000,
      playable: false,
    });
    return evening(harness).play({ uris: [uriOf(dead.id)] });
  },
  'resume-without-body': async (harness) => {
    const { ask, play, uris } = evening(harness);
    await play({ uris });
    await ask('PUT', '/pause');
    return play({});
  },
  'one-source': playing(({ uris }) => ({ uris, context_uri: 'spotify:album:1' })),
  'context-kind': playing(({ uris }) => ({ context_uri: uris[0] })),
  'uris-tracks': playing(() => ({ uris: ['spotify:local:Dev:Unsorted:garage+demo:169'] })),
  'uris-short': (harness) =>
    evening(harness).play({ uris: addSongs(harness.spotify, 101).map((song) => uriOf(song.id)) }),
  'uris-size': (harness) =>
    evening(harness).play({ uris: addSongs(harness.spotify, 300).map((song) => uriOf(song.id)) }),
  'uris-unique': playing(({ uris }) => ({ uris: [...uris, uris[0]] })),
  'offset-inside': playing(({ uris }) => ({ uris, offset: { position: 6 } })),
  'transfer-one-device': (harness) => {
    const { ask, phone, speaker } = evening(harness);
    return ask('PUT', '', { device_ids: [phone.id, speaker.id] });
  },
  'look-before-repeat': async (harness) => {
    const { ask, play, uris } = evening(harness);
    await play({ uris });
    harness.spotify.failNext({ method: 'POST', path: /queue$/, status: 503, afterEffect: true });
    await ask('POST', `/queue?uri=${uris[5]}`);
    return ask('POST', `/queue?uri=${uris[5]}`);
  },
} satisfies Record<string, Breach>;
