import type { RequestLog } from '../sim/spotify/spotify.ts';
import type { World } from '../sim/world.ts';

/** The numbers of requests to each service. */
export type TrafficCounts = {
  /** Calls of Spotify's Web API for the evening. */
  api: number;
  /** Refreshes of tokens at Spotify's accounts service. */
  accounts: number;
  /** What linking accounts on the way took, once in six months each: redeeming a consent, and asking who it is. */
  linking: number;
  /** How often a card was edited, or posted afresh. */
  edits: number;
};

const CARD_WRITES = new Set(['POST', 'PATCH']);
const CARD_PATH = /\/channels\/\d+\/messages(\/\d+)?$/;

/** Starts counting requests. Returns a function that reads the counts. */
export function countTraffic({ spotify, discord }: World): () => TrafficCounts {
  const spotifyBefore = spotify.requests.length;
  const discordBefore = discord.requests.length;
  return () => {
    const asked = spotify.requests.slice(spotifyBefore);
    const told = discord.requests.slice(discordBefore);
    const isProbe = ({ path }: RequestLog) => path === '/v1/me';
    const tokens = asked.filter(({ service, path }) => service === 'accounts' && path === '/api/token');
    const redeemed = tokens.filter(({ body }) => JSON.stringify(body ?? '').includes('authorization_code')).length;
    return {
      api: asked.filter((request) => request.service === 'api' && !isProbe(request)).length,
      accounts: tokens.length - redeemed,
      linking: asked.filter(isProbe).length + redeemed,
      edits: told.filter(({ method, path }) => CARD_WRITES.has(method) && CARD_PATH.test(path)).length,
    };
  };
}
