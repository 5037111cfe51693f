import { expect, it } from 'vitest';
import { createSeal, createSecrets } from './seal.ts';

const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

it('opens what it closed, for the same owner', () => {
  const seal = createSeal([key]);
  expect(seal.open(seal.close('refresh me', 'ada'), 'ada')).toBe('refresh me');
});

it('closes the same text differently each time, and never shows it', () => {
  const seal = createSeal([key]);
  const [one, two] = [seal.close('refresh me', 'ada'), seal.close('refresh me', 'ada')];
  expect(one).not.toBe(two);
  expect(Buffer.from(one, 'base64url').includes('refresh')).toBe(false);
});

it('does not open with another key', () => {
  expect(() => createSeal([other]).open(createSeal([key]).close('text', 'ada'), 'ada')).toThrow('no key opens this');
});

it('does not open in somebody else’s row', () => {
  const seal = createSeal([key]);
  expect(() => seal.open(seal.close('text', 'ada'), 'ben')).toThrow('no key opens this');
});

it('does not open when a byte was changed, or when it is too short to be sealed', () => {
  const seal = createSeal([key]);
  const bytes = Buffer.from(seal.close('text', 'ada'), 'base64url');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(() => seal.open(bytes.toString('base64url'), 'ada')).toThrow('no key opens this');
  expect(() => seal.open('abc', 'ada')).toThrow('no key opens this');
});

it('opens with the old key while rotating, and closes with the new one', () => {
  const closed = createSeal([key]).close('text', 'ada');
  const rotating = createSeal([other, key]);
  expect(rotating.open(closed, 'ada')).toBe('text');
  expect(createSeal([other]).open(rotating.close('text', 'ada'), 'ada')).toBe('text');
});

it('draws tokens of 256 bits and seeds of 128', () => {
  const secrets = createSecrets();
  expect(Buffer.from(secrets.token(), 'base64url')).toHaveLength(32);
  expect(secrets.seed()).toMatch(/^[0-9a-f]{32}$/);
});
