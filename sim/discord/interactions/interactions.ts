import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Deadlines } from '../gateway/deadlines.ts';
import type { Sessions } from '../gateway/sessions.ts';
import type { Changes } from '../guilds/changes.ts';
import type { Message } from '../messages/message.ts';
import type { Dispatch } from '../wire.ts';
import type { Exchange, Interaction } from './interaction.ts';

export type InteractionEvent = Extract<Dispatch, { t: 'INTERACTION_CREATE' }>['d'];

const ANSWER_WITHIN_MS = 3_000;
const TOKEN_LIVES_MS = 15 * 60_000;
/** The longest wait of a test, on the wall clock, for the answer to a deferred interaction. */
const PATIENCE_MS = 5_000;

const NOTICES = {
  command: 'The application did not respond',
  component: 'This interaction failed',
  autocomplete: 'Loading options failed',
} as const;

export type Interactions = ReturnType<typeof createInteractions>;

/** Every interaction from being sent to being answered, or left unanswered for too long. */
export function createInteractions(world: {
  clock: Clock;
  ids: () => string;
  sessions: Sessions;
  deadlines: Deadlines;
  changes: Changes;
  wallPatienceMs?: number | undefined;
}) {
  const { clock, ids, sessions, deadlines, changes, wallPatienceMs = ANSWER_WITHIN_MS } = world;
  const byId = new Map<string, Exchange>();
  const byToken = new Map<string, Exchange>();

  function become(exchange: Exchange, state: Interaction['state']) {
    exchange.view.state = state;
    changes.tell({ kind: 'interaction-changed', interaction: exchange.view });
  }

  function finish(exchange: Exchange) {
    exchange.stopWaiting();
    exchange.resolve();
  }

  function fail(exchange: Exchange) {
    exchange.view.notice = NOTICES[exchange.view.kind];
    become(exchange, 'failed');
    finish(exchange);
  }

  return {
    find: (id: string) => byId.get(id),
    findByToken: (token: string) => byToken.get(token),
    /** The message that a path with "@original" in it means. */
    originalIn(path: string): Message | null {
      const token = /\/webhooks\/\d+\/([^/]+)\/messages\/@original$/.exec(path)?.[1];
      return byToken.get(token ?? '')?.original ?? null;
    },
    isExpired: (exchange: Exchange) => clock.now() - exchange.sentAt >= TOKEN_LIVES_MS,

    /** Tells the bot, and begins to wait for it. */
    send(
      asked: Pick<Exchange, 'channel' | 'source'> & Pick<Interaction, 'kind' | 'by'>,
      event: (id: string, token: string) => InteractionEvent,
    ): Interaction {
      const { channel, source, kind, by } = asked;
      const [id, token] = [ids(), randomBytes(48).toString('base64url')];
      const { promise: done, resolve } = Promise.withResolvers<void>();
      const exchange: Exchange = {
        view: {
          id,
          token,
          kind,
          by,
          channelId: channel.id,
          state: 'sent',
          ackMs: null,
          reply: null,
          replies: [],
          choices: [],
          notice: null,
          done,
        },
        channel,
        source,
        sentAt: clock.now(),
        sentAtOnWall: performance.now(),
        original: null,
        isLoading: false,
        stopWaiting: () => {},
        resolve,
      };
      exchange.stopWaiting = deadlines.onEither(ANSWER_WITHIN_MS, wallPatienceMs, () => fail(exchange));
      byId.set(id, exchange);
      byToken.set(token, exchange);
      become(exchange, 'sent');
      sessions.broadcast({ t: 'INTERACTION_CREATE', d: event(id, token) }, { guildId: channel.guildId, intent: null });
      return exchange.view;
    },

    /** The bot has said that it heard. */
    acknowledge(exchange: Exchange) {
      exchange.view.ackMs = performance.now() - exchange.sentAtOnWall;
      exchange.stopWaiting();
      become(exchange, 'acknowledged');
    },
    /** The answer was put off: it may come for as long as the token is good, but nobody waits that long. */
    awaitAnswer(exchange: Exchange) {
      const tokenLeftMs = TOKEN_LIVES_MS - (clock.now() - exchange.sentAt);
      const stops = [
        deadlines.onClock(tokenLeftMs, () => fail(exchange)),
        deadlines.onWall(PATIENCE_MS, exchange.resolve),
      ];
      exchange.stopWaiting = () => {
        for (const stop of stops) stop();
      };
    },
    /** The bot has said what it had to say. */
    answer(exchange: Exchange) {
      become(exchange, 'answered');
      finish(exchange);
    },
    /** The bot need not say more, but may. */
    letGo: finish,
  };
}
