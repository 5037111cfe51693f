import { type APIGatewayBotInfo, type REST, Routes } from 'discord.js';
import { z } from 'zod';

/** More shards than any installation has: a larger number is a mistake. */
const MOST_SHARDS = 1_000;

const information = z.looseObject({
  url: z.url({ protocol: /^wss?$/ }),
  shards: z.int().min(1).max(MOST_SHARDS).catch(1),
  session_start_limit: z
    .object({
      total: z.int().catch(1_000),
      remaining: z.int().catch(1_000),
      reset_after: z.number().nonnegative().catch(0),
      max_concurrency: z.int().min(1).catch(1),
    })
    .catch({ total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 }),
});

export type GatewayAddress = {
  /** Returns Discord's information about its gateway, fetched once; missing parts get default values. */
  information(signal: AbortSignal): Promise<APIGatewayBotInfo>;
  /** The gateway's address, asked for again if the one we know is bad. */
  url(isKnownBad: boolean, signal: AbortSignal): Promise<string>;
};

/** Creates a cache of the gateway's address. Both functions throw if Discord does not answer. */
export function createGatewayAddress(rest: () => REST): GatewayAddress {
  let known: APIGatewayBotInfo | null = null;

  async function fetchInformation(signal: AbortSignal): Promise<APIGatewayBotInfo> {
    known = information.parse(await rest().get(Routes.gatewayBot(), { signal }));
    return known;
  }

  return {
    information: async (signal) => known ?? (await fetchInformation(signal)),
    url: async (isKnownBad, signal) => (isKnownBad || !known ? await fetchInformation(signal) : known).url,
  };
}
