import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEnvFile } from './env-file.ts';

const NAMES = ['DISCORD_TOKEN', 'DATABASE_PATH', 'PORT'];
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

function read(content: string | Buffer) {
  const path = join(scratch(), '.env');
  writeFileSync(path, content);
  const { values, problems, repeated } = readEnvFile(path, NAMES);
  return { values, problems: problems.map((line) => line.replaceAll(path, '.env')), repeated };
}

describe('what people write is read as they mean it', () => {
  it.each<[string, string | Buffer, Record<string, string>]>([
    ['plain lines', 'DISCORD_TOKEN=abc\nPORT=1\n', { DISCORD_TOKEN: 'abc', PORT: '1' }],
    ['no line end', 'PORT=1', { PORT: '1' }],
    ['a byte-order mark', '\ufeffDISCORD_TOKEN=abc\nPORT=1\n', { DISCORD_TOKEN: 'abc', PORT: '1' }],
    ['two of them', '\ufeff\ufeffDISCORD_TOKEN=abc', { DISCORD_TOKEN: 'abc' }],
    ['a mark between two joined files', 'PORT=1\n\ufeffDISCORD_TOKEN=abc', { DISCORD_TOKEN: 'abc', PORT: '1' }],
    ['nothing but a mark', '\ufeff', {}],
    ['lines of Windows', 'DISCORD_TOKEN=abc\r\n\r\nPORT=1\r\n', { DISCORD_TOKEN: 'abc', PORT: '1' }],
    ['lines of an old Mac', 'DISCORD_TOKEN=abc\rPORT=1\r', { DISCORD_TOKEN: 'abc', PORT: '1' }],
    ['export', 'export PORT=1\nexport\tDISCORD_TOKEN=abc', { PORT: '1', DISCORD_TOKEN: 'abc' }],
    ['spaces and tabs', '  PORT\t = \t1 \nDISCORD_TOKEN =abc\t', { PORT: '1', DISCORD_TOKEN: 'abc' }],
    [
      'spaces that do not break',
      '\u00a0PORT\u00a0=\u00a01\u00a0\nDISCORD_TOKEN=abc\u200b',
      { PORT: '1', DISCORD_TOKEN: 'abc' },
    ],
    ['quotes', 'A="x # y" # z\nB=\'x\'\nC=`x "y"`\nD="x" y', { A: 'x # y', B: 'x', C: 'x "y"', D: 'x' }],
    ['remarks', '# PORT=1\nPORT=2 # not 3\nA=#x\n; B=1\n// PORT: 9', { PORT: '2' }],
    ['no value', 'PORT=\nDISCORD_TOKEN=""', {}],
    ['signs of their own', 'DATABASE_PATH="daten/öl 日本.db"', { DATABASE_PATH: 'daten/öl 日本.db' }],
    ['equals signs in a value', 'DISCORD_TOKEN=a=b==', { DISCORD_TOKEN: 'a=b==' }],
    ['Latin-1 in a remark', bytes('# Schl', 0xfc, 'ssel\nPORT=1'), { PORT: '1' }],
    ['lines that are none of ours', 'hello\nPORT=1\nkey: value\nOTHER', { PORT: '1' }],
    ['a name in small letters beside the right one', 'port=1\nPORT=2', { PORT: '2' }],
    ['an empty file', '', {}],
  ])('%s', (_, content, values) => {
    expect(read(content)).toEqual({ values, problems: [], repeated: [] });
  });

  it('the last one of a name counts, and it is told which', () => {
    const values = { PORT: '3', OTHER: '1' };
    expect(read('PORT=1\nOTHER=1\nPORT=2\nPORT=3')).toEqual({ values, problems: [], repeated: ['PORT'] });
    expect(read('PORT=1\nOTHER=1\nPORT=')).toEqual({ values: { PORT: '1', OTHER: '1' }, problems: [], repeated: [] });
  });
});

