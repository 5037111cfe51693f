import { Unavailable } from '../ports/unavailable.ts';
import type { Caller, Which } from '../service/access.ts';
import { Refusal } from '../session/refusal.ts';
import { COMMANDS } from '../words/commands.ts';
import { requestedDevice } from './choices.ts';
import { type PressHandler, type Services, type Subcommand, sessionOf } from './command.ts';
import { completeDevice, orAskForDevice } from './device.ts';
import type { Reply } from './reply.ts';

export const start: Subcommand = {
  addOptions: (builder) =>
    builder.addStringOption((option) =>
      option.setName('device').setDescription(COMMANDS.start.options.device).setAutocomplete(true),
    ),
  run(services, { caller, options }) {
    const wish = options.text('device');
    return startOnDevice(services, caller, 'here', wish === undefined ? wish : requestedDevice(wish));
  },
  complete: completeDevice,
};

/** Start on the card, **Try again**, and the choice of a device. */
export const pressStart: PressHandler = async (services, press) => {
  const reply = await startOnDevice(services, press.caller, sessionOf(press), press.values[0]);
  return reply.say === 'started' && press.values.length === 0 && press.arg === undefined ? null : reply;
};

async function startOnDevice(
  { access, starting }: Services,
  caller: Caller,
  which: Which,
  wish?: string,
): Promise<Reply> {
  try {
    const { id } = access.find(caller, which);
    return await orAskForDevice('start', id, async () => {
      const started = await starting.startNow(caller, which, wish);
      if (started.is === 'live') return { say: 'started', session: started.session };
      return { say: 'chooseDevice', sessionId: id, devices: started.devices, to: 'start' };
    });
  } catch (error) {
    const isAsleep = error instanceof Unavailable && error.kind === 'asleep';
    if (!isAsleep && !(error instanceof Refusal && error.code === 'noDeviceAwake')) throw error;
    return { say: 'noDevice', sessionId: access.find(caller, which).id };
  }
}
