import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimDatabase } from './sandbox-database.ts';

it('begins its database anew, and never that of another sandbox that is still open', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const first = claimDatabase(folder);
  writeFileSync(first.path, 'an evening');
  const second = claimDatabase(folder);
  onTestFinished(second.release);
  expect([first.path, second.path]).toEqual([join(folder, 'sandbox.db'), join(folder, 'sandbox-2.db')]);
  expect(existsSync(first.path)).toBe(true);
  first.release();
  const third = claimDatabase(folder);
  onTestFinished(third.release);
  expect([third.path, existsSync(third.path)]).toEqual([first.path, false]);
});
