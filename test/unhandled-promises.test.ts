import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { unhandledPromises } from './unhandled-promises.ts';

const AROUND = `
import { EventEmitter, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
declare function work(): Promise<void>;
declare const port: { go(): Promise<void>; tell: (() => Promise<number>) | undefined };
declare const clock: { after(ms: number, fire: () => void): () => void };
declare const turns: { take<T>(key: string, act: () => Promise<T>): Promise<T> };
declare const emitter: EventEmitter;
declare const acts: Set<() => Promise<void>>;
declare function listen(listener: { heard(line: string): void }): void;
declare const isOpen: boolean;
`;

const UNHANDLED = [
  'work();',
  'void work();',
  'port.tell?.();',
  'isOpen && port.go();',
  'isOpen ? port.go() : 0;',
  'work().finally(() => {});',
  'work().then(() => 1);',
  'work().then(() => work(), () => {});',
  'void turns.take("key", work);',
  'Promise.all([work()]);',
  'once(emitter, "open");',
  'writeFile("a", "b");',
  'for (const act of acts) act();',
  'clock.after(5, () => void work());',
  'clock.after(5, () => work());',
  'clock.after(5, work);',
  'setTimeout(async () => { await work(); }, 5);',
  'emitter.on("open", async () => { await work(); });',
  'process.on("SIGTERM", () => work());',
  'listen({ heard: async () => { await work(); } });',
  '[1].forEach(async () => { await work(); });',
  'new Promise(async () => { await work(); }).catch(() => {});',
];

const HANDLED = [
  'await work();',
  'work().catch(() => {});',
  'void work().catch(() => {});',
  'work().then(() => 1, () => {});',
  'work().then(() => work()).catch(() => {}).finally(() => {});',
  'let kept; kept = work(); await kept;',
  'clock.after(5, () => work().catch(() => {}));',
  'clock.after(5, () => void acts.clear());',
  'emitter.on("open", () => { work().catch(() => {}); });',
  'await Promise.all([1].map(() => work()));',
];

it('finds every promise that nobody hears of, and none that somebody does', () => {
  const root = mkdtempSync(join(tmpdir(), 'sesh-promises-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'src'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  const compilerOptions = { strict: true, target: 'es2024', module: 'nodenext', types: ['node'], skipLibCheck: true };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module' }));
  const planted = [...UNHANDLED, ...HANDLED];
  for (const [place, line] of planted.entries()) writeFileSync(join(root, `src/${place}.ts`), `${AROUND}${line}\n`);

  const files = new Set(unhandledPromises(root).map((found) => Number(/^src\/(\d+)\.ts/.exec(found)?.[1])));
  expect([...files].sort((a, b) => a - b).map((place) => planted[place])).toEqual(UNHANDLED);
});
