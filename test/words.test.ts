import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/*
 * What people read in Discord stands in src/words. A text begins with a capital or with markup. What does not count:
 * what the bot throws for whoever runs it, the names of errors, and the requests of `identity.ts`.
 */
const TEXT = /(['"`])((?:\*\*|⚠️ )?[A-Z][a-z]+(?:[^A-Za-z\n][^\n]*?)?)\1/g;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|(?<=[;,{]) \/\/.*$/gm;
const NOT_READ = /new Bot(?:Rejected|Lost)\($|this\.name = $/;

it('no text that people read in Discord stands outside the room of words', () => {
  const files = globSync('src/{bot,commands,session}/**/*.ts').filter((path) => !/\.test|identity/.test(path));
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(textsIn)).toEqual([]);
});

function textsIn(path: string): string[] {
  const code = readFileSync(path, 'utf8').replace(COMMENT, '');
  return [...code.matchAll(TEXT)]
    .filter(({ index }) => !NOT_READ.test(code.slice(0, index)))
    .map(([, , text]) => `${path}: ${text}`);
}
