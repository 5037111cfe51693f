import type { Account } from '../account.ts';
import { Refusal } from '../rules/rules.ts';
import type { Call } from '../web-api/call.ts';
import type { Device } from './device.ts';
import type { Playback } from './playback.ts';
import { activeDevice, isListed } from './player.ts';

/** The device a play request is for: the one it names, else the active one. */
export function targetOf(call: Call): Device {
  const playback = call.account.player.now();
  const id = call.query.device_id;
  if (id !== undefined) return reachableDevice(call.account, id, playback);
  const device = activeDevice(playback);
  if (!device) throw new Refusal('active-device');
  return device;
}

/** The device any other command is for: only an active one takes it. */
export function activeTarget(call: Call): Device {
  const device = targetOf(call);
  if (device !== activeDevice(call.account.player.now())) throw new Refusal('active-device');
  if (call.now < device.refusesUntil) throw new Refusal('settled');
  return device;
}

/** A device by its id, if it can be reached; one that is only idle may still answer. */
export function reachableDevice({ person }: Account, id: string, playback: Playback): Device {
  const device = person.devices.find((known) => known.id === id && !known.withoutId);
  const answers = device && device.state !== 'asleep' && (isListed(device, playback) || device.answersWhenIdle);
  if (!answers) throw new Refusal('device-known');
  return device;
}
