import type { Chance } from '../../sim/spotify/chance.ts';
import type { Stores } from '../../src/db/stores.ts';

/** The most steps by which an answer comes late: some hundred things of ours can happen meanwhile. */
const MOST_STEPS = 40;

/**
 * Returns stores that answer when they like, as a database on another machine would, and never again once the process
 * they belong to is dead: whatever rests on two calls following each other at once shows in some evening.
 */
export function lateStores(stores: Stores, chance: Chance, lives: () => boolean): Stores {
  const { sessions, farewells, links, requests, playlists, calls, facts, files } = stores;
  const late = <S extends object>(store: S): S =>
    new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || name === 'onBroken') return value;
        return async (...parameters: unknown[]) => {
          await steps(chance.below(MOST_STEPS));
          if (!lives()) await new Promise(() => {});
          const answer: unknown = await value.apply(target, parameters);
          await steps(chance.below(MOST_STEPS));
          return answer;
        };
      },
    });
  return {
    ...stores,
    ...{ sessions: late(sessions), farewells: late(farewells), links: late(links), requests: late(requests) },
    ...{ playlists: late(playlists), calls: late(calls), facts: late(facts), files: late(files) },
  };
}

async function steps(many: number): Promise<void> {
  for (let step = 0; step < many; step++) await null;
}
