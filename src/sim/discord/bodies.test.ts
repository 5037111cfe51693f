import { expect } from 'vitest';
import { breaks, expectRefusal, type Stage } from './stage.ts';

breaks('body-shape', async (stage) => {
  const reply = await post(stage, { embeds: [{ title: 'a'.repeat(257) }] });
  expectRefusal(reply, 'body-shape');
  const tooLong = { code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 256 or fewer in length.' };
  expect(reply.body.errors).toEqual({ embeds: { 0: { title: { _errors: [tooLong] } } } });

  const wide = await post(stage, { components: [row(button({ label: 'a'.repeat(81) }))] });
  expect(wide.body.errors).toMatchObject({ components: { 0: { components: { 0: { label: {} } } } } });
});

breaks('known-keys', async (stage) => {
  expectRefusal(await post(stage, { content: 'Hello', embeds: [{ titel: 'Slip' }] }), 'known-keys');
});

breaks('content-length', async (stage) => {
  expectRefusal(await post(stage, { content: 'a'.repeat(2_001) }), 'content-length');
});

breaks('embed-total', async (stage) => {
  const embed = { description: 'a'.repeat(3_001) };
  expectRefusal(await post(stage, { embeds: [embed, embed] }), 'embed-total');
});

breaks('embed-field-text', async (stage) => {
  expectRefusal(await post(stage, { embeds: [{ fields: [{ name: 'Next', value: ' ' }] }] }), 'embed-field-text');
});

breaks('distinct-custom-ids', async (stage) => {
  expectRefusal(await post(stage, { components: [row(button(), button())] }), 'distinct-custom-ids');
});

breaks('five-rows', async (stage) => {
  const rows = Array.from({ length: 6 }, (_, index) => row(button({ custom_id: `${index}` })));
  expectRefusal(await post(stage, { components: rows }), 'five-rows');
  expectRefusal(await post(stage, { components: [{ type: 10, content: 'text' }] }), 'five-rows');
});

breaks('row-width', async (stage) => {
  const select = { type: 3, custom_id: 'select', options: [{ label: 'One', value: '1' }] };
  expectRefusal(await post(stage, { components: [row(button(), select)] }), 'row-width');
});

breaks('button-needs', async (stage) => {
  expectRefusal(await post(stage, { components: [row({ type: 2, style: 5, label: 'Open' })] }), 'button-needs');
  expectRefusal(await post(stage, { components: [row({ type: 2, style: 1, label: 'Press' })] }), 'button-needs');
  expectRefusal(await post(stage, { components: [row({ type: 2, style: 1, custom_id: 'bare' })] }), 'button-needs');
});

breaks('select-options', async (stage) => {
  const option = { label: 'One', value: '1' };
  const twice = { type: 3, custom_id: 'select', options: [option, option] };
  const tooMany = { type: 3, custom_id: 'select', options: [option], max_values: 2 };
  expectRefusal(await post(stage, { components: [row(twice)] }), 'select-options');
  expectRefusal(await post(stage, { components: [row(tooMany)] }), 'select-options');
});

breaks('v2-alone', async (stage) => {
  const components = [{ type: 10, content: 'text' }];
  expectRefusal(await post(stage, { flags: 1 << 15, components, embeds: [{ title: 'Old' }] }), 'v2-alone');
  expect((await post(stage, { flags: 1 << 15, components })).status).toBe(200);
});

breaks('not-empty', async (stage) => {
  expectRefusal(await post(stage, { content: '  ' }), 'not-empty');
});

function post({ ask, channel }: Stage, body: object) {
  return ask('POST', `/channels/${channel.id}/messages`, body);
}

function row(...components: object[]) {
  return { type: 1, components };
}

function button(more: object = {}) {
  return { type: 2, style: 1, label: 'Press', custom_id: 'press', ...more };
}
