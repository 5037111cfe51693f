import { type Card, renderCard } from '../../src/bot/card.ts';
import { inBackground, type Log } from '../../src/log.ts';
import type { Stage } from '../../src/ports/stage.ts';
import type { Sessions } from '../../src/service/sessions.ts';
import { controlOn } from './read-answer.ts';

/** The card as the channel shows it. */
export type Shown = { at: number; card: Card };

/** Stands where Discord stands: keeps every card that would have been shown, rendered as the bot renders it. */
export function createChannel(now: () => number, log: Log) {
  const shown: Shown[] = [];
  const due = new Set<string>();
  /** When the host was called because of a silence. */
  const calls: number[] = [];
  let last = '';
  const say = (card: Card) => {
    const text = JSON.stringify(card);
    if (text !== last) shown.push({ at: now(), card });
    last = text;
  };

  async function show(sessions: Sessions, sessionId: string): Promise<void> {
    const session = await sessions.read(sessionId);
    if (session) say(renderCard(session, now()));
  }

  return {
    shown,
    calls,
    /** The stage for one process of ours. */
    stageOf: (sessions: Sessions): Stage => ({
      async post(session) {
        say(renderCard(session, now()));
        return { messageId: '1', postedAt: now() };
      },
      refresh(sessionId) {
        if (due.has(sessionId)) return;
        due.add(sessionId);
        queueMicrotask(() => {
          due.delete(sessionId);
          inBackground(show(sessions, sessionId), log, 'a card was not shown');
        });
      },
      async callHost() {
        calls.push(now());
        return 'call';
      },
      tellOffer() {},
      retire: async () => true,
      async withdraw() {},
    }),
  };
}

const readings = new WeakMap<Shown, ReturnType<typeof read>>();

/** What a reader of the card takes from it. A card that was shown never changes, and is read once. */
export function readCard(shown: Shown) {
  const reading = readings.get(shown) ?? read(shown);
  readings.set(shown, reading);
  return reading;
}

function read({ card }: Shown) {
  const [embed] = card.embeds;
  const withAction = (action: string) => controlOn(card, action);
  const title = embed?.title ?? '';
  return {
    title,
    text: embed?.description ?? '',
    /** The id of the song the card names, if it names one. */
    trackId: embed?.url?.split('/').at(-1) ?? null,
    says: title.startsWith('▶') ? 'playing' : title.startsWith('⏸') ? 'paused' : 'nothing',
    isOver: withAction('skip') === undefined && withAction('start') === undefined,
    isEnded: withAction('end') === undefined && withAction('start') === undefined,
    isLobby: withAction('start') !== undefined,
    /** Whether it names songs that are still to come. */
    namesNext: (embed?.fields?.length ?? 0) > 0,
    offersTakeBack: withAction('take-back') !== undefined,
    offersResume: withAction('resume') !== undefined,
    /** What a press on Skip carries. */
    skips: withAction('skip')?.split(':')[4],
    /** What a press on the button that does this carries. */
    control: withAction,
  };
}
