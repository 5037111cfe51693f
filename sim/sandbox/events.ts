import type { Request, Response } from 'express';
import type { World } from '../world.ts';

/** Changes that come together are told together. */
const GATHER_MS = 60;
const HEARTBEAT_MS = 20_000;
const RETRY_MS = 1_000;

export type Events = ReturnType<typeof createEvents>;

/** Tells open pages that there is something new to see; they then ask for what concerns them. */
export function createEvents(world: World) {
  const open = new Set<Response>();
  let isGathering = false;
  let stopWatching = () => {};

  function tell(): void {
    if (isGathering) return;
    isGathering = true;
    setTimeout(() => {
      isGathering = false;
      for (const response of open) response.write(`data: ${world.clock.now()}\n\n`);
    }, GATHER_MS).unref();
  }

  /** The players look at themselves at every boundary only while somebody watches. */
  function watch(): void {
    const stops = [world.discord.subscribe(tell), world.spotify.subscribe(tell)];
    stopWatching = () => {
      for (const stop of stops) stop();
    };
  }

  return {
    tell,
    attend(request: Request, response: Response): void {
      response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(`retry: ${RETRY_MS}\n\n`);
      const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS).unref();
      if (open.size === 0) watch();
      open.add(response);
      request.once('close', () => {
        clearInterval(heartbeat);
        open.delete(response);
        if (open.size === 0) stopWatching();
      });
    },
  };
}
