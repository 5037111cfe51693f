import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from './rules.ts';

test('each rule has one test that breaks it', () => {
  const tested = globSync('../**/*.test.ts', { cwd: import.meta.dirname })
    .flatMap((file) => [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^breaks\('(.+?)'/gm)])
    .map(([, id]) => id);
  expect(tested.sort()).toEqual(rules.map(({ id }) => id).sort());
});
