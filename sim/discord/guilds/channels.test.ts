import { expect, test } from 'vitest';
import { breaks, createDiscordHarness, type DiscordHarness, expectRefusal, PLAY } from '../harness.ts';

breaks('unknown-channel', async ({ ask, channel }) => {
  channel.remove();
  expectRefusal(await ask('GET', `/channels/${channel.id}`), 'unknown-channel');
});

breaks('unknown-guild', async ({ ask, guild, ana }) => {
  expect((await ask('GET', `/guilds/${guild.id}/roles`)).body).toHaveLength(3);
  guild.remove();
  expectRefusal(await ask('GET', `/guilds/${guild.id}/roles`), 'unknown-guild');
  expectRefusal(await ask('GET', `/guilds/${guild.id}/members/${ana.user.id}`), 'unknown-guild');
});

breaks('unknown-user', async ({ ask }) => {
  expectRefusal(await ask('GET', '/users/1'), 'unknown-user');
});

breaks('unknown-member', async ({ ask, guild, discord }) => {
  const stranger = discord.addUser('Stranger');
  expectRefusal(await ask('GET', `/guilds/${guild.id}/members/${stranger.id}`), 'unknown-member');
});

breaks('unknown-message', async (harness) => {
  const { body } = await post(harness, { content: 'Hello' });
  expect((await harness.ask('DELETE', at(harness, body.id))).status).toBe(204);
  expectRefusal(await harness.ask('PATCH', at(harness, body.id), { content: 'Again' }), 'unknown-message');
});

breaks('ephemeral-by-token', async (harness) => {
  const { ask, ana, channel, discord, sent } = harness;
  await ask('PUT', `/applications/${discord.applicationId}/commands`, [PLAY]);
  const { id, token } = await sent(() => ana.type(channel, '/play song:x'));
  await ask('POST', `/interactions/${id}/${token}/callback`, { type: 4, data: { content: 'Psst', flags: 64 } });
  const [psst] = ana.sees(channel);
  expect(psst?.content).toBe('Psst');
  expect(discord.messages(channel)).toEqual([]);
  expectRefusal(await ask('GET', at(harness, psst?.id ?? '')), 'ephemeral-by-token');
});

breaks('view-channel', async (harness) => {
  harness.channel.setRights([{ for: 'bot', deny: ['VIEW_CHANNEL'] }]);
  expectRefusal(await post(harness, { content: 'Hello' }), 'view-channel');
});

breaks('send-messages', async (harness) => {
  harness.guild.setBotPermissions(['VIEW_CHANNEL']);
  expectRefusal(await post(harness, { content: 'Hello' }), 'send-messages');
});

breaks('embed-links', async (harness) => {
  const { body } = await post(harness, { content: 'Before' });
  harness.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES', 'READ_MESSAGE_HISTORY']);
  expectRefusal(await post(harness, { embeds: [{ title: 'Card' }] }), 'embed-links');

  const beside = await post(harness, { content: 'Hello', embeds: [{ title: 'Card' }] });
  const edited = await harness.ask('PATCH', at(harness, body.id), { embeds: [{ title: 'Card' }] });
  expect([beside.body.embeds, edited.body.embeds]).toEqual([[], []]);
});

breaks('attach-files', async (harness) => {
  harness.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES']);
  const form = new FormData();
  form.set('payload_json', '{"content":"Look"}');
  form.set('files[0]', new Blob(['{}']), 'data.json');
  const headers = { authorization: `Bot ${harness.discord.token}` };
  const url = `${harness.url}/api/v10/channels/${harness.channel.id}/messages`;
  const { status } = await fetch(url, { method: 'POST', headers, body: form });
  expect(status).toBe(403);
});

breaks('read-history', async (harness) => {
  const { body } = await post(harness, { content: 'Hello' });
  harness.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES']);
  expectRefusal(await harness.ask('GET', at(harness, body.id)), 'read-history');
  expect((await harness.ask('GET', `/channels/${harness.channel.id}/messages`)).body).toEqual([]);
});

breaks('author-edits', async (harness) => {
  const message = harness.ana.say(harness.channel, 'Mine');
  expectRefusal(await harness.ask('PATCH', at(harness, message.id), { content: 'Ours' }), 'author-edits');
});

breaks('delete-others', async (harness) => {
  const message = harness.ana.say(harness.channel, 'Mine');
  expectRefusal(await harness.ask('DELETE', at(harness, message.id)), 'delete-others');
});

breaks('nonce-once', async (harness) => {
  const body = { content: 'Hello', nonce: '1', enforce_nonce: true };
  const [first, second] = [await post(harness, body), await post(harness, body)];
  expect(second.body.id).toBe(first.body.id);
  await harness.clock.advance(5 * 60_000);
  expect((await post(harness, body)).body.id).not.toBe(first.body.id);
});

breaks('allowed-mentions', async (harness) => {
  const { ana, ben, channel, discord } = harness;
  const content = `<@${ana.user.id}> <@${ben.user.id}> @everyone`;
  await post(harness, { content });
  await post(harness, { content, allowed_mentions: { parse: [] } });
  await post(harness, { content, allowed_mentions: { users: [ana.user.id] } });
  expect(discord.messages(channel).map(({ pings }) => pings)).toEqual([[ana.user.id, ben.user.id], [], [ana.user.id]]);
});

function post({ ask, channel }: DiscordHarness, body: object) {
  return ask('POST', `/channels/${channel.id}/messages`, body);
}

function at({ channel }: DiscordHarness, messageId: string) {
  return `/channels/${channel.id}/messages/${messageId}`;
}

breaks('thread-open', async ({ ask, guild, channel, ana }) => {
  const thread = guild.addThread(channel, 'tonight', { members: [ana.user] });
  const all = `/channels/${thread.id}/messages`;
  const { body } = await ask('POST', all, { content: 'Hello' });
  thread.change({ isArchived: true });
  expectRefusal(await ask('PATCH', `${all}/${body.id}`, { content: 'Again' }), 'thread-open');
  expect((await ask('POST', all, { content: 'Awake' })).status).toBe(200);
  expect((await ask('PATCH', `${all}/${body.id}`, { content: 'Again' })).status).toBe(200);
  thread.change({ isLocked: true });
  expectRefusal(await ask('POST', all, { content: 'Hello?' }), 'thread-open');
});

test('a private thread is seen by whoever was added or mentioned; who is timed out may only look', async () => {
  const harness = await createDiscordHarness();
  const { ask, guild, channel, ana, ben, discord } = harness;
  const thread = guild.addThread(channel, 'secret', { isPrivate: true, members: [ana.user] });
  expectRefusal(await ask('GET', `/channels/${thread.id}`), 'view-channel');
  expect(() => ben.say(thread, 'Hello')).toThrow('does not see');
  ana.say(thread, `<@${discord.applicationId}> <@${ben.user.id}>`);
  expect((await ask('GET', `/channels/${thread.id}`)).body).toMatchObject({ type: 12, parent_id: channel.id });
  guild.timeOut(ben.user, harness.clock.now() + 60_000);
  expect(ben.sees(thread)).toHaveLength(1);
  expect(() => ben.say(thread, 'Hello')).toThrow('may not write');
  const member = await ask('GET', `/guilds/${guild.id}/members/${ben.user.id}`);
  expect(Date.parse(String(member.body.communication_disabled_until))).toBe(harness.clock.now() + 60_000);
  guild.removePerson(ben.user);
  expectRefusal(await ask('GET', `/guilds/${guild.id}/members/${ben.user.id}`), 'unknown-member');
  await harness.close();
});
