import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breaks, createDiscordHarness, type DiscordHarness, expectRefusal, PLAY } from '../harness.ts';

breaks('body-shape', async (harness) => {
  const reply = await post(harness, { embeds: [{ title: 'a'.repeat(257) }] });
  expectRefusal(reply, 'body-shape');
  const tooLong = { code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 256 or fewer in length.' };
  expect(reply.body.errors).toEqual({ embeds: { 0: { title: { _errors: [tooLong] } } } });

  const wide = await post(harness, { components: [row(button({ label: 'a'.repeat(81) }))] });
  expect(wide.body.errors).toMatchObject({ components: { 0: { components: { 0: { label: {} } } } } });
});

breaks('known-keys', async (harness) => {
  expectRefusal(await post(harness, { content: 'Hello', embeds: [{ titel: 'Slip' }] }), 'known-keys');
});

test.each(['nonce', 'enforce_nonce', 'tts', 'username', 'surprise'])(
  'known-keys: %s is no key of an edit, nor of an answer to an interaction',
  async (key) => {
    const { discord, channel, ana, ask, sent, close } = await createDiscordHarness();
    const body = { content: 'Hello' };
    const extra = { [key]: key === 'nonce' ? '1' : true };
    const own = await ask('POST', `/channels/${channel.id}/messages`, body);
    await ask('PUT', `/applications/${discord.applicationId}/commands`, [PLAY]);
    const { id, token } = await sent(() => ana.type(channel, '/play song:x'));
    await ask('POST', `/interactions/${id}/${token}/callback`, { type: 5 });
    const hook = `/webhooks/${discord.applicationId}/${token}`;
    const replies = await Promise.all([
      ask('PATCH', `/channels/${channel.id}/messages/${own.body.id}`, { ...body, ...extra }),
      ask('PATCH', `${hook}/messages/@original`, { ...body, ...extra }),
      ...(key === 'tts' ? [] : [ask('POST', hook, { ...body, ...extra })]),
    ]);
    for (const reply of replies) expectRefusal(reply, 'known-keys');
    await close();
  },
);

breaks('content-length', async (harness) => {
  expectRefusal(await post(harness, { content: 'a'.repeat(2_001) }), 'content-length');
});

breaks('embed-total', async (harness) => {
  const embed = { description: 'a'.repeat(3_001) };
  expectRefusal(await post(harness, { embeds: [embed, embed] }), 'embed-total');
});

breaks('embed-field-text', async (harness) => {
  expectRefusal(await post(harness, { embeds: [{ fields: [{ name: 'Next', value: ' ' }] }] }), 'embed-field-text');
});

breaks('distinct-custom-ids', async (harness) => {
  expectRefusal(await post(harness, { components: [row(button(), button())] }), 'distinct-custom-ids');
});

breaks('five-rows', async (harness) => {
  const rows = Array.from({ length: 6 }, (_, index) => row(button({ custom_id: `${index}` })));
  expectRefusal(await post(harness, { components: rows }), 'five-rows');
  expectRefusal(await post(harness, { components: [{ type: 10, content: 'text' }] }), 'five-rows');
});

breaks('row-width', async (harness) => {
  const select = { type: 3, custom_id: 'select', options: [{ label: 'One', value: '1' }] };
  expectRefusal(await post(harness, { components: [row(button(), select)] }), 'row-width');
});

breaks('button-needs', async (harness) => {
  expectRefusal(await post(harness, { components: [row({ type: 2, style: 5, label: 'Open' })] }), 'button-needs');
  expectRefusal(await post(harness, { components: [row({ type: 2, style: 1, label: 'Press' })] }), 'button-needs');
  expectRefusal(await post(harness, { components: [row({ type: 2, style: 1, custom_id: 'bare' })] }), 'button-needs');
});

breaks('select-options', async (harness) => {
  const option = { label: 'One', value: '1' };
  const twice = { type: 3, custom_id: 'select', options: [option, option] };
  const tooMany = { type: 3, custom_id: 'select', options: [option], max_values: 2 };
  expectRefusal(await post(harness, { components: [row(twice)] }), 'select-options');
  expectRefusal(await post(harness, { components: [row(tooMany)] }), 'select-options');
});

breaks('v2-alone', async (harness) => {
  const components = [{ type: 10, content: 'text' }];
  expectRefusal(await post(harness, { flags: 1 << 15, components, embeds: [{ title: 'Old' }] }), 'v2-alone');
  expect((await post(harness, { flags: 1 << 15, components })).status).toBe(200);
});

breaks('not-empty', async (harness) => {
  expectRefusal(await post(harness, { content: '  ' }), 'not-empty');
});

describe('one too many', () => {
  let harness: DiscordHarness;
  beforeAll(async () => {
    harness = await createDiscordHarness();
  });
  afterAll(() => harness.close());

  const option = (index: number) => ({ label: `${index}`, value: `${index}` });
  const select = (more: object) => row({ type: 3, custom_id: 'select', options: [option(1)], ...more });
  test.each<[name: string, limit: number, body: (size: number) => object]>([
    ['title', 256, (size) => ({ embeds: [{ title: 'a'.repeat(size) }] })],
    ['description', 4_096, (size) => ({ embeds: [{ description: 'a'.repeat(size) }] })],
    ['fields', 25, (size) => ({ embeds: [{ fields: Array(size).fill({ name: 'a', value: 'a' }) }] })],
    ['field name', 256, (size) => ({ embeds: [{ fields: [{ name: 'a'.repeat(size), value: 'a' }] }] })],
    ['field value', 1_024, (size) => ({ embeds: [{ fields: [{ name: 'a', value: 'a'.repeat(size) }] }] })],
    ['footer', 2_048, (size) => ({ embeds: [{ footer: { text: 'a'.repeat(size) } }] })],
    ['author', 256, (size) => ({ embeds: [{ author: { name: 'a'.repeat(size) } }] })],
    ['embeds', 10, (size) => ({ embeds: Array(size).fill({ title: 'a' }) })],
    ['label', 80, (size) => ({ components: [row(button({ label: 'a'.repeat(size) }))] })],
    ['custom_id', 100, (size) => ({ components: [row(button({ custom_id: 'a'.repeat(size) }))] })],
    [
      'options',
      25,
      (size) => ({ components: [select({ options: Array.from({ length: size }, (_, i) => option(i)) })] }),
    ],
    ['placeholder', 150, (size) => ({ components: [select({ placeholder: 'a'.repeat(size) })] })],
    ['content', 2_000, (size) => ({ content: 'a'.repeat(size) })],
  ])('of %s is refused', async (_name, limit, body) => {
    await harness.clock.advance(5_000);
    const [most, tooMuch] = [await post(harness, body(limit)), await post(harness, body(limit + 1))];
    expect([most.status, tooMuch.status, tooMuch.body.code]).toEqual([200, 400, 50035]);
  });
});

function post({ ask, channel }: DiscordHarness, body: object) {
  return ask('POST', `/channels/${channel.id}/messages`, body);
}

function row(...components: object[]) {
  return { type: 1, components };
}

function button(more: object = {}) {
  return { type: 2, style: 1, label: 'Press', custom_id: 'press', ...more };
}
