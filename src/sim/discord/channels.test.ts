import { expect } from 'vitest';
import { breaks, expectRefusal, PLAY, type Stage } from './stage.ts';

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

breaks('unknown-message', async (stage) => {
  const { body } = await post(stage, { content: 'Hello' });
  expect((await stage.ask('DELETE', at(stage, body.id))).status).toBe(204);
  expectRefusal(await stage.ask('PATCH', at(stage, body.id), { content: 'Again' }), 'unknown-message');
});

breaks('ephemeral-by-token', async (stage) => {
  const { ask, ana, channel, discord, sent } = stage;
  await ask('PUT', `/applications/${discord.applicationId}/commands`, [PLAY]);
  const { id, token } = await sent(() => ana.type(channel, '/play song:x'));
  await ask('POST', `/interactions/${id}/${token}/callback`, { type: 4, data: { content: 'Psst', flags: 64 } });
  const [psst] = ana.sees(channel);
  expect(psst?.content).toBe('Psst');
  expect(discord.messages(channel)).toEqual([]);
  expectRefusal(await ask('GET', at(stage, psst?.id ?? '')), 'ephemeral-by-token');
});

breaks('view-channel', async (stage) => {
  stage.channel.setRights([{ for: 'bot', deny: ['VIEW_CHANNEL'] }]);
  expectRefusal(await post(stage, { content: 'Hello' }), 'view-channel');
});

breaks('send-messages', async (stage) => {
  stage.guild.setBotPermissions(['VIEW_CHANNEL']);
  expectRefusal(await post(stage, { content: 'Hello' }), 'send-messages');
});

breaks('embed-links', async (stage) => {
  const { body } = await post(stage, { content: 'Before' });
  stage.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES', 'READ_MESSAGE_HISTORY']);
  expectRefusal(await post(stage, { embeds: [{ title: 'Card' }] }), 'embed-links');

  const beside = await post(stage, { content: 'Hello', embeds: [{ title: 'Card' }] });
  const edited = await stage.ask('PATCH', at(stage, body.id), { embeds: [{ title: 'Card' }] });
  expect([beside.body.embeds, edited.body.embeds]).toEqual([[], []]);
});

breaks('attach-files', async (stage) => {
  stage.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES']);
  const form = new FormData();
  form.set('payload_json', '{"content":"Look"}');
  form.set('files[0]', new Blob(['{}']), 'data.json');
  const headers = { authorization: `Bot ${stage.discord.token}` };
  const url = `${stage.url}/api/v10/channels/${stage.channel.id}/messages`;
  const { status } = await fetch(url, { method: 'POST', headers, body: form });
  expect(status).toBe(403);
});

breaks('read-history', async (stage) => {
  const { body } = await post(stage, { content: 'Hello' });
  stage.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES']);
  expectRefusal(await stage.ask('GET', at(stage, body.id)), 'read-history');
  expect((await stage.ask('GET', `/channels/${stage.channel.id}/messages`)).body).toEqual([]);
});

breaks('author-edits', async (stage) => {
  const message = stage.ana.say(stage.channel, 'Mine');
  expectRefusal(await stage.ask('PATCH', at(stage, message.id), { content: 'Ours' }), 'author-edits');
});

breaks('delete-others', async (stage) => {
  const message = stage.ana.say(stage.channel, 'Mine');
  expectRefusal(await stage.ask('DELETE', at(stage, message.id)), 'delete-others');
});

breaks('nonce-once', async (stage) => {
  const body = { content: 'Hello', nonce: '1', enforce_nonce: true };
  const [first, second] = [await post(stage, body), await post(stage, body)];
  expect(second.body.id).toBe(first.body.id);
  await stage.clock.advance(5 * 60_000);
  expect((await post(stage, body)).body.id).not.toBe(first.body.id);
});

breaks('allowed-mentions', async (stage) => {
  const { ana, ben, channel, discord } = stage;
  const content = `<@${ana.user.id}> <@${ben.user.id}> @everyone`;
  await post(stage, { content });
  await post(stage, { content, allowed_mentions: { parse: [] } });
  await post(stage, { content, allowed_mentions: { users: [ana.user.id] } });
  expect(discord.messages(channel).map(({ pings }) => pings)).toEqual([[ana.user.id, ben.user.id], [], [ana.user.id]]);
});

function post({ ask, channel }: Stage, body: object) {
  return ask('POST', `/channels/${channel.id}/messages`, body);
}

function at({ channel }: Stage, messageId: string) {
  return `/channels/${channel.id}/messages/${messageId}`;
}
