import { expect } from 'vitest';
import { breaks, expectRefusal, PLAY, type Stage } from '../stage.ts';

const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'Something', ...more });

breaks('own-application', async ({ ask }) => {
  expectRefusal(await ask('PUT', '/applications/1/commands', [PLAY]), 'own-application');
});

breaks('command-names', async (stage) => {
  for (const name of ['Play', 'play it', 'p!']) {
    expectRefusal(await register(stage, [{ ...PLAY, name }]), 'command-names');
  }
});

breaks('command-descriptions', async (stage) => {
  expectRefusal(await register(stage, [{ ...PLAY, description: '' }]), 'command-descriptions');
});

breaks('distinct-names', async (stage) => {
  expectRefusal(await register(stage, [PLAY, PLAY]), 'distinct-names');
  expectRefusal(await register(stage, [{ ...PLAY, options: [option('a'), option('a')] }]), 'distinct-names');
});

breaks('required-first', async (stage) => {
  const options = [option('a'), option('b', { required: true })];
  expectRefusal(await register(stage, [{ ...PLAY, options }]), 'required-first');
});

breaks('subcommands-alone', async (stage) => {
  const options = [option('a'), { type: 1, name: 'b', description: 'A subcommand' }];
  expectRefusal(await register(stage, [{ ...PLAY, options }]), 'subcommands-alone');
});

breaks('choices-or-autocomplete', async (stage) => {
  const options = [option('a', { autocomplete: true, choices: [{ name: 'One', value: '1' }] })];
  expectRefusal(await register(stage, [{ ...PLAY, options }]), 'choices-or-autocomplete');
});

breaks('command-size', async (stage) => {
  const choices = Array.from({ length: 25 }, (_, index) => ({ name: `${index}`.padEnd(100, 'a'), value: `${index}` }));
  const options = ['a', 'b', 'c', 'd'].map((name) => option(name, { choices }));
  const reply = await register(stage, [{ ...PLAY, options }]);
  expectRefusal(reply, 'command-size');
  expect(reply.body.errors).toMatchObject({ 0: { _errors: [{ code: 'APPLICATION_COMMAND_TOO_LARGE' }] } });
});

function register({ ask, discord }: Stage, commands: object[]) {
  return ask('PUT', `/applications/${discord.applicationId}/commands`, commands);
}
