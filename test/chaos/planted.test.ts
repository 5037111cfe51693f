import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { planted } from './planted.ts';

it.each(planted)('the place where $breaks could be planted still stands once', ({ file, text, becomes }) => {
  expect(readFileSync(file, 'utf8').split(text)).toHaveLength(2);
  expect(becomes).not.toBe(text);
});
