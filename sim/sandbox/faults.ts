import type { BotHandle } from '../bot-process.ts';
import type { Device, SpotifyPerson } from '../spotify/spotify.ts';
import type { World } from '../world.ts';
import type { ShownFault } from './protocol.ts';

type Fault = {
  group: string;
  name: (player: SpotifyPerson) => string;
  about: string;
  cure?: string;
  isPossible?: (player: SpotifyPerson) => boolean;
} & (
  | { play: (player: SpotifyPerson) => unknown }
  | { isOn: (player: SpotifyPerson) => boolean; turn: (player: SpotifyPerson, on: boolean) => unknown }
);

const QUARANTINE_MS = 15 * 3_600_000;
const SECOND_MS = 1_000;
const SHORT_WAIT_S = 20;
const ADVERT_MS = 30 * SECOND_MS;
const FAILED_CALLS = 4;
const FAILED_EDITS = 3;

export type Faults = ReturnType<typeof createFaults>;

/** Everything that can go wrong in an evening, by name, to be played on purpose; some of it concerns one player. */
export function createFaults(world: World, bot: BotHandle | undefined) {
  const { discord, spotify, guild, channel, clock } = world;
  let played = 0;
  let endQuarantine: (() => void) | null = null;
  let isMuted = false;
  let isAway = false;

  function quarantine(on: boolean): void {
    endQuarantine?.();
    endQuarantine = on ? clock.after(QUARANTINE_MS, () => quarantine(false)) : null;
    spotify.setQuota('player', on ? 0 : Number.MAX_SAFE_INTEGER, QUARANTINE_MS / SECOND_MS);
  }

  function mute(on: boolean): void {
    isMuted = on;
    channel.setRights(on ? [{ for: 'bot', deny: ['SEND_MESSAGES'] }] : []);
  }

  function goAway(on: boolean): void {
    isAway = on;
    guild.setAvailable(!on);
  }

  const faults: Record<string, Fault> = {
    'bot-killed': {
      group: 'The bot',
      name: () => 'the bot is killed',
      about: 'The services live on and the music plays on. Start the bot again: it goes on where the evening is.',
      cure: 'start it again',
      isPossible: () => bot !== undefined && bot.state() !== 'starting',
      isOn: () => bot?.state() === 'down',
      turn: (_player, on) => (on ? bot?.kill() : bot?.start()),
    },
    'device-sleeps': {
      group: 'The player',
      name: (player) => `${inHand(player)?.name ?? `${player.displayName}’s phone`} falls asleep`,
      about: 'Spotify no longer lists it. The card says so at the next look or press; wake it in the player.',
      isPossible: (player) => inHand(player) !== undefined,
      play: (player) => sleep(player, 'asleep'),
    },
    'device-dozes': {
      group: 'The player',
      name: () => 'it only dozes',
      about: 'It is still listed, but does what it is told only when it is woken.',
      isPossible: (player) => inHand(player) !== undefined,
      play: (player) => sleep(player, 'dozing'),
    },
    advert: {
      group: 'The player',
      name: () => 'an advert comes in',
      about: 'For half a minute something sounds that is no song. The evening waits for it to pass.',
      isPossible: (player) => player.now().isPlaying,
      play: (player) => player.playAd(ADVERT_MS),
    },
    'private-session': {
      group: 'The player',
      name: () => 'private session',
      about: 'Spotify shows nothing of what sounds.',
      isOn: (player) => player.privateSession,
      turn: (player, on) => {
        player.privateSession = on;
      },
    },
    revoked: {
      group: 'The player',
      name: (player) => `${player.displayName} disconnects at Spotify`,
      about: 'What was allowed is over, at the latest when the key of this hour runs out. Connecting again mends it.',
      play: (player) => player.revoke(),
    },
    quarantine: {
      group: 'Spotify',
      name: () => 'Spotify says: wait 15 hours',
      about:
        'No call to any player is answered for so long. What was handed over plays on by itself. Who was told to wait waits, even if it ends sooner.',
      isOn: () => endQuarantine !== null,
      turn: (_player, on) => quarantine(on),
    },
    hurry: {
      group: 'Spotify',
      name: () => 'it says: wait 20 seconds',
      about: 'The next call is refused for asking too often.',
      play: () =>
        spotify.failNext({
          service: 'api',
          path: /./,
          status: 429,
          headers: { 'retry-after': String(SHORT_WAIT_S) },
          body: { error: { status: 429, message: 'API rate limit exceeded' } },
        }),
    },
    breakdown: {
      group: 'Spotify',
      name: () => `its next ${FAILED_CALLS} calls fail`,
      about: 'Each of the next calls is answered with 503.',
      play: () => spotify.failNext({ service: 'api', path: /./, status: 503, body: '', times: FAILED_CALLS }),
    },
    unlisted: {
      group: 'Spotify',
      name: (player) => `${player.displayName} is off the app’s list`,
      about:
        'Only five people, listed by hand, may use a private app. Calls for others are refused, and so is linking.',
      isOn: (player) => !player.listed,
      turn: (player, on) => {
        player.listed = !on;
      },
    },
    lapsed: {
      group: 'Spotify',
      name: () => 'the owner’s Premium lapses',
      about: 'Spotify refuses everything until whoever owns the app pays again.',
      isOn: () => !spotify.ownerPremium,
      turn: (_player, on) => {
        spotify.ownerPremium = !on;
      },
    },
    gateway: {
      group: 'Discord',
      name: () => 'the gateway drops',
      about: 'The bot’s connection is cut. It comes back and takes up its session; nothing is lost.',
      play: () => discord.dropGateway(),
    },
    forgotten: {
      group: 'Discord',
      name: () => 'Discord forgets the bot’s session',
      about: 'The bot has to begin a new one.',
      play: () => discord.invalidateSession(),
    },
    edits: {
      group: 'Discord',
      name: () => `${FAILED_EDITS} edits fail`,
      about: 'The next edits of a message are answered with 503. The card catches up.',
      play: () => discord.failNext({ method: 'PATCH', path: /\/messages\/\d+$/, status: 503, times: FAILED_EDITS }),
    },
    muted: {
      group: 'Discord',
      name: () => 'the bot may not write here',
      about: 'Somebody took the permission to send messages away from it.',
      isOn: () => isMuted,
      turn: (_player, on) => mute(on),
    },
    outage: {
      group: 'Discord',
      name: () => 'this server has an outage',
      about: 'Discord says that the server is not available.',
      isOn: () => isAway,
      turn: (_player, on) => goAway(on),
    },
  };

  return {
    /** Returns true once any was played. */
    wasAnyPlayed: () => played > 0,
    shown: (player: SpotifyPerson): ShownFault[] =>
      Object.entries(faults).map(([id, fault]) => show(id, fault, player)),
    /** Plays a fault, or ends one that lasts; resolves with it as it then is. */
    async play(id: string, player: SpotifyPerson, on: boolean): Promise<ShownFault> {
      const fault = Object.hasOwn(faults, id) ? faults[id] : undefined;
      if (!fault) throw new Error('There is no such fault.');
      if (fault.isPossible?.(player) === false) throw new Error('That cannot happen just now.');
      if ('play' in fault) await fault.play(player);
      else if (fault.isOn(player) !== on) await fault.turn(player, on);
      played++;
      return show(id, fault, player);
    },
  };
}

function show(id: string, fault: Fault, player: SpotifyPerson): ShownFault {
  const { group, name, about, cure = 'end it', isPossible } = fault;
  return {
    id,
    group,
    name: name(player),
    about,
    isOn: 'isOn' in fault ? fault.isOn(player) : null,
    cure,
    isPossible: isPossible?.(player) ?? true,
  };
}

/** The device that plays, or else the first that is awake. */
function inHand(player: SpotifyPerson): Device | undefined {
  const awake = player.devices.filter(({ state }) => state === 'awake');
  return awake.find((device) => device === player.now().device) ?? awake[0];
}

function sleep(player: SpotifyPerson, how: 'asleep' | 'dozing'): void {
  const device = inHand(player);
  if (device) player.sleep(device, how);
}
