import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/*
 * The rules of biome.json about who may import whom, and about clock and chance: one violation of each is planted in a
 * tree of its own, and has to be caught there; lines that are allowed have to pass.
 */
type Plant = [place: string, line: string];

const FORBIDDEN: Plant[] = [
  ['session', "export { createPlayer } from '../spotify/player.ts';"],
  ['session', "export type { Clock } from '../ports/clock.ts';"],
  ['session', "export type { Log } from '../log.ts';"],
  ['session', "export { default as express } from 'express';"],
  ['session', "export { readFileSync } from 'node:fs';"],
  ['session', 'export const now = Date.now();'],
  ['session', 'export const later = setTimeout;'],
  ['session', 'export const asked = fetch;'],
  ['session', 'export const chance = Math.random();'],
  ['session/player', "export type { Clock } from '../../ports/clock.ts';"],
  ['session/player', "export type { Log } from '../../log.ts';"],
  ['session/player', 'export const now = Date.now();'],
  ['session/player', 'export const chance = Math.random();'],
  ['ports', "export { openSessions } from '../service/sessions.ts';"],
  ['ports', "export { openDb } from '../db/open.ts';"],
  ['service', "export { openDb } from '../db/open.ts';"],
  ['service', "export { renderCard } from '../bot/card.ts';"],
  ['service', "export { createAccounts } from '../spotify/accounts.ts';"],
  ['service', "export { commands } from '../commands/index.ts';"],
  ['service', "export { Client } from 'discord.js';"],
  ['spotify', "export { openDb } from '../db/open.ts';"],
  ['spotify', "export { openSessions } from '../service/sessions.ts';"],
  ['spotify', "export { readSettings } from '../config.ts';"],
  ['spotify', 'export const home = process.env.HOME;'],
  ['db', "export { createPlayer } from '../spotify/player.ts';"],
  ['db', "export const card = () => import('../bot/card.ts');"],
  ['db', "export { eq } from 'drizzle-orm';"],
  ['db', "export { text } from 'drizzle-orm/sqlite-core';"],
  ['oauth', "export { createAccounts } from '../spotify/accounts.ts';"],
  ['oauth', "export { openDb } from '../db/open.ts';"],
  ['commands', "export { createPlayer } from '../spotify/player.ts';"],
  ['commands', "export { openDb } from '../db/open.ts';"],
  ['commands', "export { renderCard } from '../bot/card.ts';"],
  ['bot', "export { createPlayer } from '../spotify/player.ts';"],
  ['bot', "export { openDb } from '../db/open.ts';"],
  ['bot', "export { openWebServer } from '../oauth/server.ts';"],
  ['bot', 'console.log(1);'],
  ['bot', 'export default 1;'],
  ['../sim', "export { createClient } from '../src/spotify/client.ts';"],
  ['../sim', "export { createApp } from '../src/app.ts';"],
  ['../sim', "export { renderCard } from '../src/bot/card.ts';"],
  ['../sim/discord', "export { renderCard } from '../../src/bot/card.ts';"],
  ['../sim/discord/rest', "export type { App } from '../../../src/app.ts';"],
  ['operator', "export { openSessions } from '../service/sessions.ts';"],
  ['operator', "export { createClient } from '../spotify/client.ts';"],
  ['operator', 'export const home = process.env.HOME;'],
  ['metrics', "export { openDb } from '../db/open.ts';"],
  ['words', "export type { Reply } from '../commands/reply.ts';"],
  ['words', "export { plain } from '../bot/text.ts';"],
  ['words', "export type { Link } from '../ports/links.ts';"],
  ['words', "export { openDb } from '../db/open.ts';"],
  ['words', "export { createPlayer } from '../spotify/player.ts';"],
  ['words', "export { openWebServer } from '../oauth/server.ts';"],
  ['words', "export { EmbedBuilder } from '@discordjs/builders';"],
  ['words', "export { escapeMarkdown } from 'discord.js';"],
  ['service', "export { REFUSALS } from '../words/refusals.ts';"],
  ['session', "export { REFUSALS } from '../words/refusals.ts';"],
  ['service', 'declare function work(): Promise<void>;\nwork();'],
  ['service', 'declare const port: { go(): Promise<void> };\nport.go().then(() => 1);'],
  ['core.ts', "export { renderCard } from './bot/card.ts';"],
];

/** Two files of a folder that need each other, for a value or only for a type: both have to be caught. */
const CIRCLES: [folder: string, of: 'values' | 'types'][] = [
  ['session', 'values'],
  ['session', 'types'],
  ['db', 'types'],
  ['../sim/discord', 'types'],
  ['../test/chaos', 'types'],
  ['../bench', 'types'],
];

