import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Entry = { link?: boolean; integrity?: string; gypfile?: boolean; inBundle?: boolean };

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> };
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

it('whatever is installed has a hash', () => {
  expect(installed.filter(([, { integrity, inBundle }]) => !integrity && !inBundle).map(([path]) => path)).toEqual([]);
});

/*
 * npm before 11.16 compiles each package with a binding.gyp, unless the lockfile says what the package says: "gypfile": false.
 * `npm install` forgets that; then write it into the lockfile again, or nobody with Node 20 and its npm can install.
 */
it('nothing is compiled by an npm that does not know allowScripts', () => {
  const compiled = installed.filter(([path, { gypfile }]) => gypfile !== false && existsSync(`${path}/binding.gyp`));
  expect(compiled.map(([path]) => path)).toEqual([]);
});
