import { ACCESS_TOKEN_SECONDS } from '../accounts/grants.ts';
import type { Rig } from '../rig.ts';
import type { Breach } from './breach.ts';

const ada = ({ spotify }: Rig) => spotify.addPerson({ displayName: 'Ada' });

/** Ada asking something she may ask, in a wrong way. */
const asking =
  (method: string, path: string, json?: unknown): Breach =>
  (rig) =>
    rig.api(ada(rig), method, path, json);

export const gateBreaches = {
  'route-known': asking('GET', '/me/pets'),
  'route-removed': asking('GET', '/tracks?ids=1,2,3'),
  'token-present': ({ ask }) => ask('GET', '/api/v1/me'),
  'token-valid': ({ ask }) => ask('GET', '/api/v1/me', { token: 'BQmadeup' }),
  'token-fresh': async (rig) => {
    const { access_token } = await rig.link(ada(rig));
    await rig.clock.advance(ACCESS_TOKEN_SECONDS * 1000);
    return rig.ask('GET', '/api/v1/me', { token: access_token });
  },
  'rate-limit': async (rig) => {
    rig.spotify.rate = 1;
    const person = ada(rig);
    await rig.api(person, 'GET', '/me');
    return rig.api(person, 'GET', '/me');
  },
  quota: async (rig) => {
    rig.spotify.setQuota('search', 0, 50_000);
    return rig.api(ada(rig), 'GET', '/search?q=song&type=track');
  },
  'retry-after': async (rig) => {
    const person = ada(rig);
    rig.spotify.setQuota('profile', 0, 600);
    await rig.api(person, 'GET', '/me');
    await rig.clock.advance(300_000);
    return { reply: await rig.api(person, 'GET', '/me'), says: 'QUOTA_EXCEEDED' };
  },
  'user-listed': (rig) => rig.api(rig.spotify.addPerson({ displayName: 'Gus', listed: false }), 'GET', '/me'),
  'owner-premium': (rig) => {
    rig.spotify.ownerPremium = false;
    return rig.api(ada(rig), 'GET', '/me');
  },
  'scope-granted': async (rig) => {
    const { access_token } = await rig.link(ada(rig), 'user-top-read');
    return rig.ask('GET', '/api/v1/me/player', { token: access_token });
  },
  'parameter-known': asking('GET', '/me?fields=email'),
  'parameter-valid': async (rig) => ({
    reply: await rig.api(ada(rig), 'GET', '/me/top/tracks?time_range=forever'),
    says: 'Invalid time_range',
  }),
  'field-known': asking('POST', '/me/playlists', { name: 'Recap', colour: 'red' }),
  'body-valid': asking('POST', '/me/playlists', { name: 7 }),
  'page-limit': asking('GET', '/me/top/tracks?limit=51'),
  'search-limit': asking('GET', '/search?q=song&type=track&limit=20'),
  'search-query': asking('GET', '/search?type=track'),
  'track-id': asking('GET', '/tracks/spotify:track:1'),
  'track-exists': asking('GET', '/tracks/0000000000000000000000'),
} satisfies Record<string, Breach>;
