import { expect, it } from 'vitest';
import { spendEvening } from './evening.ts';
import { piecesOf } from './heard.ts';
import { judgeEvening } from './judge.ts';
import type { Deed } from './plan.ts';
import { by, MINUTE, plan, SECOND, SONG_MS, START, type Told } from './told.ts';
import { EVENING } from './world.ts';

/* What a plan tells of the oddities of players is what its player does, and the evening is as promised all the same. */
const BOUNDARY = START + SONG_MS;

async function spend(deeds: [at: number, deed: Deed][], told: Partial<Told> = {}) {
  const steps = deeds.map(([at, deed]) => by(at, deed));
  const seen = await spendEvening(plan({ brought: { ada: ['a1', 'a2', 'a3'] }, steps, quietAt: 14 * MINUTE, ...told }));
  expect(judgeEvening(seen)).toEqual([]);
  return seen;
}

it('songs fade into each other all evening', async () => {
  const seen = await spend([], { fadeMs: 12 * SECOND });
  const songs = piecesOf(seen).filter(({ key }) => key.startsWith('a'));
  expect(songs.slice(0, 2).map(({ toMs }) => toMs)).toEqual([SONG_MS - 12 * SECOND, SONG_MS - 12 * SECOND]);
});

it.each(['noPosition', 'noItem', 'nothing', 'empty'] as const)('one look is odd: %s', async (how) => {
  const { world } = await spend([[BOUNDARY + 100, { is: 'oddRead', how }]]);
  const looks = world.spotify.requests.filter(({ at, path }) => path === '/v1/me/player' && at > EVENING);
  const odd = looks.filter(({ at }) => world.line.oddLooks.some((look) => look.at === at));
  expect(odd).toHaveLength(1);
  expect(odd[0]?.status).toBe(how === 'nothing' ? 204 : 200);
});

it('positions are hidden for a while', async () => {
  const { world } = await spend([[3 * MINUTE, { is: 'hidePosition', forMs: 5 * MINUTE }]]);
  expect(world.hiddenTimes.map(({ from, until }) => until - from)).toEqual([5 * MINUTE]);
  expect(world.host.devices.map(({ hidesPosition }) => hidesPosition)).toEqual([false]);
});

it('a tab is closed, and shown as playing until it is opened again', async () => {
  const seen = await spend([[3 * MINUTE, { is: 'closeTab' }]]);
  const [first] = piecesOf(seen).filter(({ key }) => key.startsWith('a'));
  expect(first).toMatchObject({ toMs: expect.closeTo(MINUTE, -4), leftByHand: true });
  const later = seen.world.spotify.requests.filter(
    ({ at, path }) => path === '/v1/me/player' && at > (first?.until ?? 0),
  );
  expect(later[0]?.status).toBe(200);
});

it('a device refuses lists', async () => {
  const { world } = await spend([], { traits: { refusesUris: true } });
  const lists = world.spotify.requests.filter(({ body }) => body !== null && Object.hasOwn(body as object, 'uris'));
  expect(lists[0]?.status).toBe(403);
});

it('a file of the host’s own sounds between', async () => {
  const seen = await spend([[3 * MINUTE, { is: 'localFile' }]]);
  expect(piecesOf(seen).filter(({ key }) => key === 'file')).toMatchObject([
    { fromMs: 0, toMs: 4 * MINUTE, why: 'queue' },
  ]);
});

it('next is pressed by hand right after Start', async () => {
  const seen = await spend([], { nextAfterStartMs: 2 * SECOND });
  expect(seen.deeds[0]?.at).toBe((seen.startedAt ?? 0) + 2 * SECOND);
  const [first] = piecesOf(seen).filter(({ key }) => key.startsWith('a'));
  expect(first?.toMs).toBeLessThan(2 * SECOND);
});
