import { ACCESS_TOKEN_SECONDS } from '../accounts/grants.ts';
import type { SpotifyHarness } from '../harness.ts';
import type { Breach } from './breach.ts';

const ada = ({ spotify }: SpotifyHarness) => spotify.addPerson({ displayName: 'Ada' });

/** Ada asking something she may ask, in a wrong way. */
const asking =
  (method: string, path: string, json?: unknown): Breach =>
  (harness) =>
    harness.api(ada(harness), method, path, json);

export const gateBreaches = {
  'route-known': asking('GET', '/me/pets'),
  'route-removed': asking('GET', '/tracks?ids=1,2,3'),
  'token-present': ({ ask }) => ask('GET', '/api/v1/me'),
  'token-valid': ({ ask }) => ask('GET', '/api/v1/me', { token: 'BQmadeup' }),
  'token-fresh': async (harness) => {
    const { access_token } = await harness.link(ada(harness));
    await harness.clock.advance(ACCESS_TOKEN_SECONDS * 1000);
    return harness.ask('GET', '/api/v1/me', { token: access_token });
  },
  'rate-limit': async (harness) => {
    harness.spotify.rate = 1;
    const person = ada(harness);
    await harness.api(person, 'GET', '/me');
    return harness.api(person, 'GET', '/me');
  },
  quota: async (harness) => {
    harness.spotify.setQuota('search', 0, 50_000);
    return harness.api(ada(harness), 'GET', '/search?q=song&type=track');
  },
  'retry-after': async (harness) => {
    const person = ada(harness);
    harness.spotify.setQuota('profile', 0, 600);
    await harness.api(person, 'GET', '/me');
    await harness.clock.advance(300_000);
    return { reply: await harness.api(person, 'GET', '/me'), says: 'QUOTA_EXCEEDED' };
  },
  'user-listed': (harness) =>
    harness.api(harness.spotify.addPerson({ displayName: 'Gus', listed: false }), 'GET', '/me'),
  'owner-premium': (harness) => {
    harness.spotify.ownerPremium = false;
    return harness.api(ada(harness), 'GET', '/me');
  },
  'scope-granted': async (harness) => {
    const { access_token } = await harness.link(ada(harness), 'user-top-read');
    return harness.ask('GET', '/api/v1/me/player', { token: access_token });
  },
  'parameter-known': asking('GET', '/me?fields=email'),
  'parameter-valid': async (harness) => ({
    reply: await harness.api(ada(harness), 'GET', '/me/top/tracks?time_range=forever'),
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
