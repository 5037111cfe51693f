import type { Chance } from '../../sim/spotify/chance.ts';
import { createDispatch } from '../../src/bot/dispatch.ts';
import { type Core, createCore } from '../../src/core.ts';
import type { Db } from '../../src/db/open.ts';
import { createSecrets } from '../../src/db/seal.ts';
import { openStores } from '../../src/db/stores.ts';
import type { Log } from '../../src/log.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Identity, Membership } from '../../src/ports/identity.ts';
import type { Stage } from '../../src/ports/stage.ts';
import { openSessions, type Sessions } from '../../src/service/sessions.ts';
import type { Discord } from './discord.ts';
import { lateStores } from './late-stores.ts';
import { ACCOUNTS, API } from './line.ts';
import { LINKS } from './read-answer.ts';

export const REDIRECT_URI = 'http://127.0.0.1:8003/oauth/spotify/callback';

export type Ours = {
  /** Answers one interaction, as Discord tells it. */
  handle(told: unknown): void;
  /** What stands behind the pages for linking an account. */
  linking: Core['services']['linking'];
  /** Whose device the evening plays on; null once it has ended. */
  hostNow(): string | null;
  drop(): void;
};

export type Surroundings = {
  db: Db;
  clock: Clock;
  log: Log;
  clientId: string;
  clientSecret: string;
  key: Buffer;
  seed: () => string;
  /** By how much the stores answer late. */
  chance: Chance;
  stageOf(sessions: Sessions): Stage;
  discord: Discord;
};

/** Who sits in front of a browser is not in question here: the code is the person. */
const identity: Identity = { proofUrl: (state) => state, prove: async (code) => code };
/** Nobody leaves this server. */
const membership: Membership = { mayAct: async () => true };

/**
 * Opens our side of an evening: what the app builds, without the web server, and of the bot only what answers people. It
 * can be dropped at any moment like a process that dies: from `drop` on none of its timers fires.
 */
export async function openOurs({ db, log, key, seed, stageOf, discord, ...around }: Surroundings): Promise<Ours> {
  let lives = true;
  const clock: Clock = {
    now: around.clock.now,
    after: (ms, fire) => around.clock.after(ms, () => lives && fire()),
  };
  const { clientId, clientSecret } = around;
  const opened = await openStores(db, { keys: [key], now: clock.now, log });
  const stores = lateStores(opened, around.chance, () => lives);
  const sessions = await openSessions(stores);
  const core = createCore({
    ...{ stores, sessions },
    secrets: { ...createSecrets(), seed },
    spotify: { apiUrl: API, accountsUrl: ACCOUNTS, clientId, clientSecret, redirectUri: () => REDIRECT_URI },
    stage: stageOf(sessions),
    ...{ membership, identity, clock, log },
  });
  const dispatch = createDispatch({
    services: { ...core.services, linkUrl: (token) => LINKS + token, linksAreLocal: false },
    answers: discord.answersOf(() => lives),
    mentions: (subcommand) => `/sesh ${subcommand}`,
    ...{ log, now: clock.now },
    isMember: () => true,
    isOldCard: async () => false, // it is one message all evening
    ended: (outcome, id) => lives && discord.ended(outcome, id),
  });
  await core.start();

  return {
    handle: dispatch.handle,
    linking: core.services.linking,
    hostNow: () => sessions.allOpen()[0]?.hostId ?? null,
    drop() {
      lives = false;
    },
  };
}
