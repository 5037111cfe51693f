import { expect, it } from 'vitest';
import { createSeal, createSecrets } from './seal.ts';

const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

it('opens what it closed, for the same owner', () => {
  const seal = createSeal([key]);
  expect(seal.decrypt(seal.encrypt('refresh me', 'ada'), 'ada')).toBe('refresh me');
});

it('closes the same text differently each time, and never shows it', () => {
  const seal = createSeal([key]);
  const [one, two] = [seal.encrypt('refresh me', 'ada'), seal.encrypt('refresh me', 'ada')];
  expect(one).not.toBe(two);
  expect(Buffer.from(one, 'base64url').includes('refresh')).toBe(false);
});

it('does not open with another key', () => {
  expect(() => createSeal([other]).decrypt(createSeal([key]).encrypt('text', 'ada'), 'ada')).toThrow(
    'no key opens this',
  );
});

it('does not open in somebody else’s row', () => {
  const seal = createSeal([key]);
  expect(() => seal.decrypt(seal.encrypt('text', 'ada'), 'ben')).toThrow('no key opens this');
});

it('does not open when a byte was changed, or when it is too short to be sealed', () => {
  const seal = createSeal([key]);
  const bytes = Buffer.from(seal.encrypt('text', 'ada'), 'base64url');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(() => seal.decrypt(bytes.toString('base64url'), 'ada')).toThrow('no key opens this');
  expect(() => seal.decrypt('abc', 'ada')).toThrow('no key opens this');
});

it('opens with the old key while rotating, and closes with the new one', () => {
  const closed = createSeal([key]).encrypt('text', 'ada');
  const rotating = createSeal([other, key]);
  expect(rotating.decrypt(closed, 'ada')).toBe('text');
  expect(createSeal([other]).decrypt(rotating.encrypt('text', 'ada'), 'ada')).toBe('text');
});

it('draws tokens of 256 bits and seeds of 128', () => {
  const secrets = createSecrets();
  expect(Buffer.from(secrets.token(), 'base64url')).toHaveLength(32);
  expect(secrets.seed()).toMatch(/^[0-9a-f]{32}$/);
});
