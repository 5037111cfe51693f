import { describe, expect, it } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import { createTyping } from './typing.ts';

/** Somebody types `text`, a letter every `everyMs`; says what was searched and what each keystroke was answered. */
async function typing(text: string, everyMs: number, typist = keyboard()) {
  const answers: Promise<readonly string[]>[] = [];
  for (let length = 1; length <= text.length; length++) {
    answers.push(typist.suggest('ada', text.slice(0, length)));
    await typist.clock.advance(everyMs);
  }
  await typist.clock.advance(3_000);
  return { searched: typist.searched, answers: await Promise.all(answers) };
}

function keyboard() {
  const clock = createClock({ start: 0, settle: () => new Promise((resolve) => setImmediate(resolve)) });
  const searched: string[] = [];
  const typing = createTyping<string>({ clock });
  const found = new Map<string, string[]>();

  /** A search that finds at once, unless told. */
  async function search(words: string): Promise<string[]> {
    searched.push(words);
    return [`found ${words}`];
  }

  function suggest(who: string, typed: string, ask = search) {
    const words = typed.trim().toLowerCase();
    return typing.suggest(who, {
      known: () => found.get(words),
      async ask() {
        found.set(words, await ask(words));
        return found.get(words) ?? [];
      },
      instead: () => [`instead of ${words}`],
    });
  }
  return { clock, searched, typing, suggest };
}

describe('ten letters', () => {
  it.each([50, 200, 499, 501, 700, 1_000, 1_500, 1_900])(
    'typed one every %i ms cost at most three searches, and the last one is answered',
    async (everyMs) => {
      const { searched, answers } = await typing('night bus ', everyMs);
      expect(searched.length).toBeLessThanOrEqual(3);
      expect(answers.at(-1)).toEqual(['found night bus']);
    },
  );
});

it('what was looked for is known, whoever types it', async () => {
  const typist = keyboard();
  await typing('night', 100, typist);
  const again = typist.suggest('ben', 'Night ');
  expect(await again).toEqual(['found night']);
  expect(typist.searched).toEqual(['night']);
});

it('two people who type at once do not disturb each other', async () => {
  const { clock, suggest } = keyboard();
  const both = [suggest('ada', 'night'), suggest('ben', 'paper')];
  await clock.advance(600);
  expect(await Promise.all(both)).toEqual([['found night'], ['found paper']]);
});

it('a search that takes too long is not waited for, and its answer is known later', async () => {
  const { clock, searched, suggest } = keyboard();
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const slow = suggest('ada', 'night bus', () => promise);
  await clock.advance(2_700);
  expect(await slow).toEqual(['instead of night bus']);
  resolve(['late']);
  await promise;
  expect([await suggest('ben', 'night bus'), searched]).toEqual([['late'], []]);
});

it('what somebody was typing when they unlinked is not looked for', async () => {
  const { clock, searched, typing, suggest } = keyboard();
  const under = suggest('ada', 'night');
  typing.forget('ada');
  await clock.advance(3_000);
  expect([await under, searched]).toEqual([[], []]);
});
