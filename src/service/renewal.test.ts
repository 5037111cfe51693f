import { expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../sim/clock.ts';
import { createLinkStore } from '../db/links.ts';
import { openDb } from '../db/open.ts';
import { createSeal } from '../db/seal.ts';
import { createLog } from '../log.ts';
import { endOfLink } from '../ports/links.ts';
import { createRenewal } from './renewal.ts';

const DAY_MS = 24 * 60 * 60_000;
const CONSENT = Date.UTC(2026, 10, 21, 19);
const DIES = Date.UTC(2027, 4, 21, 19);

async function linked(now: number, changes: { dead?: boolean } = {}) {
  const db = openDb(':memory:');
  onTestFinished(() => void db.$client.close());
  const links = createLinkStore(db, createSeal([Buffer.alloc(32, 1)]), createLog({ level: 'silent' }));
  const permissions = ['tops'] as const;
  const link = { userId: 'ada', accountId: 'a', permissions, authorizedAt: CONSENT, dead: false, reminded: false };
  await links.save({ ...link, ...changes }, { accessToken: 'a', refreshToken: 'r', permissions, expiresAt: 0 });
  return createRenewal({ links, clock: createClock({ start: now }) });
}

it.each([
  ['six months later', Date.UTC(2026, 10, 21, 19), Date.UTC(2027, 4, 21, 19)],
  ['on the last day of a shorter month', Date.UTC(2026, 7, 31, 8), Date.UTC(2027, 1, 28, 8)],
  ['on the 29th of a longer February', Date.UTC(2027, 7, 31, 8), Date.UTC(2028, 1, 29, 8)],
])('a link dies %s', (_, consent, end) => {
  expect(endOfLink(consent)).toBe(end);
});

it.each([
  ['sixteen days before', DIES - 16 * DAY_MS, null],
  ['fifteen days before', DIES - 15 * DAY_MS, DIES],
  ['in its last minute', DIES - 60_000, DIES],
  ['when it is dead', DIES, null],
])('a reminder %s', async (_, now, expected) => {
  expect(await (await linked(now)).claim('ada')).toBe(expected);
});

it('is claimed once, unless what was to be said could not be', async () => {
  const renewal = await linked(DIES - DAY_MS);
  expect(await Promise.all([renewal.claim('ada'), renewal.claim('ada')])).toEqual([DIES, null]);
  await renewal.release('ada');
  expect(await Promise.all([renewal.claim('ada'), renewal.claim('ada')])).toEqual([DIES, null]);
});

it('is nobody’s without a link, or with a dead one', async () => {
  expect(await (await linked(DIES - DAY_MS)).claim('ben')).toBe(null);
  expect(await (await linked(DIES - DAY_MS, { dead: true })).claim('ada')).toBe(null);
});
