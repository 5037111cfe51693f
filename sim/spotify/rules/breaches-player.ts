import type { NewPerson } from '../person.ts';
import { addSongs, type Rig, uriOf } from '../rig.ts';
import type { Breach } from './breach.ts';

/** Ada with her phone in hand, and six songs. */
function evening({ spotify, api }: Rig, ada: Partial<NewPerson> = {}) {
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
  (rig) => {
    const { play, uris } = evening(rig);
    return play(body({ uris }));
  };

export const playerBreaches = {
  'premium-required': (rig) => {
    const { play, uris } = evening(rig, { premium: false });
    return play({ uris });
  },
  'active-device': (rig) => {
    const { ask, uris } = evening(rig);
    return ask('PUT', '/play', { uris });
  },
  'device-known': (rig) => {
    const { person, phone, play, uris } = evening(rig);
    person.sleep(phone);
    return play({ uris });
  },
  'device-restricted': (rig) => {
    const { play, uris, speaker } = evening(rig);
    return play({ uris }, speaker);
  },
  'device-dozing': (rig) => {
    const { person, phone, play, uris } = evening(rig);
    person.sleep(phone, 'dozing');
    return play({ uris });
  },
  'not-so-already': async (rig) => {
    const { ask, play, uris } = evening(rig);
    await play({ uris });
    await ask('PUT', '/pause');
    return ask('PUT', '/pause');
  },
  settled: async (rig) => {
    const { ask, play, uris, phone } = evening(rig);
    phone.settlesMs = 1_000;
    await play({ uris });
    return ask('PUT', '/shuffle?state=true');
  },
  'device-takes-uris': (rig) => {
    const { play, uris, phone } = evening(rig);
    phone.refusesUris = true;
    return play({ uris });
  },
  'something-to-resume': (rig) => evening(rig).play(),
  'previous-exists': async (rig) => {
    const { ask, play, uris } = evening(rig);
    await play({ uris });
    return ask('POST', '/previous');
  },
  'something-playable': (rig) => {
    const dead = rig.spotify.addTrack({ title: 'Dead', artists: ['X'], album: 'Y', durationMs: 1000, playable: false });
    return evening(rig).play({ uris: [uriOf(dead.id)] });
  },
  'resume-without-body': async (rig) => {
    const { ask, play, uris } = evening(rig);
    await play({ uris });
    await ask('PUT', '/pause');
    return play({});
  },
  'one-source': playing(({ uris }) => ({ uris, context_uri: 'spotify:album:1' })),
  'context-kind': playing(({ uris }) => ({ context_uri: uris[0] })),
  'uris-tracks': playing(() => ({ uris: ['spotify:local:Dev:Unsorted:garage+demo:169'] })),
  'uris-short': (rig) => evening(rig).play({ uris: addSongs(rig.spotify, 101).map((song) => uriOf(song.id)) }),
  'uris-size': (rig) => evening(rig).play({ uris: addSongs(rig.spotify, 300).map((song) => uriOf(song.id)) }),
  'uris-unique': playing(({ uris }) => ({ uris: [...uris, uris[0]] })),
  'offset-inside': playing(({ uris }) => ({ uris, offset: { position: 6 } })),
  'transfer-one-device': (rig) => {
    const { ask, phone, speaker } = evening(rig);
    return ask('PUT', '', { device_ids: [phone.id, speaker.id] });
  },
  'look-before-repeat': async (rig) => {
    const { ask, play, uris } = evening(rig);
    await play({ uris });
    rig.spotify.failNext({ method: 'POST', path: /queue$/, status: 503, afterEffect: true });
    await ask('POST', `/queue?uri=${uris[5]}`);
    return ask('POST', `/queue?uri=${uris[5]}`);
  },
} satisfies Record<string, Breach>;
