import { open } from '../src/session/lobby.ts';
import { join } from '../src/session/members.ts';
import { judge } from '../src/session/player/judge.ts';
import type { Observation } from '../src/session/player/observation.ts';
import { plan, type Wake } from '../src/session/player/plan.ts';
import { queued, surelyQueued } from '../src/session/player/programme.ts';
import type { PlayerEvent } from '../src/session/player/recognise.ts';
import type { PlayerCommand } from '../src/session/player/steer.ts';
import type { Device, Live, PickStatus } from '../src/session/session.ts';
import { pickById } from '../src/session/setlist.ts';
import { DEFAULT_SETTINGS } from '../src/session/settings.ts';
import { start } from '../src/session/start.ts';
import type { Track } from '../src/session/track.ts';
import { track } from './track.ts';

/*
 * One evening of three people and six tracks of 200 s, p1 to p6, that begins at BEGAN. Each row tells what the player
 * shows at a moment and what follows: the status of each pick, what sounds, what the player is told, the next wake.
 */
export const BEGAN = Date.UTC(2026, 10, 21, 20);
export const LENGTH_MS = 200_000;
export const MINUTE_MS = 60_000;
export const HOST = 'ada';

export const OWN = track('own');
export const ALBUM = 'spotify:album:own';

export function brings(id: string, tops: Track[]) {
  return { id, guest: false, tops };
}

export function evening(durationMs = LENGTH_MS): Live {
  const place = { id: 's', guildId: 'g', channelId: 'c', seed: '0'.repeat(32) };
  const tops = (id: string) => [track(`${id}1`, { durationMs }), track(`${id}2`, { durationMs })];
  const lobby = open(place, HOST, { ...DEFAULT_SETTINGS, songs: 2 }, BEGAN);
  const filled = join(join(lobby, brings('ben', tops('b')), BEGAN), brings('chloe', tops('c')), BEGAN);
  const members = filled.members.map((member) => (member.id === HOST ? { ...member, tops: tops('a') } : member));
  return start({ ...filled, members }, { id: 'phone', name: 'Phone' }, BEGAN);
}

/** The evening once the first pick was seen to sound. */
export function playing(durationMs = LENGTH_MS): Live {
  return judge(evening(durationMs), showing('p1', 600), BEGAN + 600).live;
}

/** The same, some picks later: they have been seen to begin on time. */
export function playingFrom(pick: number, live = playing()): Live {
  let at = BEGAN;
  let now = live;
  for (let place = 2; place <= pick; place++) {
    at += LENGTH_MS;
    now = judge(now, showing(`p${place}`, 1_000, { at: at + 1_000, live: now }), at + 1_000).live;
  }
  return now;
}

export type Shown = {
  at?: number;
  live?: Live;
  isPlaying?: boolean;
  context?: string | null;
  device?: Device | null;
  shuffle?: boolean;
  repeat?: 'off' | 'context' | 'track';
};

export function showing(
  what: string,
  progressMs: number,
  { at = BEGAN + progressMs, live = evening(), ...more }: Shown = {},
): Observation {
  const seen = pickById(live, what)?.track ?? OWN;
  const rest = { isPlaying: true, context: null, device: null, shuffle: false, repeat: 'off' as const, ...more };
  return { at, saw: 'track', track: seen, progressMs, ...rest };
}

/** The same evening after a look that showed no track: one such look is not believed. */
export function blank(live: Live, at: number, saw: 'nothing' | 'idle' | 'other' = 'nothing'): Live {
  return judge(live, { at, saw }, at).live;
}

export function statuses(live: Live): string {
  const letters: Record<PickStatus['state'], string> = {
    waiting: 'w',
    queued: 'q',
    sounding: 'S',
    played: 'P',
    skipped: 'x',
    dropped: 'd',
  };
  return live.setlist.map((pick) => letters[pick.status.state]).join('');
}

export function sounds(live: Live): string {
  const { playback } = live;
  if (playback.is !== 'playing' && playback.is !== 'paused') return playback.is;
  const what = 'own' in playback.what ? 'own' : playback.what.pick;
  return playback.is === 'paused' ? `${what} paused` : what;
}

export function told(commands: readonly PlayerCommand[]): string {
  return commands
    .map((command) =>
      'picks' in command
        ? `${command.do} ${command.picks}`
        : 'pick' in command
          ? `${command.do} ${command.pick}`
          : command.do,
    )
    .join('; ');
}

export function wakeAfter(wake: Wake): string {
  return wake ? `${wake.look ? 'look' : 'wake'} at ${(wake.at - BEGAN) / 1_000} s` : 'none';
}

export type Row = {
  says: string;
  live: Live;
  seen: Observation | null;
  at?: number;
  follows: { event: PlayerEvent; statuses: string; sounds: string; told: string; wake: string };
};

/** Queued, and the player said yes. */
export function sureOf(live: Live, id: string, at: number): Live {
  return surelyQueued(queued(live, id, at), id);
}

/** Somebody joins the evening late and brings songs of their own: d1, d2 and so on for Dev. */
export function late(songs: number, joinedAt: number, live = playing(), who = 'dev'): Live {
  const tops = Array.from({ length: songs }, (_, place) => track(`${who.charAt(0)}${place + 1}`));
  return join(live, brings(who, tops), joinedAt);
}

/** The evening after a late joiner's one song, p7, was let in: it comes next, and the programme has p3 there. */
export const afterLate = (() => {
  const joined = late(1, BEGAN + 10_000);
  return judge(joined, showing('p2', 1_000, { at: BEGAN + LENGTH_MS + 1_000 }), BEGAN + LENGTH_MS + 1_000).live;
})();
export const END_MS = 6 * LENGTH_MS;
/** The sixth and last pick sounds. */
export const last = playingFrom(6);

/** What follows from a look, in the words of a row. */
export function follows({ live, seen, at = seen?.at ?? BEGAN }: Row): Row['follows'] {
  const judged = judge(live, seen, at);
  return {
    event: judged.event,
    statuses: statuses(judged.live),
    sounds: sounds(judged.live),
    told: told(judged.commands),
    wake: wakeAfter(plan(judged.live, at)),
  };
}
