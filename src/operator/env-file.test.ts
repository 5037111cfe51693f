import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fileValues } from '../config.ts';
import { withValues, writeEnvFile } from './env-file.ts';

it('changes what it is told to and keeps every other line, comments and order', () => {
  const before =
    '# mine\nexport DISCORD_TOKEN=old   # from Bot\n\nOTHER="two words" # kept\nPORT=1\nPORT=2\n# PUBLIC_URL=x\n';
  expect(withValues(before, { DISCORD_TOKEN: 'new', PORT: '3', PUBLIC_URL: 'https://sesh.example.org' })).toBe(
    '# mine\nDISCORD_TOKEN=new    # from Bot\n\nOTHER="two words" # kept\nPORT=1\nPORT=3\n# PUBLIC_URL=x\nPUBLIC_URL=https://sesh.example.org\n',
  );
});

it('writes every value so that it is read back the same', () => {
  const values = [
    'plain',
    'a=b==',
    'with#hash',
    `it's`,
    'say "so"',
    'back\\nslash',
    'tick`',
    `'"mixed`,
    '$HOME',
    '%&!*()',
  ];
  const folder = mkdtempSync(join(tmpdir(), 'sesh-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, '.env');
  for (const value of values) {
    writeEnvFile(path, withValues('DISCORD_TOKEN=            # Bot -> Reset Token\n', { DISCORD_TOKEN: value }));
    expect(fileValues(path)).toEqual({ DISCORD_TOKEN: value });
  }
});

it('makes the file its owner’s alone, even one that others could read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, '.env');
  writeFileSync(path, 'PORT=1\n', { mode: 0o644 });
  writeEnvFile(path, 'PORT=2\n');
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['PORT=2\n', 0o600]);
});
