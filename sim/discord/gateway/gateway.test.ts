import { expect, test } from 'vitest';
import { breaks, createDiscordHarness, type DiscordHarness, PLAY } from '../harness.ts';

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

breaks('gateway-identify-once', async (harness) => {
  const client = await harness.connect();
  client.send(identify(harness));
  client.send(identify(harness));
  expect(await client.closed).toBe(4005);
});

breaks('gateway-token', async (harness) => {
  const client = await harness.connect();
  client.send(identify(harness, { token: 'wrong' }));
  expect(await client.closed).toBe(4004);
});

breaks('gateway-shard', async (harness) => {
  const client = await harness.connect();
  client.send(identify(harness, { shard: [2, 2] }));
  expect(await client.closed).toBe(4010);
});

breaks('gateway-intents', async (harness) => {
  const client = await harness.connect();
  client.send(identify(harness, { intents: 1 << 30 }));
  expect(await client.closed).toBe(4013);
});

breaks('gateway-privileged-intents', async (harness) => {
  const client = await harness.connect();
  client.send(identify(harness, { intents: INTENTS.guilds | INTENTS.members }));
  expect(await client.closed).toBe(4014);
});

breaks('gateway-send-rate', async ({ connect }) => {
  const client = await connect();
  for (let beat = 0; beat <= 120; beat++) client.send({ op: 1, d: null });
  expect(await client.closed).toBe(4008);
});

breaks('gateway-sequence', async (harness) => {
  const { session_id } = await begin(harness);
  const client = await harness.connect();
  client.send({ op: 6, d: { token: harness.discord.token, session_id, seq: 99 } });
  expect(await client.closed).toBe(4007);
});

breaks('gateway-resume', async (harness) => {
  const client = await harness.connect();
  client.send({ op: 6, d: { token: harness.discord.token, session_id: 'over', seq: 1 } });
  expect(await client.frame(({ op }) => op === 9)).toEqual({ op: 9, d: false });
});

breaks('gateway-intent-events', async (harness) => {
  const few = await begin(harness);
  const many = await begin(harness, INTENTS.guilds | INTENTS.messages);
  await harness.ask('POST', `/channels/${harness.channel.id}/messages`, { content: 'Hello' });
  await many.client.frame(({ t }) => t === 'MESSAGE_CREATE');
  harness.guild.addChannel('more');
  await few.client.frame(({ t }) => t === 'CHANNEL_CREATE');
  expect(few.client.frames.map(({ t }) => t)).not.toContain('MESSAGE_CREATE');
});

breaks('session-starts', async (harness) => {
  await begin(harness);
  await begin(harness);
  expect((await harness.ask('GET', '/gateway/bot')).body.session_start_limit).toMatchObject({ remaining: 998 });
});

test('a session that Discord ends cannot be resumed', async () => {
  const harness = await createDiscordHarness();
  const { client, session_id } = await begin(harness);
  harness.discord.invalidateSession();
  await client.frame(({ op }) => op === 9);

  const again = await harness.connect();
  again.send({ op: 6, d: { token: harness.discord.token, session_id, seq: 1 } });
  await again.frame(({ op }) => op === 9);
  await harness.close();
});

test('a session that was left is resumed with what it missed, once', async () => {
  const harness = await createDiscordHarness();
  const { client, session_id } = await begin(harness);
  await client.frame(({ t }) => t === 'GUILD_CREATE');
  client.close(4000);
  await client.closed;
  harness.guild.addChannel('meanwhile');

  const again = await harness.connect();
  again.send({ op: 6, d: { token: harness.discord.token, session_id, seq: 2 } });
  await again.frame(({ t }) => t === 'RESUMED');
  const events = again.frames.filter(({ op }) => op === 0).map(({ t, s }) => [t, s]);
  expect(events).toEqual([
    ['CHANNEL_CREATE', 3],
    ['RESUMED', 4],
  ]);
  await harness.close();
});

test('a session that is only interrupted is taken up again on the same connection', async () => {
  const harness = await createDiscordHarness();
  const { client, session_id } = await begin(harness);
  harness.discord.invalidateSession(true);
  await client.frame(({ op, d }) => op === 9 && d === true);
  client.send({ op: 6, d: { token: harness.discord.token, session_id, seq: 1 } });
  await client.frame(({ t }) => t === 'RESUMED');
  expect([harness.discord.resumes(), harness.discord.sessionsBegun()]).toEqual([1, 1]);
  await harness.close();
});

test('faults on request: heartbeats unanswered, connections refused, a client turned away, an interaction twice', async () => {
  const harness = await createDiscordHarness();
  const { client } = await begin(harness);
  harness.discord.ignoreHeartbeats(true);
  client.send({ op: 1, d: null });
  await harness.ask('PUT', `/applications/${harness.discord.applicationId}/commands`, [PLAY]);
  void harness.ana.type(harness.channel, '/play song:x');
  const once = await client.frame(({ t }) => t === 'INTERACTION_CREATE');
  harness.discord.repeatInteraction();
  const twice = await client.frame(({ t, s }) => t === 'INTERACTION_CREATE' && s !== once.s);
  expect([twice.d, client.frames.map(({ op }) => op).includes(11)]).toEqual([once.d, false]);

  harness.discord.refuseGateway(503);
  await expect(harness.connect()).rejects.toThrow('503');
  harness.discord.refuseGateway(null);
  harness.discord.turnAwayNext(4014);
  const other = await harness.connect();
  other.send(identify(harness));
  expect(await other.closed).toBe(4014);
  await harness.close();
});

function identify({ discord }: DiscordHarness, more: object = {}) {
  const properties = { os: 'linux', browser: 'test', device: 'test' };
  return { op: 2, d: { token: discord.token, properties, intents: INTENTS.guilds, ...more } };
}

async function begin(harness: DiscordHarness, intents = INTENTS.guilds) {
  const client = await harness.connect();
  client.send(identify(harness, { intents }));
  const ready = await client.frame(({ t }) => t === 'READY');
  return { client, session_id: (ready.d as { session_id: string }).session_id };
}
