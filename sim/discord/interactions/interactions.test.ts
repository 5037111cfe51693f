import { expect } from 'vitest';
import { breaks, type DiscordHarness, expectRefusal, PLAY } from '../harness.ts';

const EPHEMERAL = 64;

breaks('unknown-interaction', async ({ ask }) => {
  expectRefusal(await ask('POST', '/interactions/1/token/callback', { type: 5 }), 'unknown-interaction');
});

breaks('answer-in-time', async (harness) => {
  const { interaction, answer } = await typed(harness);
  await harness.clock.advance(3_000);
  expectRefusal(await answer({ type: 5 }), 'answer-in-time');
  expect(interaction.state).toBe('failed');
  expect(interaction.notice).toBe('The application did not respond');
});

breaks('answer-once', async (harness) => {
  const { answer } = await typed(harness);
  expect((await answer({ type: 5 })).status).toBe(204);
  expectRefusal(await answer({ type: 4, data: { content: 'Again' } }), 'answer-once');
});

breaks('answer-kind', async (harness) => {
  const { answer } = await typed(harness);
  expectRefusal(await answer({ type: 6 }), 'answer-kind');
  expectRefusal(await answer({ type: 7, data: { content: 'Changed' } }), 'answer-kind');
});

breaks('autocomplete-answer', async (harness) => {
  const { answer } = await typed(harness);
  expectRefusal(await answer({ type: 8, data: { choices: [] } }), 'autocomplete-answer');

  const { id, token } = await harness.sent(() => harness.ana.complete(harness.channel, '/play song:x'));
  const deferred = await harness.ask('POST', `/interactions/${id}/${token}/callback`, { type: 5 });
  expectRefusal(deferred, 'autocomplete-answer');
});

breaks('defer-says-nothing', async (harness) => {
  const { answer } = await typed(harness);
  expectRefusal(await answer({ type: 5, data: { content: 'Soon' } }), 'defer-says-nothing');
  expectRefusal(await answer({ type: 5, data: { flags: EPHEMERAL | (1 << 15) } }), 'defer-says-nothing');
  expect((await answer({ type: 5, data: { flags: EPHEMERAL } })).status).toBe(204);
});

breaks('ephemeral-for-good', async (harness) => {
  const { answer, hook } = await typed(harness);
  await answer({ type: 5 });
  await harness.ask('PATCH', `${hook}/messages/@original`, { content: 'For you', flags: EPHEMERAL });
  expect(harness.ben.sees(harness.channel).map(({ content }) => content)).toEqual(['For you']);
});

breaks('token-15-minutes', async (harness) => {
  const { interaction, answer, hook } = await typed(harness);
  await answer({ type: 5 });
  await harness.clock.advance(15 * 60_000);
  expectRefusal(await harness.ask('PATCH', `${hook}/messages/@original`, { content: 'Late' }), 'token-15-minutes');
  expect(interaction.state).toBe('failed');
});

breaks('acknowledged-first', async (harness) => {
  const { hook } = await typed(harness);
  expectRefusal(await harness.ask('POST', hook, { content: 'Hello' }), 'acknowledged-first');
});

async function typed(harness: DiscordHarness) {
  const { ask, ana, channel, discord, sent } = harness;
  await ask('PUT', `/applications/${discord.applicationId}/commands`, [PLAY]);
  const interaction = await sent(() => ana.type(channel, '/play song:x'));
  const { id, token } = interaction;
  return {
    interaction,
    hook: `/webhooks/${discord.applicationId}/${token}`,
    answer: (body: object) => ask('POST', `/interactions/${id}/${token}/callback`, body),
  };
}
