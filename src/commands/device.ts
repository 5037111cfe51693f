import type { Caller, Which } from '../service/access.ts';
import { SeveralDevices } from '../service/devices.ts';
import { fold, holding } from '../session/names.ts';
import { COMMANDS } from '../words/commands.ts';
import { deviceChoices, requestedDevice } from './choices.ts';
import {
  type CommandCall,
  type PressHandler,
  type Services,
  type Subcommand,
  type Suggestion,
  sessionOf,
} from './command.ts';
import type { DeviceUse, Reply } from './reply.ts';

export const device: Subcommand = {
  addOptions: (builder) =>
    builder.addStringOption((option) =>
      option.setName('device').setDescription(COMMANDS.device.options.device).setAutocomplete(true).setRequired(true),
    ),
  run: (services, { caller, options }) => moveTo(services, caller, 'here', options.text('device') ?? ''),
  complete: completeDevice,
};

/** The choice among several devices of that name. */
export const pressDevice: PressHandler = (services, press) =>
  moveTo(services, press.caller, sessionOf(press), press.values[0] ?? press.arg ?? '');

async function moveTo({ access, playing }: Services, caller: Caller, which: Which, wish: string): Promise<Reply> {
  return orAskForDevice('device', access.find(caller, which).id, async () => {
    const { name } = await playing.moveTo(caller, which, requestedDevice(wish));
    return { say: 'deviceMoved', device: name };
  });
}

/** Does something on a device; where several have the name that was wished for, asks which one. */
export async function orAskForDevice(to: DeviceUse, sessionId: string, act: () => Promise<Reply>): Promise<Reply> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof SeveralDevices)) throw error;
    return { say: 'chooseDevice', sessionId, devices: error.devices, to };
  }
}

/** Returns the host's devices whose name or kind holds what has been typed. */
export async function completeDevice(
  { access, devices: known }: Services,
  { caller }: CommandCall,
  typed: string,
): Promise<Suggestion[]> {
  const session = access.find(caller, 'here');
  if (session.hostId !== caller.userId) return [];
  const devices = await known.atOnce(caller.userId);
  const fits = holding(typed);
  return deviceChoices(devices.filter(({ name, type }) => fits(fold(`${name} ${type}`))));
}