const ALLOWED: Plant[] = [
  ['session', "export { sameSong } from './track.ts';"],
  ['session', "export { judge } from './player/judge.ts';"],
  ['session/player', "export { sameSong } from '../track.ts';\nexport { plan } from './plan.ts';"],
  ['service', "export { judge } from '../session/player/judge.ts';"],
  ['ports', "export type { Live } from '../session/session.ts';\nexport type { Clock } from './clock.ts';"],
  ['service', "export type { Player } from '../ports/player.ts';"],
  ['service', "export { start } from '../session/start.ts';\nexport type { Log } from '../log.ts';"],
  ['service', "export { createExpiringMap } from '../expiring-map.ts';"],
  ['spotify', "export { Unavailable } from '../ports/unavailable.ts';\nexport { fetch } from 'undici';"],
  ['db', "export { open } from '../session/session.ts';"],
  ['db', "export { eq } from './orm.ts';"],
  ['oauth', "export { createLinking } from '../service/linking.ts';"],
  ['commands', "export { openSessions } from '../service/sessions.ts';"],
  ['bot', "export { commands } from '../commands/index.ts';"],
  ['operator', "export { inspect } from '../db/condition.ts';\nexport { readSettings } from '../config.ts';"],
  ['metrics', "export type { Log } from '../log.ts';"],
  ['bot', "export { REFUSALS } from '../words/refusals.ts';"],
  ['commands', "export { COMMANDS } from '../words/commands.ts';"],
  ['words', "export { count } from './phrases.ts';\nexport type { RefusalCode } from '../session/refusal.ts';"],
  ['../sim', "export { createClock } from './clock.ts';"],
  ['../sim/discord', "export type { Clock } from '../clock.ts';"],
];

const tree = realpathSync(mkdtempSync(join(tmpdir(), 'sesh-boundaries-')));
const caught = new Set<string>();

/** A rule may speak of one file; most speak of a folder. */
function fileOf([where]: Plant, kind: string, place: number): string {
  return where.endsWith('.ts') ? join('src', where) : join('src', where, `${kind}-${place}.ts`);
}

const SIDES = ['one', 'two'] as const;
type Side = (typeof SIDES)[number];

function sideOf(folder: string, of: string, side: Side): string {
  return join('src', folder, `circle-of-${of}-${side}.ts`);
}

function needing(of: 'values' | 'types', one: Side, other: Side): string {
  const from = `from './circle-of-${of}-${other}.ts';`;
  return of === 'types'
    ? `import type { ${other} } ${from}\nexport type ${one} = ${other} | null;`
    : `import { ${other} } ${from}\nexport const ${one} = () => ${other};`;
}

beforeAll(async () => {
  for (const name of ['biome.json', 'no-random.grit']) cpSync(name, join(tree, name));
  for (const [place, entry] of FORBIDDEN.entries()) plant(fileOf(entry, 'forbidden', place), entry[1]);
  for (const [place, entry] of ALLOWED.entries()) plant(fileOf(entry, 'allowed', place), entry[1]);
  for (const [folder, of] of CIRCLES) {
    plant(sideOf(folder, of, 'one'), needing(of, 'one', 'two'));
    plant(sideOf(folder, of, 'two'), needing(of, 'two', 'one'));
  }
  for (const path of await lint()) caught.add(path);
}, 30_000);

afterAll(() => rmSync(tree, { recursive: true }));

it.each(
  FORBIDDEN.map((entry, place) => ({ folder: entry[0], line: entry[1], file: fileOf(entry, 'forbidden', place) })),
)('in $folder is caught: $line', ({ file }) => expect(caught).toContain(file));

it.each(ALLOWED.map((entry, place) => ({ folder: entry[0], line: entry[1], file: fileOf(entry, 'allowed', place) })))(
  'in $folder passes: $line',
  ({ file }) => expect(caught).not.toContain(file),
);

it.each(CIRCLES)('in %s a circle of %s is caught', (folder, of) => {
  const sides = SIDES.map((side) => sideOf(folder, of, side));
  expect(sides.filter((file) => !caught.has(file))).toEqual([]);
});

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), `${text}\n`);
}

/** The files in which Biome finds something wrong. */
async function lint(): Promise<string[]> {
  const biome = join(process.cwd(), 'node_modules/.bin/biome');
  const options = { cwd: tree, maxBuffer: 2 ** 24 };
  const { stdout } = await promisify(execFile)(
    biome,
    ['lint', '--reporter=github', '--max-diagnostics=none', '.'],
    options,
  ).catch((error: { stdout: string }) => error);
  return [...stdout.matchAll(/^::(?:error|warning)[^\n]*?file=([^,\n]+)/gm)].map(([, path = '']) =>
    relative(tree, path),
  );
}
