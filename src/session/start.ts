import { layOut } from './blend.ts';
import { newProgramme } from './player/programme.ts';
import { Refusal } from './refusal.ts';
import { bringsSongs, commonOf, type Device, type Live, type Lobby } from './session.ts';

/** Shuffles everybody's songs into the setlist and hands the first of them to the device. */
export function start(lobby: Lobby, device: Device, now: number): Live {
  const setlist = layOut(lobby.members, lobby.settings, lobby.seed);
  if (setlist.length === 0) throw new Refusal('nothingToPlay');
  const { phase: _, readiness: __, ...common } = lobby;
  return {
    ...common,
    phase: 'live',
    touchedAt: now,
    startedAt: now,
    members: lobby.members.map((member) => ({ ...member, entered: bringsSongs(member) })),
    setlist,
    programme: newProgramme(device, setlist, 0, now),
    playback: { is: 'starting' },
    ownQueued: 0,
    lookedAt: null,
    trouble: null,
    votes: null,
    call: null,
    leftPlaying: null,
  };
}

/** The lobby as it was before a start that the player refused. */
export function unstart(live: Live): Lobby {
  const members = live.members.map((member) => ({ ...member, entered: false }));
  return { ...commonOf(live), touchedAt: live.touchedAt, members, phase: 'lobby', readiness: null };
}