describe('what cannot be meant is named, with the cure', () => {
  const UTF16 = '.env is saved as UTF-16 (“Unicode”): save it as UTF-8';
  const unset = (line: number, name: string) => `.env, line ${line}: this does not set ${name}: write ${name}=value`;

  it.each<[string, string | Buffer, string[]]>([
    ['UTF-16 of Windows', Buffer.from('\ufeffDISCORD_TOKEN=abc\r\n', 'utf16le'), [UTF16]],
    ['UTF-16 the other way round', utf16be('\ufeffDISCORD_TOKEN=abc\n'), [UTF16]],
    ['UTF-16 without a mark', Buffer.from('DISCORD_TOKEN=abc\n', 'utf16le'), [UTF16]],
    ['the same the other way round', utf16be('DISCORD_TOKEN=abc\n'), [UTF16]],
    ['UTF-16 with many other signs', Buffer.from('# 日本語日本語\nPORT=1\n', 'utf16le'), [UTF16]],
    ['UTF-32', bytes(0xff, 0xfe, 0, 0, 'P', 0, 0, 0), [UTF16]],
    ['a mark of UTF-16 and no more', bytes(0xff, 0xfe), [UTF16]],
    ['NUL bytes', `DISCORD_TOKEN=abc${'\0'}\nPORT=1`, ['.env holds NUL bytes: write it anew as plain text, UTF-8']],
    ['a huge file', 'x'.repeat(300_000), ['.env is larger than 256 kB: that is no file of settings']],
    [
      'Latin-1 in a value',
      bytes('DATABASE_PATH=', 0xf6, 'l.db'),
      ['.env, line 1: DATABASE_PATH holds a sign that is not UTF-8: save the file as UTF-8'],
    ],
    ['small letters', 'PORT=1\ndiscord_token=abc', [unset(2, 'DISCORD_TOKEN')]],
    ['small letters beside an empty line for it', 'DISCORD_TOKEN=\ndiscord_token=abc', [unset(2, 'DISCORD_TOKEN')]],
    ['hyphens', 'Discord-Token=abc', [unset(1, 'DISCORD_TOKEN')]],
    ['a name in quotes', '"DISCORD_TOKEN"="abc"', [unset(1, 'DISCORD_TOKEN')]],
    ['a colon', 'DISCORD_TOKEN: abc\nPORT=1', [unset(1, 'DISCORD_TOKEN')]],
    ['JSON', '{\n  "DISCORD_TOKEN": "abc",\n  "PORT": 1\n}', [unset(2, 'DISCORD_TOKEN'), unset(3, 'PORT')]],
    [
      'the language of a Windows console',
      'set DISCORD_TOKEN=abc\n$env:PORT=1',
      [unset(1, 'DISCORD_TOKEN'), unset(2, 'PORT')],
    ],
    ['no value at all', 'DISCORD_TOKEN\nPORT=1', [unset(1, 'DISCORD_TOKEN')]],
    [
      'typographic quotes',
      'DISCORD_TOKEN=“abc”',
      ['.env, line 1: DISCORD_TOKEN stands in typographic quotes: take them away'],
    ],
    [
      'others of them',
      'DISCORD_TOKEN=‚abc‘ # x',
      ['.env, line 1: DISCORD_TOKEN stands in typographic quotes: take them away'],
    ],
    [
      'half a quote',
      'DISCORD_TOKEN="abc\nPORT=1',
      ['.env, line 1: DISCORD_TOKEN begins with a quote that does not end: take it away'],
    ],
  ])('%s', (_, content, problems) => {
    expect(read(content).problems).toEqual(problems);
  });

  it('never shows what stands there: it may be a secret', () => {
    const flaws = ['discord_token=hush', 'DISCORD_TOKEN=“hush”', 'DISCORD_TOKEN="hush', '{"DISCORD_TOKEN":"hush"}'];
    for (const content of flaws) expect(read(content).problems.join()).toMatch(/^(?!.*hush).+/);
  });

  it('a folder, a link to nothing, a link to itself, and a second ending', () => {
    const folder = scratch();
    const path = (name: string) => join(folder, name);
    const [dir, lost, loop, wrong] = [path('dir'), path('lost'), path('loop'), path('wrong')];
    mkdirSync(dir);
    symlinkSync(path('nowhere'), lost);
    symlinkSync(loop, loop);
    writeFileSync(`${wrong}.txt`, 'PORT=1');
    expect([dir, lost, loop, wrong].flatMap((one) => readEnvFile(one, NAMES).problems)).toEqual([
      `${dir} is a folder: put a file in its place, npm run setup writes one`,
      `${lost} is a link to a file that is not there: mend or remove the link`,
      expect.stringContaining(`${loop} cannot be read: ELOOP`),
      `${wrong} is not there, but ${wrong}.txt is: rename it to ${wrong}`,
    ]);
    expect(readEnvFile(path('.env'), NAMES)).toEqual({ values: {}, problems: [], repeated: [], text: null });
  });
});

it.each<[string, (path: string) => void, string]>([
  ['UTF-16', (path) => writeFileSync(path, Buffer.from('DISCORD_TOKEN=abc\r\n', 'utf16le')), 'is saved as UTF-16'],
  ['a folder', (path) => mkdirSync(path), 'is a folder'],
  ['small letters', (path) => writeFileSync(path, 'discord_token=abc'), 'this does not set DISCORD_TOKEN'],
  ['a second ending', (path) => writeFileSync(`${path}.txt`, 'DISCORD_TOKEN=abc'), 'rename it to .env'],
])(
  'npm start with %s as .env names it and ends with 78, and opens no sandbox',
  { timeout: 60_000 },
  (_, write, words) => {
    const folder = scratch();
    write(join(folder, '.env'));
    const before = readdirSync(folder);
    const run = spawnSync(process.execPath, [resolve('src/main.ts')], { cwd: folder, env: {}, encoding: 'utf8' });
    expect([run.status, run.stdout, run.stderr]).toEqual([
      78,
      '',
      expect.stringMatching(/^Sesh cannot start:\n {2}\.env/),
    ]);
    expect(run.stderr).toContain(words);
    expect(readdirSync(folder).filter((name) => name !== 'node_modules')).toEqual(before);
  },
);

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-env-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
