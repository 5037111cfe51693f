import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

it('does one thing at a time for a key, in order, whatever fails; other keys do not wait', async () => {
  const turns = createTurns();
  const told: string[] = [];
  let finish = () => {};
  const slow = turns.take('a', () =>
    new Promise<void>((resolve) => (finish = resolve)).then(() => void told.push('a1')),
  );
  const failing = turns.take('a', async () => {
    told.push('a2');
    throw new Error('no');
  });
  const after = turns.take('a', async () => void told.push('a3'));
  await turns.take('b', async () => void told.push('b'));
  finish();
  await expect(failing).rejects.toThrow('no');
  await Promise.all([slow, after]);
  expect(told).toEqual(['b', 'a1', 'a2', 'a3']);
  await turns.idle();
});
