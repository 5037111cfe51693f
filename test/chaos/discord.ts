import { type AnswerMessage, textOnly } from '../../src/bot/answers.ts';
import type { InteractionOutcome } from '../../src/bot/dispatch.ts';
import type { PrivateAnswer, PrivateAnswers } from '../../src/bot/private-answers.ts';
import type { Suggestion } from '../../src/commands/command.ts';

/** A message that one person sees; `changed` hears of everything that it says from now on. */
export type Private = { id: string; said: AnswerMessage | null; changed: (said: AnswerMessage) => void };

/** What came of something typed or pressed: how it ended, where the answer stands, what it says, what was suggested. */
export type Came = {
  outcome: InteractionOutcome;
  message: Private;
  said: AnswerMessage | null;
  choices: readonly Suggestion[];
};

export type Discord = ReturnType<typeof createDiscord>;

type UnderWay = Omit<Came, 'outcome'> & { done: (came: Came) => void };

/** Stands where Discord stands between people and the dispatcher: hands interactions over, and keeps private answers. */
export function createDiscord() {
  let lastId = 1_000n;
  const underWay = new Map<string, UnderWay>();
  const nextId = () => String(++lastId);
  const blank = (): Private => ({ id: nextId(), said: null, changed: () => {} });

  function say(id: string, said: AnswerMessage): void {
    const asked = underWay.get(id);
    if (!asked) return;
    asked.said = said;
    change(asked.message, said);
  }

  function change(message: Private, said: AnswerMessage): void {
    message.said = said;
    message.changed(said);
  }

  function answerTo(id: string): PrivateAnswer {
    const message = underWay.get(id)?.message ?? blank();
    return {
      async show(said) {
        if (underWay.has(id)) say(id, said);
        else change(message, said);
        return true;
      },
    };
  }

  return {
    /** Hands something over to a process of ours; `on`: the private message that was pressed, if it is one. */
    send(handle: (told: unknown) => void, asked: object, on: Private | null, done: (came: Came) => void): void {
      const id = nextId();
      underWay.set(id, { message: on ?? blank(), said: null, choices: [], done });
      handle({ ...asked, id, token: `token ${id}` });
    },
    /** What one process of ours answers through: from its end on nothing of it arrives. */
    answersOf(lives: () => boolean): PrivateAnswers {
      const ifAlive = async <T>(act: () => T): Promise<T> => (lives() ? act() : new Promise<never>(() => {}));
      return {
        deferCommand: ({ id }) => ifAlive(() => answerTo(id)),
        deferPress: ({ id }) => ifAlive(() => answerTo(id)),
        suggest: ({ id }, choices) => ifAlive(() => void Object.assign(underWay.get(id) ?? {}, { choices })),
        reply: ({ id }, content) => ifAlive(() => say(id, textOnly(content))),
        replyDeferred: ({ id }, content) => ifAlive(() => say(id, textOnly(content))),
      };
    },
    /** An interaction has ended. */
    ended(outcome: InteractionOutcome, id: string): void {
      const asked = underWay.get(id);
      underWay.delete(id);
      asked?.done({ ...asked, outcome });
    },
  };
}
