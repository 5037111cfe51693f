import { type Client, REST } from 'discord.js';
import type { Services } from '../commands/command.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { FactStore } from '../ports/files.ts';
import type { Membership } from '../ports/identity.ts';
import type { Sessions } from '../service/sessions.ts';
import { createDispatch, type Dispatch, type InteractionOutcome } from './dispatch.ts';
import { type BotLost, type BotRejected, onTokenRefused } from './failure.ts';
import { createGateway } from './gateway.ts';
import { createLiveCards, type LiveCards } from './live-card.ts';
import { createMembership } from './membership.ts';
import { createPrivateAnswers } from './private-answers.ts';
import { createRegistration } from './registration.ts';

export type Bot = {
  cards: LiveCards;
  membership: Membership;
  /** The bot's application id, once Discord has told it. */
  applicationId(): string | null;
  /** Logs in and answers people; resolves when ready. Throws `BotRejected` if Discord will not have us. */
  open(services: Services): Promise<void>;
  /** Returns true if the gateway works at this moment. */
  isReady(): boolean;
  /** From now on every press is answered with a word about the restart. */
  drain(): void;
  /** Answers what is under way, shows the last cards, signs off. */
  close(): Promise<void>;
};

export type BotOptions = {
  url: string;
  token: string;
  guildId: string | undefined;
  clock: Clock;
  log: Log;
  facts: FactStore;
  sessions: Sessions;
  /** Discord has refused us for good, or is out of reach for this process, while running. */
  onFailure: (error: BotRejected | BotLost) => void;
  /** A command or press has ended. */
  onInteraction: (outcome: InteractionOutcome) => void;
};

/** An interaction can be answered for three seconds: longer waits help nobody. */
const REST_TIMEOUT_MS = 5_000;
/** A limit that is over so soon is waited for where somebody waits for a card. */
const SHORT_WAIT_MS = 3_000;
/** The longest wait for answers and edits under way before we disconnect: supervisors kill after ten seconds. */
const CLOSE_TIMEOUT_MS = 3_000;

/** The bot's life on Discord: answering people, and keeping every card in step. */
export function createBot(options: BotOptions): Bot {
  const { token, clock, log, sessions } = options;
  const restOptions = { api: `${options.url}/api`, timeout: REST_TIMEOUT_MS, invalidRequestWarningInterval: 100 };
  /** Discord counts answers to interactions against no limit of all requests together. */
  const answerRest = new REST({ version: '10', ...restOptions, globalRequestsPerSecond: Number.POSITIVE_INFINITY });
  const cardRest = new REST({
    version: '10',
    ...restOptions,
    retries: 0, // what is tried again is the latest state, after a pause
    rejectOnRateLimit: ({ method, timeToReset }) => method === 'PATCH' || timeToReset > SHORT_WAIT_MS,
  }).setToken(token);
  onTokenRefused(cardRest, options.onFailure);
  let connected: Client | null = null;
  /** The gateway tells of every channel and of the threads we see: what is not among them is a private thread. */
  const isUnseenThread = (channelId: string) => connected !== null && !connected.channels.cache.has(channelId);
  const cards = createLiveCards({ rest: cardRest, sessions, clock, log, isUnseenThread, onGone: endSessionsOf });
  const registration = createRegistration({ guildId: options.guildId, facts: options.facts, clock, log });
  let services: Services | null = null;
  let dispatch: Dispatch | null = null;

  const gateway = createGateway({
    token,
    rest: restOptions,
    clock,
    facts: options.facts,
    log,
    listener: {
      interaction: (payload) => dispatch?.handle(payload),
      sessionBegun(isGuildOurs) {
        for (const { id, guildId } of sessions.allOpen()) if (!isGuildOurs(guildId)) endSessionsOf(id);
        cards.reconcile();
      },
      resumed: cards.retry,
      channelGone(channelId) {
        const session = sessions.openIn(channelId);
        if (session) endSessionsOf(session.id);
      },
      guildGone(gone) {
        for (const { id, guildId } of sessions.allOpen()) if (guildId === gone) endSessionsOf(id);
      },
      rightsChanged: cards.rightsChanged,
      failed: options.onFailure,
    },
  });

  /** The evening has nowhere to be seen any more. */
  function endSessionsOf(sessionId: string): void {
    log.info({ session: sessionId }, 'the place of a session is gone');
    services?.ending.endGone(sessionId).catch((err: unknown) => {
      log.error({ err, session: sessionId }, 'a session whose place is gone could not be ended');
    });
  }

  return {
    cards,
    membership: createMembership({ client: () => connected, clock }),
    applicationId: gateway.applicationId,
    async open(given) {
      services = given;
      const mentions = (subcommand: string) =>
        registration.id() ? `</sesh ${subcommand}:${registration.id()}>` : `\`/sesh ${subcommand}\``;
      dispatch = createDispatch({
        services,
        answers: createPrivateAnswers({ rest: answerRest, applicationId: gateway.applicationId, log }),
        mentions,
        log,
        now: () => clock.now(),
        isMember: gateway.isMember,
        isOldCard,
        ended: options.onInteraction,
      });
      const client = await gateway.open();
      if (!client) return;
      connected = client;
      await registration.open(client.rest, client.application.id);
      log.info({ guilds: client.guilds.cache.size }, 'discord ready');
    },
    isReady: () => registration.isDone() && gateway.isAlive(),
    drain() {
      dispatch?.close();
    },
    async close() {
      dispatch?.close();
      registration.stop();
      cards.stop();
      const farewell = Promise.all([dispatch?.idle(), cards.idle()]);
      await Promise.race([farewell, new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref())]);
      await gateway.close();
    },
  };

  /** Returns true if a message is not, or no longer, the card of this session; a new card may be unknown yet. */
  async function isOldCard(sessionId: string, message: { id: string; channelId: string; guildId: string }) {
    const session = await sessions.read(sessionId);
    if (!session?.card || session.guildId !== message.guildId) return false; // other servers hear nothing of it
    return session.channelId !== message.channelId || BigInt(message.id) < BigInt(session.card.messageId);
  }
}
