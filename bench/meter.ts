import type { World } from '../src/sim/world.ts';

/** What went over the wires. */
export type Reading = {
  /** Calls of Spotify's Web API. */
  api: number;
  /** Calls of Spotify's accounts service, for tokens; what people's browsers ask it does not count. */
  accounts: number;
  /** How often a card was edited, or posted afresh. */
  edits: number;
};

const CARD_WRITES = new Set(['POST', 'PATCH']);
const CARD_PATH = /\/channels\/\d+\/messages(\/\d+)?$/;

/** Counts from now on; what it returns reads the count. */
export function startMeter({ spotify, discord }: World): () => Reading {
  const spotifyBefore = spotify.requests.length;
  const discordBefore = discord.requests.length;
  return () => {
    const asked = spotify.requests.slice(spotifyBefore);
    const told = discord.requests.slice(discordBefore);
    return {
      api: asked.filter(({ service }) => service === 'api').length,
      accounts: asked.filter(({ service, path }) => service === 'accounts' && path === '/api/token').length,
      edits: told.filter(({ method, path }) => CARD_WRITES.has(method) && CARD_PATH.test(path)).length,
    };
  };
}
