import { COMMANDS } from '../words/commands.ts';
import { clamp } from '../words/phrases.ts';
import type { Call, Choice, Command, Services } from './command.ts';
import { CHOICE_LENGTH, CHOICES } from './song-choice.ts';

export const device: Command = {
  describe: (builder) =>
    builder
      .setName('device')
      .setDescription(COMMANDS.device.about)
      .addStringOption((option) =>
        option.setName('device').setDescription(COMMANDS.device.options.device).setAutocomplete(true).setRequired(true),
      ),
  async run({ playing }, { caller, options }) {
    const live = await playing.moveTo(caller, 'here', options.text('device') ?? '');
    return { say: 'deviceMoved', device: live.programme.device.name };
  },
  complete: completeDevice,
};

/** The host's devices whose name holds what has been typed. */
export async function completeDevice(
  { people, devices: known }: Services,
  { caller }: Call,
  typed: string,
): Promise<Choice[]> {
  const session = people.findOpen(caller, 'here');
  if (session.hostId !== caller.userId) return [];
  const devices = await known.atOnce(caller.userId);
  const fitting = devices.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));
  return fitting.slice(0, CHOICES).map(({ id, name }) => ({ name: clamp(name, CHOICE_LENGTH), value: id }));
}
