import { describe, expect, it } from 'vitest';
import { track } from '../../test/track.ts';
import { forget, SOMEONE } from './forget.ts';
import { bring, guest, join } from './members.ts';
import { end, type Live, open, type Pick, start } from './session.ts';

const NOW = Date.UTC(2026, 10, 21, 20);
const PLACE = { id: 'one', guildId: 'guild', channelId: 'channel', seed: '0'.repeat(32) };

function lobby() {
  const alone = open(PLACE, 'ada', { songs: 2, period: 'month', order: 'fair' }, NOW);
  return bring(join(alone, guest('ben'), NOW), 'ada', [track('a')]);
}

function pick(id: string, bringers: string[], fate: Pick['fate']): Pick {
  return { id, track: track(id), bringers, addedBy: null, round: 1, fate };
}

function live(): Live {
  const setlist = [
    pick('played', ['ben', 'ada'], { state: 'played', at: NOW }),
    pick('skipped', ['ada'], { state: 'skipped', at: NOW, by: 'ben' }),
    pick('sounding', ['ben'], { state: 'sounding', since: NOW }),
    pick('queued', ['ben'], { state: 'queued', at: NOW, sure: true }),
    pick('theirs', ['ben'], { state: 'waiting' }),
    pick('shared', ['ben', 'ada'], { state: 'waiting' }),
  ];
  return { ...start(lobby(), { id: 'phone', name: 'Phone' }, NOW), setlist };
}

function setlistOf(session: Live | ReturnType<typeof end>): [string, readonly string[], string][] {
  return session.setlist.map(({ id, bringers, fate }) => [id, bringers, 'by' in fate ? fate.by : fate.state]);
}

it('takes a member out of a lobby', () => {
  expect(forget(lobby(), 'ben', NOW).members.map(({ id }) => id)).toEqual(['ada']);
});

it('takes a member out of the music: what waits goes, what has begun stays without a name', () => {
  const left = forget(live(), 'ben', NOW) as Live;
  expect(left.members.map(({ id }) => id)).toEqual(['ada']);
  expect(setlistOf(left)).toEqual([
    ['played', [SOMEONE, 'ada'], 'played'],
    ['skipped', ['ada'], SOMEONE],
    ['sounding', [SOMEONE], 'sounding'],
    ['queued', [SOMEONE], 'queued'],
    ['shared', ['ada'], 'waiting'],
  ]);
});

it('takes the name of somebody who had left already', () => {
  const gone = { ...live(), members: live().members.filter(({ id }) => id !== 'ben') };
  expect(JSON.stringify(forget(gone, 'ben', NOW))).not.toContain('ben');
});

describe('an ended session', () => {
  it('keeps how many took part, and no name of the host', () => {
    const ended = forget(end(live(), 'unlinked', NOW), 'ada', NOW);
    expect([ended.hostId, ended.members.map(({ id }) => id)]).toEqual([SOMEONE, [`${SOMEONE}-0`, 'ben']]);
    expect(JSON.stringify(ended)).not.toContain('"ada"');
  });

  it('may forget everybody', () => {
    const nobody = forget(forget(end(live(), 'ended', NOW), 'ada', NOW), 'ben', NOW);
    expect(nobody.members.map(({ id }) => id)).toEqual([`${SOMEONE}-0`, `${SOMEONE}-1`]);
    expect(JSON.stringify(nobody)).not.toMatch(/"ada"|"ben"/);
  });
});

it('leaves a session alone in which the person never was', () => {
  expect(forget(live(), 'chloe', NOW)).toEqual(live());
});
