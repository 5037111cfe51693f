import { expect, test } from 'vitest';
import { breaks, createStage, PLAY, type Stage } from '../stage.ts';

const INTENTS = { guilds: 1, members: 2, messages: 512 };

breaks('gateway-version', async ({ connect }) => {
  expect(await (await connect('?v=9&encoding=json')).closed).toBe(4012);
});

breaks('gateway-json', async ({ connect }) => {
  const client = await connect();
  client.send('hello');
  expect(await client.closed).toBe(4002);
});

breaks('gateway-opcode', async ({ connect }) => {
  const client = await connect();
  client.send({ op: 8, d: {} });
  expect(await client.closed).toBe(4001);
});

breaks('gateway-identify-first', async ({ connect }) => {
  const client = await connect();
  client.send({ op: 3, d: { since: null, activities: [], status: 'online', afk: false } });
  expect(await client.closed).toBe(4003);
});

breaks('gateway-identify-once', async (stage) => {
  const client = await stage.connect();
  client.send(identify(stage));
  client.send(identify(stage));
  expect(await client.closed).toBe(4005);
});

breaks('gateway-token', async (stage) => {
  const client = await stage.connect();
  client.send(identify(stage, { token: 'wrong' }));
  expect(await client.closed).toBe(4004);
});

breaks('gateway-shard', async (stage) => {
  const client = await stage.connect();
  client.send(identify(stage, { shard: [2, 2] }));
  expect(await client.closed).toBe(4010);
});

breaks('gateway-intents', async (stage) => {
  const client = await stage.connect();
  client.send(identify(stage, { intents: 1 << 30 }));
  expect(await client.closed).toBe(4013);
});

breaks('gateway-privileged-intents', async (stage) => {
  const client = await stage.connect();
  client.send(identify(stage, { intents: INTENTS.guilds | INTENTS.members }));
  expect(await client.closed).toBe(4014);
});

breaks('gateway-send-rate', async ({ connect }) => {
  const client = await connect();
  for (let beat = 0; beat <= 120; beat++) client.send({ op: 1, d: null });
  expect(await client.closed).toBe(4008);
});

breaks('gateway-sequence', async (stage) => {
  const { session_id } = await begin(stage);
  const client = await stage.connect();
  client.send({ op: 6, d: { token: stage.discord.token, session_id, seq: 99 } });
  expect(await client.closed).toBe(4007);
});

breaks('gateway-resume', async (stage) => {
  const client = await stage.connect();
  client.send({ op: 6, d: { token: stage.discord.token, session_id: 'over', seq: 1 } });
  expect(await client.frame(({ op }) => op === 9)).toEqual({ op: 9, d: false });
});

breaks('gateway-intent-events', async (stage) => {
  const few = await begin(stage);
  const many = await begin(stage, INTENTS.guilds | INTENTS.messages);
  await stage.ask('POST', `/channels/${stage.channel.id}/messages`, { content: 'Hello' });
  await many.client.frame(({ t }) => t === 'MESSAGE_CREATE');
  stage.guild.addChannel('more');
  await few.client.frame(({ t }) => t === 'CHANNEL_CREATE');
  expect(few.client.frames.map(({ t }) => t)).not.toContain('MESSAGE_CREATE');
});

breaks('session-starts', async (stage) => {
  await begin(stage);
  await begin(stage);
  expect((await stage.ask('GET', '/gateway/bot')).body.session_start_limit).toMatchObject({ remaining: 998 });
});

test('a session that Discord ends cannot be resumed', async () => {
  const stage = await createStage();
  const { client, session_id } = await begin(stage);
  stage.discord.invalidateSession();
  await client.frame(({ op }) => op === 9);

  const again = await stage.connect();
  again.send({ op: 6, d: { token: stage.discord.token, session_id, seq: 1 } });
  await again.frame(({ op }) => op === 9);
  await stage.close();
});

test('a session that was left is resumed with what it missed, once', async () => {
  const stage = await createStage();
  const { client, session_id } = await begin(stage);
  await client.frame(({ t }) => t === 'GUILD_CREATE');
  client.close(4000);
  await client.closed;
  stage.guild.addChannel('meanwhile');

  const again = await stage.connect();
  again.send({ op: 6, d: { token: stage.discord.token, session_id, seq: 2 } });
  await again.frame(({ t }) => t === 'RESUMED');
  const events = again.frames.filter(({ op }) => op === 0).map(({ t, s }) => [t, s]);
  expect(events).toEqual([
    ['CHANNEL_CREATE', 3],
    ['RESUMED', 4],
  ]);
  await stage.close();
});

test('a session that is only interrupted is taken up again on the same connection', async () => {
  const stage = await createStage();
  const { client, session_id } = await begin(stage);
  stage.discord.invalidateSession(true);
  await client.frame(({ op, d }) => op === 9 && d === true);
  client.send({ op: 6, d: { token: stage.discord.token, session_id, seq: 1 } });
  await client.frame(({ t }) => t === 'RESUMED');
  expect([stage.discord.resumes(), stage.discord.sessionsBegun()]).toEqual([1, 1]);
  await stage.close();
});

test('faults on request: heartbeats unanswered, connections refused, a client turned away, an interaction twice', async () => {
  const stage = await createStage();
  const { client } = await begin(stage);
  stage.discord.ignoreHeartbeats(true);
  client.send({ op: 1, d: null });
  await stage.ask('PUT', `/applications/${stage.discord.applicationId}/commands`, [PLAY]);
  void stage.ana.type(stage.channel, '/play song:x');
  const once = await client.frame(({ t }) => t === 'INTERACTION_CREATE');
  stage.discord.repeatInteraction();
  const twice = await client.frame(({ t, s }) => t === 'INTERACTION_CREATE' && s !== once.s);
  expect([twice.d, client.frames.map(({ op }) => op).includes(11)]).toEqual([once.d, false]);

  stage.discord.refuseGateway(503);
  await expect(stage.connect()).rejects.toThrow('503');
  stage.discord.refuseGateway(null);
  stage.discord.turnAwayNext(4014);
  const other = await stage.connect();
  other.send(identify(stage));
  expect(await other.closed).toBe(4014);
  await stage.close();
});

function identify({ discord }: Stage, more: object = {}) {
  const properties = { os: 'linux', browser: 'test', device: 'test' };
  return { op: 2, d: { token: discord.token, properties, intents: INTENTS.guilds, ...more } };
}

async function begin(stage: Stage, intents = INTENTS.guilds) {
  const client = await stage.connect();
  client.send(identify(stage, { intents }));
  const ready = await client.frame(({ t }) => t === 'READY');
  return { client, session_id: (ready.d as { session_id: string }).session_id };
}
