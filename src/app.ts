import { setTimeout as wait } from 'node:timers/promises';
import { createBot } from './bot/bot.ts';
import type { BotLost, BotRejected } from './bot/failure.ts';
import { createIdentity } from './bot/identity.ts';
import { type Config, isLoopbackAddress, listeningAt, redirectUris } from './config.ts';
import { createCore } from './core.ts';
import { countLinks, inspectDatabase, sessionsByPhase } from './db/condition.ts';
import { removeRemains } from './db/database-files.ts';
import { openDb } from './db/open.ts';
import { createSecrets } from './db/seal.ts';
import { snapshot } from './db/snapshot.ts';
import { openStores } from './db/stores.ts';
import { createWriteProbe } from './db/write-probe.ts';
import type { Log } from './log.ts';
import { openMetrics } from './metrics/listener.ts';
import type { GroupCalls } from './metrics/text.ts';
import { openWebServer } from './oauth/server.ts';
import { openControl } from './operator/control.ts';
import type { Clock } from './ports/clock.ts';
import { openSessions } from './service/sessions.ts';
import type { Spending } from './spotify/budget.ts';

export type App = {
  /** The port on which the web server listens. */
  port: number;
  /** Closes every part in the reverse of the order in which they were opened. */
  close(): Promise<void>;
};

export type Surroundings = {
  log: Log;
  /** Time; the computer's unless told. */
  clock?: Clock;
  /** Returns the seed of a setlist's order: 32 hexadecimal digits; random by the operating system unless given. */
  drawSeed?: () => string;
  /** While running, Discord has refused us for good, or does not come back. */
  onFailure?: (error: BotRejected | BotLost) => void;
};

const wallClock: Clock = {
  now: () => Date.now(),
  after(ms, fire) {
    const timer = setTimeout(fire, Math.min(ms, LONGEST_TIMEOUT_MS));
    return () => clearTimeout(timer);
  },
};
/** The time that work under way has when we close; a player that does not answer is looked at after the restart. */
const LAST_TURNS_MS = 2_000;
/** Node fires longer timeouts at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Builds every part, top to bottom, and opens them; the one place that knows them all. */
export async function createApp(config: Config, surroundings: Surroundings): Promise<App> {
  const { log, clock = wallClock, onFailure } = surroundings;
  const { discord, spotify, web } = config;
  let publicUrl = web.publicUrl;
  const db = openDb(config.databasePath);
  const closers: (() => unknown)[] = [() => db.$client.close()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      try {
        await closer();
      } catch (err) {
        log.error({ err }, 'a part did not close'); // the others still have to
      }
    }
  };

  try {
    removeRemains(config.databasePath, log);
    const now = () => clock.now();
    const stores = await openStores(db, { keys: config.secretKeys, now, log });
    const sessions = await openSessions(stores);
    const interactions = { answered: 0, late: 0, failed: 0 };
    const bot = createBot({
      ...discord,
      clock,
      log: log.child({ part: 'bot' }),
      facts: stores.facts,
      sessions,
      onFailure: (error) => onFailure?.(error),
      onInteraction: (outcome) => void interactions[outcome]++,
    });
    const chance = createSecrets();
    const core = createCore({
      stores,
      sessions,
      secrets: { ...chance, seed: surroundings.drawSeed ?? chance.seed },
      spotify: { ...spotify, redirectUri: () => redirectUris(publicUrl).spotify },
      stage: bot.cards,
      membership: bot.membership,
      identity: createIdentity({
        discordUrl: discord.url,
        clientSecret: discord.clientSecret,
        redirectUri: () => redirectUris(publicUrl).discord,
        clientId: bot.applicationId,
      }),
      clock,
      log,
    });
    closers.push(core.close);
    const { services } = core;

    const calls = () => countsOf(core.spending());
    closers.push(
      await openControl({
        databasePath: config.databasePath,
        condition: () => ({ ...inspectDatabase(db.$client, stores.seal, now()), calls: calls() }),
        snapshot: (target) => snapshot(db.$client, target),
        log: log.child({ part: 'control' }),
      }),
    );
    const takesWrites = createWriteProbe(db, now);
    const isReady = () => takesWrites() && bot.isReady();
    if (config.metrics) {
      const readings = {
        sessions: () => sessionsByPhase(db.$client),
        links: () => countLinks(db.$client),
        interactions: () => interactions,
        calls,
        isReady,
        now,
      };
      const metrics = await openMetrics(config.metrics, readings, log.child({ part: 'metrics' }));
      closers.push(metrics.close);
    }
    const server = await openWebServer({
      ...web,
      publicUrl: (port) => {
        publicUrl = listeningAt(web.publicUrl, port);
        return publicUrl;
      },
      discordUrl: discord.url,
      linking: services.linking,
      isReady,
      now,
      log: log.child({ part: 'web' }),
    });
    closers.push(server.close);

    const linksAreLocal = isLoopbackAddress(new URL(publicUrl).hostname);
    if (linksAreLocal) log.warn({ url: publicUrl }, 'links work on this computer only: set PUBLIC_URL');

    closers.push(bot.close, () => Promise.race([core.idle(), wait(LAST_TURNS_MS)]));
    closers.push(core.stop, bot.drain);
    await bot.open({ ...services, linkUrl: (token) => `${publicUrl}/link/${token}`, linksAreLocal });
    await core.start();
    return { port: server.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Returns the numbers of Spotify calls, group by group. */
function countsOf({ lastDay, breakers }: Spending): GroupCalls[] {
  return Object.entries(lastDay).map(([group, calls]) => ({
    group,
    lastDay: calls,
    closedUntil: breakers.find((breaker) => breaker.group === group)?.until ?? null,
  }));
}
