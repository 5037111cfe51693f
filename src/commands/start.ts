import { Unavailable } from '../ports/unavailable.ts';
import type { Caller, Which } from '../service/access.ts';
import { Refusal } from '../session/refusal.ts';
import { COMMANDS } from '../words/commands.ts';
import { deviceWish } from './choices.ts';
import { type Button, type Command, of, type Services } from './command.ts';
import { completeDevice, orWhichDevice } from './device.ts';
import type { Reply } from './reply.ts';

export const start: Command = {
  addOptions: (builder) =>
    builder.addStringOption((option) =>
      option.setName('device').setDescription(COMMANDS.start.options.device).setAutocomplete(true),
    ),
  run(services, { caller, options }) {
    const wish = options.text('device');
    return startOn(services, caller, 'here', wish === undefined ? wish : deviceWish(wish));
  },
  complete: completeDevice,
};

/** Start on the card, **Try again**, and the choice of a device. */
export const pressStart: Button = async (services, press) => {
  const reply = await startOn(services, press.caller, of(press), press.values[0]);
  return reply.say === 'started' && press.values.length === 0 && press.arg === undefined ? null : reply;
};

async function startOn({ access, starting }: Services, caller: Caller, which: Which, wish?: string): Promise<Reply> {
  try {
    const { id } = access.find(caller, which);
    return await orWhichDevice('start', id, async () => {
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
