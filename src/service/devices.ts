import { createExpiringMap } from '../expiring-map.ts';
import type { Clock } from '../ports/clock.ts';
import type { LinkStore } from '../ports/links.ts';
import type { Look, Player, PlayerDevice } from '../ports/player.ts';
import { fold, meant } from '../session/names.ts';
import type { Observation } from '../session/player/observation.ts';
import { Refusal } from '../session/refusal.ts';
import type { Device } from '../session/session.ts';
import type { PlayerRequest } from './deliver.ts';
import { inTime } from './typing.ts';

export type Devices = {
  /** Everything that takes commands now. */
  of(hostId: string): Promise<PlayerDevice[]>;
  /** For somebody who is typing, from a list at most 30 s old; what is known, if the list takes too long. */
  atOnce(hostId: string): Promise<PlayerDevice[]>;
  /** The device on which to play, where that is known without asking: looked at just now, or listed within a minute. */
  known(hostId: string, look: Look | null, wish?: string): Promise<PlayerDevice | null>;
  /** The wished-for device; else the active one, the last used, the only one, or the list to choose from. */
  choose(hostId: string, look: Look | null, wish?: string): Promise<PlayerDevice | PlayerDevice[]>;
  /** Returns a play request before which shuffle and repeat are switched off, where `seen` shows them on. */
  inOrder(request: PlayerRequest, seen: Observation | null): PlayerRequest;
  /** Drops what is known of this person's devices. */
  forget(hostId: string): void;
};

/** The age of a list of devices up to which it is used while somebody types. */
const FRESH_MS = 30_000;
/** The age up to which it is used to say, without asking again, which device is awake. */
const KNOWN_MS = 60_000;
/** The most hosts whose lists are kept. */
const HOSTS = 10_000;
/** The longest wait of somebody who types. */
const PATIENCE_MS = 1_500;

type ListRequest = { at: number; coming: Promise<PlayerDevice[]>; known: PlayerDevice[]; forTyping: boolean };

/** The devices on which people host. */
export function createDevices(world: { player: Player; links: LinkStore; clock: Clock }): Devices {
  const { player, links, clock } = world;
  const lists = createExpiringMap<string, ListRequest>({ now: clock.now, forMs: KNOWN_MS, most: HOSTS });

  function all(hostId: string, forTyping = false): Promise<PlayerDevice[]> {
    const coming = player.devices(hostId);
    const asked: ListRequest = { at: clock.now(), coming, known: lists.get(hostId)?.known ?? [], forTyping };
    lists.set(hostId, asked);
    coming.then(
      (devices) => void Object.assign(asked, { known: devices }),
      () => {}, // whoever asked is told
    );
    return coming;
  }

  /** Whoever types may have woken a device since nothing was found for somebody else. */
  function forTyping(hostId: string): Promise<PlayerDevice[]> {
    const asked = lists.get(hostId);
    const isFresh = asked && clock.now() - asked.at < FRESH_MS && (asked.forTyping || asked.known.length > 0);
    return isFresh ? asked.coming : all(hostId, true);
  }

  /** The active one, the last used, or the only one. */
  async function likely(hostId: string, devices: readonly PlayerDevice[]): Promise<PlayerDevice | undefined> {
    const last = await links.lastDevice(hostId);
    const active = devices.find((device) => device.active);
    return active ?? (last && sameDevice(devices, last)) ?? (devices.length === 1 ? devices[0] : undefined);
  }

  return {
    of: (hostId) => all(hostId),
    atOnce: (hostId) =>
      inTime(clock, clock.now() + PATIENCE_MS, forTyping(hostId), () => lists.get(hostId)?.known ?? []),
    async known(hostId, look, wish) {
      if (wish === undefined && look?.device) return look.device;
      const listed = lists.get(hostId)?.known ?? [];
      return (wish === undefined ? await likely(hostId, listed) : chosenOf(meantBy(listed, wish))) ?? null;
    },
    async choose(hostId, look, wish) {
      if (wish === undefined && look?.device) return look.device;
      const devices = await all(hostId);
      if (devices.length === 0)
        throw new Refusal(look?.seen.unsteerableDevice === undefined ? 'noDeviceAwake' : 'unsteerable');
      return wish === undefined ? ((await likely(hostId, devices)) ?? devices) : named(devices, wish);
    },
    inOrder(request, seen) {
      if (seen?.saw !== 'track') return request;
      const { hostId, programme } = request.written;
      return {
        ...request,
        async send(player, written) {
          if (seen.repeat !== 'off') await player.repeatOff(hostId, programme.device, 'person');
          if (seen.shuffle) await player.shuffleOff(hostId, programme.device, 'person');
          return request.send(player, written);
        },
      };
    },
    forget: (hostId) => void lists.delete(hostId),
  };
}

/** A name that several devices have: which one is meant is for the person to say. */
export class SeveralDevices extends Refusal {
  readonly devices: readonly PlayerDevice[];
  constructor(devices: readonly PlayerDevice[]) {
    super('deviceUnclear');
    this.name = 'SeveralDevices';
    this.devices = devices;
  }
}

/**
 * Returns the device that somebody means; the one in use, if it is among several.
 * @throws Refusal if there is none, and `SeveralDevices`
 */
export function named(devices: readonly PlayerDevice[], wish: string): PlayerDevice {
  const found = meantBy(devices, wish);
  const device = chosenOf(found);
  if (!device) throw found.length > 0 ? new SeveralDevices(found) : new Refusal('deviceUnknown');
  return device;
}

/** Returns the devices that a wish may mean: by id, name, or name with kind. */
function meantBy(devices: readonly PlayerDevice[], wish: string): readonly PlayerDevice[] {
  return meant(devices, wish, ({ id, name, type }) => ({ id, parts: [name, type] }));
}

/** Returns which of these a device is: the one with its id, or with its name, where it has come back under another id. */
export function sameDevice(devices: readonly PlayerDevice[], { id, name }: Device): PlayerDevice | undefined {
  const exact = devices.filter((device) => device.name === name);
  const alike = exact.length > 0 ? exact : devices.filter((device) => fold(device.name) === fold(name));
  return devices.find((device) => device.id === id) ?? chosenOf(alike);
}

/** The only one, or the one in use. */
function chosenOf(devices: readonly PlayerDevice[]): PlayerDevice | undefined {
  return devices.length === 1 ? devices[0] : devices.find(({ active }) => active);
}
