import { CODE_LIFE_MS } from '../accounts/grants.ts';
import { REDIRECT_URI, type SpotifyHarness, VERIFIER } from '../harness.ts';
import type { Breach } from './breach.ts';

const HALF_YEAR_MS = 185 * 24 * 3_600_000;
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Asking for consent in a wrong way. */
const askingWith =
  (changes: Record<string, string | null>): Breach =>
  ({ ask, authorize }) =>
    ask('GET', authorize(changes));

async function codeForm({ spotify, consent }: SpotifyHarness) {
  const back = await consent(spotify.addPerson({ displayName: 'Ada' }));
  const code = back.searchParams.get('code') ?? '';
  return { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER };
}

const refreshing = (refresh_token: string) => ({ grant_type: 'refresh_token', refresh_token });

export const accountBreaches = {
  'authorize-client': askingWith({ client_id: 'somebody-else' }),
  'authorize-response-type': askingWith({ response_type: 'token' }),
  'redirect-uri-secure': askingWith({ redirect_uri: 'http://localhost:8888/oauth/spotify/callback' }),
  'redirect-uri-registered': askingWith({ redirect_uri: 'https://sesh.example/elsewhere' }),
  'scope-known': askingWith({ scope: 'user-top-read user-read-minds' }),
  'state-given': askingWith({ state: null }),
  'challenge-method': askingWith({ code_challenge_method: 'plain' }),
  'authorize-parameters': askingWith({ prompt: 'login' }),

  'token-form-encoded': ({ exchange }) =>
    exchange({ grant_type: 'client_credentials' }, { 'content-type': 'application/json' }),
  'token-grant-type': ({ exchange }) => exchange({ code: 'x' }),
  'token-parameters': ({ exchange }) => exchange({ grant_type: 'client_credentials', audience: 'everybody' }),
  'client-known': ({ exchange }) =>
    exchange({ grant_type: 'client_credentials' }, { authorization: `Basic ${btoa('nobody:secret')}` }),
  'client-secret': ({ spotify, ask }) =>
    ask('POST', '/accounts/api/token', {
      text: `grant_type=client_credentials&client_id=${spotify.clientId}&client_secret=wrong`,
      headers: form,
    }),

  'code-single-use': async (harness) => {
    const once = await codeForm(harness);
    await harness.exchange(once);
    return harness.exchange(once);
  },
  'code-short-lived': async (harness) => {
    const late = await codeForm(harness);
    await harness.clock.advance(CODE_LIFE_MS);
    return harness.exchange(late);
  },
  'code-redirect-uri': async (harness) =>
    harness.exchange({ ...(await codeForm(harness)), redirect_uri: `${REDIRECT_URI}/` }),
  'code-verifier': async (harness) => harness.exchange({ ...(await codeForm(harness)), code_verifier: 'guessed' }),

  'refresh-known': ({ exchange }) => exchange(refreshing('AQmadeup')),
  'refresh-alive': async ({ spotify, link, exchange }) => {
    const ada = spotify.addPerson({ displayName: 'Ada' });
    const { refresh_token } = await link(ada);
    ada.revoke();
    return exchange(refreshing(refresh_token));
  },
  'refresh-half-year': async ({ spotify, link, exchange, clock }) => {
    const { refresh_token } = await link(spotify.addPerson({ displayName: 'Ada' }));
    await clock.advance(HALF_YEAR_MS);
    return exchange(refreshing(refresh_token));
  },
  'refresh-dead-once': async ({ spotify, link, exchange }) => {
    const ada = spotify.addPerson({ displayName: 'Ada' });
    const { refresh_token } = await link(ada);
    ada.revoke();
    await exchange(refreshing(refresh_token));
    return { reply: await exchange(refreshing(refresh_token)), says: 'Refresh token revoked' };
  },
} satisfies Record<string, Breach>;
