import { expect } from 'vitest';
import { breaks, type DiscordHarness, expectRefusal, PLAY } from '../harness.ts';

const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'Something', ...more });

breaks('own-application', async ({ ask }) => {
  expectRefusal(await ask('PUT', '/applications/1/commands', [PLAY]), 'own-application');
});

breaks('command-names', async (harness) => {
  for (const name of ['Play', 'play it', 'p!']) {
    expectRefusal(await register(harness, [{ ...PLAY, name }]), 'command-names');
  }
});

breaks('command-descriptions', async (harness) => {
  expectRefusal(await register(harness, [{ ...PLAY, description: '' }]), 'command-descriptions');
});

breaks('distinct-names', async (harness) => {
  expectRefusal(await register(harness, [PLAY, PLAY]), 'distinct-names');
  expectRefusal(await register(harness, [{ ...PLAY, options: [option('a'), option('a')] }]), 'distinct-names');
});

breaks('required-first', async (harness) => {
  const options = [option('a'), option('b', { required: true })];
  expectRefusal(await register(harness, [{ ...PLAY, options }]), 'required-first');
});

breaks('subcommands-alone', async (harness) => {
  const options = [option('a'), { type: 1, name: 'b', description: 'A subcommand' }];
  expectRefusal(await register(harness, [{ ...PLAY, options }]), 'subcommands-alone');
});

breaks('choices-or-autocomplete', async (harness) => {
  const options = [option('a', { autocomplete: true, choices: [{ name: 'One', value: '1' }] })];
  expectRefusal(await register(harness, [{ ...PLAY, options }]), 'choices-or-autocomplete');
});

breaks('command-size', async (harness) => {
  const choices = Array.from({ length: 25 }, (_, index) => ({ name: `${index}`.padEnd(100, 'a'), value: `${index}` }));
  const options = ['a', 'b', 'c', 'd'].map((name) => option(name, { choices }));
  const reply = await register(harness, [{ ...PLAY, options }]);
  expectRefusal(reply, 'command-size');
  expect(reply.body.errors).toMatchObject({ 0: { _errors: [{ code: 'APPLICATION_COMMAND_TOO_LARGE' }] } });
});

function register({ ask, discord }: DiscordHarness, commands: object[]) {
  return ask('PUT', `/applications/${discord.applicationId}/commands`, commands);
}
