import { expect, it, onTestFinished } from 'vitest';
import { createLog } from '../log.ts';
import type { Link } from '../ports/links.ts';
import { createLinkStore } from './links.ts';
import { openDb } from './open.ts';
import { createSeal } from './seal.ts';

const LINK: Link = {
  userId: 'ada',
  accountId: 'one',
  permissions: ['tops', 'playback'],
  authorizedAt: 1,
  dead: false,
  reminded: false,
};
const GRANT = { accessToken: 'a', refreshToken: 'r', permissions: LINK.permissions, expiresAt: 0 };

async function linked() {
  const db = openDb(':memory:');
  onTestFinished(() => void db.$client.close());
  const links = createLinkStore(db, createSeal([Buffer.alloc(32, 1)]), createLog({ level: 'silent' }));
  await links.save(LINK, GRANT);
  await links.rememberDevice('ada', { id: 'phone', name: 'Phone' });
  return links;
}

it('a link is given back as it was saved, and belongs to one person', async () => {
  const links = await linked();
  expect([await links.find('ada'), await links.ownerOf('one'), await links.refreshToken('ada')]).toEqual([
    LINK,
    'ada',
    'r',
  ]);
  expect([await links.find('ben'), await links.ownerOf('two'), await links.refreshToken('ben')]).toEqual([
    null,
    null,
    null,
  ]);
});

it('the device last used stays with the account, and goes with another one', async () => {
  const links = await linked();
  await links.save({ ...LINK, authorizedAt: 2 }, GRANT);
  expect(await links.lastDevice('ada')).toEqual({ id: 'phone', name: 'Phone' });
  await links.save({ ...LINK, accountId: 'two' }, GRANT);
  expect(await links.lastDevice('ada')).toBeNull();
});

it('a new consent revives a dead link and forgets the reminder', async () => {
  const links = await linked();
  await links.markDead('ada', GRANT.refreshToken);
  await links.noteReminder('ada', true);
  expect(await links.find('ada')).toEqual({ ...LINK, dead: true, reminded: true });
  await links.save(LINK, { ...GRANT, refreshToken: 'new' });
  expect([await links.find('ada'), await links.refreshToken('ada')]).toEqual([LINK, 'new']);
});
