import { expect, it } from 'vitest';
import type { SessionStore } from '../ports/sessions.ts';
import { end } from '../session/ending.ts';
import { open } from '../session/lobby.ts';
import { guest, join } from '../session/members.ts';
import { Refusal } from '../session/refusal.ts';
import type { Lobby, Session } from '../session/session.ts';
import { openSessions } from './sessions.ts';

const NOW = Date.UTC(2026, 10, 21, 20);

function lobby(id = 'one', channelId = 'channel', hostId = 'ada'): Lobby {
  const place = { id, guildId: 'guild', channelId, seed: '0'.repeat(32) };
  return open(place, hostId, { songs: 2, period: 'month', order: 'fair' }, NOW);
}

/** A store that takes its time: each write waits until the test lets it through. */
async function slow(stored: Session[] = []) {
  const rows = new Map(stored.map((session) => [session.id, session]));
  const writes: { promise: Promise<void>; resolve(): void; reject(error: Error): void }[] = [];
  const store: SessionStore = {
    find: async (id) => rows.get(id) ?? null,
    allOpen: async () => [...rows.values()].filter((session) => session.phase !== 'ended'),
    naming: async () => [],
    endedUnshown: async () => [],
    async save(session) {
      const write = Promise.withResolvers<void>();
      writes.push(write);
      await write.promise;
      rows.set(session.id, session);
    },
    placeCard: async () => {},
    noteRecapShown: async () => {},
    remove: async (id) => void rows.delete(id),
    forgetEndedBefore: async () => 0,
    onBroken() {},
  };
  const files = { emptyLog: async () => {}, tidy: async () => {}, rewrite: async () => {} };
  const sessions = await openSessions({ sessions: store, fingerprints: () => [], files });
  const written = async (nth: number) => expect.poll(() => writes.length).toBe(nth + 1);
  return { sessions, store, rows, writes, written };
}

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

it('shows a change once it is durable, and the next one in line finds it', async () => {
  const { sessions, writes, written } = await slow([lobby()]);
  const joins = (id: string) =>
    sessions.takeOpen('one', async (session, turn) => turn.save(join(session, guest(id), NOW)));
  const both = [joins('ben'), joins('chloe')];
  await written(0);
  expect(sessions.find('one')?.members.map(({ id }) => id)).toEqual(['ada']);
  writes[0]?.resolve();
  await both[0];
  expect(sessions.find('one')?.members.map(({ id }) => id)).toEqual(['ada', 'ben']);
  await written(1);
  writes[1]?.resolve();
  await both[1];
  expect(sessions.find('one')?.members.map(({ id }) => id)).toEqual(['ada', 'ben', 'chloe']);
});

it('knows nothing of a change that could not be written', async () => {
  const { sessions, writes, written } = await slow([lobby()]);
  const joining = codeOf(
    sessions.takeOpen('one', async (session, turn) => turn.save(join(session, guest('ben'), NOW))),
  );
  await written(0);
  writes[0]?.reject(new Error('the disk is full'));
  expect(await joining).toBe('Error: the disk is full');
  expect(sessions.find('one')?.members.map(({ id }) => id)).toEqual(['ada']);
});

it('opens one session of a channel and of a host, however closely two are asked for', async () => {
  const { sessions, writes, written } = await slow();
  const first = codeOf(sessions.open(lobby(), async () => {}));
  const inVain = [lobby('two', 'channel', 'ben'), lobby('three', 'elsewhere', 'ada')].map((other) =>
    codeOf(sessions.open(other, async () => {})),
  );
  expect(await Promise.all(inVain)).toEqual(['sessionOpenHere', 'hostingElsewhere']);
  await written(0);
  writes[0]?.resolve();
  expect(await first).toBe('done');
  expect(sessions.allOpen().map(({ id }) => id)).toEqual(['one']);
});

it('lets another session be opened after one that could not even be looked for', async () => {
  const { sessions, store, writes, written } = await slow();
  const find = store.find;
  store.find = async () => Promise.reject(new Error('the disk is gone'));
  expect(await codeOf(sessions.open(lobby(), async () => {}))).toBe('Error: the disk is gone');
  store.find = find;
  const opening = codeOf(sessions.open(lobby('two'), async () => {}));
  await written(0);
  writes[0]?.resolve();
  expect(await opening).toBe('done');
});

it('gives a session to nobody who has just opened one elsewhere', async () => {
  const { sessions, writes, written } = await slow([lobby()]);
  const opening = codeOf(sessions.open(lobby('two', 'elsewhere', 'ben'), async () => {}));
  await written(0);
  const taking = codeOf(sessions.takeOpen('one', async (session, turn) => turn.save({ ...session, hostId: 'ben' })));
  expect(await taking).toBe('hostingElsewhere');
  writes[0]?.resolve();
  expect(await opening).toBe('done');
});

it('finds open sessions by channel, host and member; one that has ended is read from the store', async () => {
  const { sessions, writes, written } = await slow([join(lobby(), guest('ben'), NOW)]);
  const found = () => [
    sessions.openIn('channel')?.id,
    sessions.hostedBy('ada')?.id,
    sessions.openWith('ben').map(({ id }) => id),
    sessions.find('one')?.id,
  ];
  expect(found()).toEqual(['one', 'one', ['one'], 'one']);
  const ending = sessions.takeOpen('one', async (session, turn) => turn.save(end(session, 'ended', NOW)));
  await written(0);
  writes[0]?.resolve();
  await ending;
  expect(found()).toEqual([undefined, undefined, [], undefined]);
  expect((await sessions.read('one'))?.phase).toBe('ended');
  expect(await codeOf(sessions.takeOpen('one', async () => {}))).toBe('sessionOver');
});

it('lets nobody change a session outside its turn, or what others get', async () => {
  const { sessions } = await slow([lobby(), lobby('two', 'elsewhere', 'ben')]);
  const turn = await sessions.take('one', async (given) => given);
  await expect(turn.save(lobby())).rejects.toThrow('in its own turn');
  await expect(sessions.take('one', (own) => own.save(lobby('two', 'elsewhere', 'ben')))).rejects.toThrow(
    'in its own turn',
  );
  expect(() => Object.assign(sessions.find('one') ?? {}, { hostId: 'eve' })).toThrow(TypeError);
});
