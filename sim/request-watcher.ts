import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** How many turns of the event loop have to pass without a request before we believe that nothing follows. */
const IDLE_TURNS = 12;

const START_EVENTS = ['undici:request:create'];
const END_EVENTS = ['undici:request:trailers', 'undici:request:error'];

export type RequestWatcher = {
  /** Resolves once nothing of this process is under way and no request begins for a few turns of the loop. */
  settle(): Promise<void>;
  stop(): void;
};

/**
 * Watches every request that this process makes through fetch or undici (discord.js and our own client alike), so that
 * wound time moves on only when the last moment's consequences are over. `isBusy` tells of anything else that is under
 * way: on a busy machine a packet may take longer than those few turns.
 */
export function watchRequests(isBusy: () => boolean = () => false): RequestWatcher {
  const pending = new Set<unknown>();
  let begun = 0;
  const begin = (message: unknown) => {
    begun++;
    pending.add(requestOf(message));
  };
  const end = (message: unknown) => pending.delete(requestOf(message));
  for (const name of START_EVENTS) subscribe(name, begin);
  for (const name of END_EVENTS) subscribe(name, end);

  return {
    async settle() {
      for (let calm = 0, seen = begun; calm < IDLE_TURNS; ) {
        await new Promise((resolve) => setImmediate(resolve));
        calm = pending.size === 0 && seen === begun && !isBusy() ? calm + 1 : 0;
        seen = begun;
      }
    },
    stop() {
      for (const name of START_EVENTS) unsubscribe(name, begin);
      for (const name of END_EVENTS) unsubscribe(name, end);
    },
  };
}

function requestOf(message: unknown): unknown {
  return (message as { request?: unknown }).request;
}
