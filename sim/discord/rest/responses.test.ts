import * as spec from 'discord-api-spec/zod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createDiscordHarness, type DiscordHarness, PLAY } from '../harness.ts';

/** A message with everything that a message of ours can have. */
const CARD = {
  content: 'Hello',
  embeds: [
    {
      title: 'Track',
      url: 'https://open.spotify.com/track/1',
      description: 'Artist',
      color: 0x1db954,
      timestamp: '2026-01-01T20:00:00.000Z',
      fields: [{ name: 'Next', value: 'Another', inline: true }],
      author: { name: 'Sesh' },
      footer: { text: 'on Spotify' },
      thumbnail: { url: 'https://i.scdn.co/image/1' },
    },
  ],
  components: [
    { type: 1, components: [{ type: 2, style: 1, label: 'Join', custom_id: 'join', emoji: { name: '🎵' } }] },
    { type: 1, components: [{ type: 2, style: 5, label: 'Open', url: 'https://open.spotify.com/track/1' }] },
    { type: 1, components: [{ type: 3, custom_id: 'device', options: [{ label: 'Phone', value: '1' }] }] },
  ],
};

let harness: DiscordHarness;

beforeEach(async () => {
  harness = await createDiscordHarness();
  await harness.ask('PUT', `/applications/${harness.discord.applicationId}/commands`, [PLAY]);
});

afterEach(async () => {
  expect(harness.discord.violations).toEqual([]);
  await harness.close();
});

test.each([
  ['GET', () => '/gateway/bot', spec.GatewayBotResponseSchema],
  ['GET', () => '/applications/@me', spec.PrivateApplicationResponseSchema],
  ['GET', () => '/users/@me', spec.UserPIIResponseSchema],
  ['GET', () => `/users/${harness.ana.user.id}`, spec.UserResponseSchema],
  ['GET', () => `/guilds/${harness.guild.id}/members/${harness.ana.user.id}`, spec.GuildMemberResponseSchema],
  ['GET', () => `/channels/${harness.channel.id}`, spec.GuildChannelResponseSchema],
  [
    'GET',
    () => `/applications/${harness.discord.applicationId}/commands`,
    z.array(spec.ApplicationCommandResponseSchema),
  ],
])('%s %s is answered as the API describes', async (method, path, schema) => {
  const { status, body } = await harness.ask(method, path());
  expect(status).toBe(200);
  expectShape(schema, body);
});

test('messages are answered as the API describes', async () => {
  const all = `/channels/${harness.channel.id}/messages`;
  const created = await harness.ask('POST', all, CARD);
  expectShape(spec.MessageResponseSchema, created.body);
  const edited = await harness.ask('PATCH', `${all}/${created.body.id}`, { content: 'Changed' });
  expectShape(spec.MessageResponseSchema, edited.body);
  expectShape(z.array(spec.MessageResponseSchema), (await harness.ask('GET', all)).body);
});

test('interactions are answered as the API describes', async () => {
  const { ask, ana, channel, discord, sent } = harness;
  const typed = await sent(() => ana.type(channel, '/play song:x'));
  const callback = `/interactions/${typed.id}/${typed.token}/callback?with_response=true`;
  const said = await ask('POST', callback, { type: 4, data: CARD });
  expectShape(spec.InteractionCallbackResponseSchema, said.body);
  expectShape(
    spec.MessageResponseSchema,
    (await ask('POST', `/webhooks/${discord.applicationId}/${typed.token}`, CARD)).body,
  );

  const [card] = discord.messages(channel);
  const pressed = await sent(() => ana.press(card ?? { id: '' }, 'Join'));
  const updated = await ask('POST', `/interactions/${pressed.id}/${pressed.token}/callback?with_response=true`, {
    type: 7,
    data: { content: 'Changed' },
  });
  expectShape(spec.InteractionCallbackResponseSchema, updated.body);
});

test('a refusal for going too fast is answered as the API describes', async () => {
  const attempt = () => harness.ask('POST', `/channels/${harness.channel.id}/messages`, { content: 'Hello' });
  const replies = await Promise.all(Array.from({ length: 6 }, attempt));
  const refused = replies.find(({ status }) => status === 429);
  expectShape(spec.RatelimitedResponseSchema, refused?.body);
});

function expectShape(schema: z.ZodMiniType, body: unknown) {
  const parsed = schema.safeParse(body);
  expect(parsed.success ? [] : parsed.error.issues).toEqual([]);
}
