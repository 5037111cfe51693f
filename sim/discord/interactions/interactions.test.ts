import { expect } from 'vitest';
import { breaks, expectRefusal, PLAY, type Stage } from '../stage.ts';

const EPHEMERAL = 64;

breaks('unknown-interaction', async ({ ask }) => {
  expectRefusal(await ask('POST', '/interactions/1/token/callback', { type: 5 }), 'unknown-interaction');
});

breaks('answer-in-time', async (stage) => {
  const { interaction, answer } = await typed(stage);
  await stage.clock.advance(3_000);
  expectRefusal(await answer({ type: 5 }), 'answer-in-time');
  expect(interaction.state).toBe('failed');
  expect(interaction.notice).toBe('The application did not respond');
});

breaks('answer-once', async (stage) => {
  const { answer } = await typed(stage);
  expect((await answer({ type: 5 })).status).toBe(204);
  expectRefusal(await answer({ type: 4, data: { content: 'Again' } }), 'answer-once');
});

breaks('answer-kind', async (stage) => {
  const { answer } = await typed(stage);
  expectRefusal(await answer({ type: 6 }), 'answer-kind');
  expectRefusal(await answer({ type: 7, data: { content: 'Changed' } }), 'answer-kind');
});

breaks('autocomplete-answer', async (stage) => {
  const { answer } = await typed(stage);
  expectRefusal(await answer({ type: 8, data: { choices: [] } }), 'autocomplete-answer');

  const { id, token } = await stage.sent(() => stage.ana.complete(stage.channel, '/play song:x'));
  const deferred = await stage.ask('POST', `/interactions/${id}/${token}/callback`, { type: 5 });
  expectRefusal(deferred, 'autocomplete-answer');
});

breaks('defer-says-nothing', async (stage) => {
  const { answer } = await typed(stage);
  expectRefusal(await answer({ type: 5, data: { content: 'Soon' } }), 'defer-says-nothing');
  expectRefusal(await answer({ type: 5, data: { flags: EPHEMERAL | (1 << 15) } }), 'defer-says-nothing');
  expect((await answer({ type: 5, data: { flags: EPHEMERAL } })).status).toBe(204);
});

breaks('ephemeral-for-good', async (stage) => {
  const { answer, hook } = await typed(stage);
  await answer({ type: 5 });
  await stage.ask('PATCH', `${hook}/messages/@original`, { content: 'For you', flags: EPHEMERAL });
  expect(stage.ben.sees(stage.channel).map(({ content }) => content)).toEqual(['For you']);
});

breaks('token-15-minutes', async (stage) => {
  const { interaction, answer, hook } = await typed(stage);
  await answer({ type: 5 });
  await stage.clock.advance(15 * 60_000);
  expectRefusal(await stage.ask('PATCH', `${hook}/messages/@original`, { content: 'Late' }), 'token-15-minutes');
  expect(interaction.state).toBe('failed');
});

breaks('acknowledged-first', async (stage) => {
  const { hook } = await typed(stage);
  expectRefusal(await stage.ask('POST', hook, { content: 'Hello' }), 'acknowledged-first');
});

async function typed(stage: Stage) {
  const { ask, ana, channel, discord, sent } = stage;
  await ask('PUT', `/applications/${discord.applicationId}/commands`, [PLAY]);
  const interaction = await sent(() => ana.type(channel, '/play song:x'));
  const { id, token } = interaction;
  return {
    interaction,
    hook: `/webhooks/${discord.applicationId}/${token}`,
    answer: (body: object) => ask('POST', `/interactions/${id}/${token}/callback`, body),
  };
}
