import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Log } from '../log.ts';
import { type Exposition, type Readings, toText } from './text.ts';

export type MetricsListener = { port: number; close(): Promise<void> };

const NANOSECONDS = 1e9;
const RESOLUTION_MS = 20;

/** Serves `GET /metrics` on an address of its own, apart from what people's browsers reach. Rejects if it is taken. */
export async function openMetrics(
  address: { host: string; port: number },
  readings: Omit<Readings, 'lag' | 'memory'>,
  log: Log,
): Promise<MetricsListener> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();

  function lag() {
    const [median, worst] = [delay.percentile(50), delay.max].map((time) =>
      Math.max(0, time / NANOSECONDS - RESOLUTION_MS / 1_000),
    );
    delay.reset();
    return { median: median ?? 0, worst: worst ?? 0 };
  }

  let unreadBefore = new Set<string>();

  /** A scraper comes every few seconds: what it cannot be told is written down once, until it can again. */
  function note(unread: Exposition['unread']): void {
    for (const { family, error } of unread)
      if (!unreadBefore.has(family)) log.error({ err: error, family }, 'a metric cannot be read');
    unreadBefore = new Set(unread.map(({ family }) => family));
  }

  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET' || path !== '/metrics') return void response.writeHead(404).end();
    const { text, unread } = toText({ ...readings, lag, memory: () => process.memoryUsage() });
    note(unread);
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    response.end(text);
  });
  server.listen(address.port, address.host);
  await once(server, 'listening');
  server.on('error', (err) => log.error({ err }, 'the metrics listener failed')); // no file left for a connection, say

  return {
    // Whatever listens on a port has an address of this kind.
    port: (server.address() as AddressInfo).port,
    async close() {
      delay.disable();
      server.close();
      server.closeAllConnections();
    },
  };
}
