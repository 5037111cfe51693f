import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from './rules.ts';

test('each rule has one test that breaks it', () => {
  const tested = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(`${import.meta.dirname}/${file}`, 'utf8').matchAll(/^breaks\('(.+?)'/gm)])
    .map(([, id]) => id);
  expect(tested.sort()).toEqual(rules.map(({ id }) => id).sort());
});
