import { createHash } from 'node:crypto';

export type DeviceType = 'Computer' | 'Smartphone' | 'Speaker' | 'Tablet' | 'TV';

/** How a device behaves; all of it seen in the wild. */
export type DeviceTraits = {
  /** Listed, but under no id, so that nothing can be asked of it. */
  withoutId: boolean;
  /** Listed twice, as speakers are that can be reached in two ways. */
  listedTwice: boolean;
  /** Takes no Web API command at all. */
  restricted: boolean;
  /** Says yes to a bare list of `uris` and plays nothing: https://github.com/waaverecords/PowerToys-Run-Spotify/issues/79 */
  ignoresUris: boolean;
  /** Refuses a bare list of `uris`, plays an album or a playlist: https://github.com/spotify/web-api/issues/1433 */
  refusesUris: boolean;
  /** Shown at 0 wherever it is: https://github.com/spotify/web-api/issues/870 */
  hidesPosition: boolean;
  /** For how long after a play request it refuses any other command. */
  refusesAfterPlayMs: number;
  /** Goes on with similar songs when the list is over: https://github.com/spotify/android-sdk/issues/90 */
  autoplay: boolean;
  /**
   * At the end of the list: back at 0 and not playing, or stuck at the end and "playing":
   * https://github.com/spotify/web-api/issues/1245
   */
  atEnd: 'rewinds' | 'sticks';
  /** After how long without music it vanishes from the list. */
  idleMs: number;
  /** Whether it still takes a command by its id then: https://github.com/spotify/web-api/issues/1423 */
  answersWhenIdle: boolean;
};

export type Device = DeviceTraits & {
  id: string;
  readonly name: string;
  readonly type: DeviceType;
  /**
   * `dozing`: an app in the background: still listed, answers commands with a server error and carries them out when it
   * is woken: https://github.com/camphor-/relaym-server/blob/65009c3/docs/sotify_api_problem.md
   */
  state: 'awake' | 'dozing' | 'asleep';
  /** Until when it refuses commands, see `settlesMs`. */
  refusesUntil: number;
  /** When it last played, woke or took a command. */
  lastBusyAt: number;
};

export type NewDevice = Partial<DeviceTraits> & { name: string; type: DeviceType; awake?: boolean };

const MINUTE_MS = 60_000;

/** Phones drop out soon, computers stay: https://github.com/spotify/web-api/issues/1062 */
const PHONE_TRAITS = { idleMs: 10 * MINUTE_MS, answersWhenIdle: false };
const OTHER_TRAITS = { idleMs: 45 * MINUTE_MS, answersWhenIdle: true };

export function createDevice(device: NewDevice, owner: string, now: number, namesakes = 0): Device {
  const { awake = false, ...traits } = device;
  return {
    withoutId: false,
    listedTwice: false,
    restricted: false,
    ignoresUris: false,
    refusesUris: false,
    hidesPosition: false,
    refusesAfterPlayMs: 0,
    autoplay: false,
    atEnd: 'rewinds',
    ...(device.type === 'Smartphone' ? PHONE_TRAITS : OTHER_TRAITS),
    ...traits,
    id: deviceId(owner, device.name, ...(namesakes > 0 ? [`namesake ${namesakes}`] : [])),
    state: awake ? 'awake' : 'asleep',
    refusesUntil: now,
    lastBusyAt: now,
  };
}

/** Forty hexadecimal digits, as on the wire. */
export function deviceId(...name: string[]): string {
  return createHash('sha1').update(name.join('\u0000')).digest('hex');
}
