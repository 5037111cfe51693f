import { describe, expect, it } from 'vitest';
import { track } from '../../test/track.ts';
import { end } from './ending.ts';
import { forget } from './forget.ts';
import { newMember, open } from './lobby.ts';
import { bring, guest, join, kick } from './members.ts';
import { pseudonym, SOMEONE } from './pseudonym.ts';
import { Refusal } from './refusal.ts';
import type { Live, SetlistPick } from './session.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { add } from './songs.ts';
import { start } from './start.ts';
import { tally, vote } from './votes.ts';

const NOW = Date.UTC(2026, 10, 21, 20);
const BEN = pseudonym('b');
const PLACE = { id: 'one', guildId: 'guild', channelId: 'channel', seed: '0'.repeat(32) };

function lobby() {
  const alone = open(PLACE, 'ada', { ...DEFAULT_SETTINGS, songs: 2 }, NOW);
  return bring(join(alone, guest('ben'), NOW), 'ada', [track('a')]);
}

function pick(id: string, broughtBy: string[], status: SetlistPick['status']): SetlistPick {
  return { id, track: track(id), broughtBy, addedBy: null, round: 1, status };
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
  return session.setlist.map(({ id, broughtBy, status }) => [id, broughtBy, 'by' in status ? status.by : status.state]);
}

it('takes a member out of a lobby', () => {
  expect(forget(lobby(), 'ben', BEN, NOW).members.map(({ id }) => id)).toEqual(['ada']);
});

it('takes a member out of the music: what waits goes, what has begun stays without a name', () => {
  const left = forget(live(), 'ben', BEN, NOW) as Live;
  expect(left.members.map(({ id }) => id)).toEqual(['ada']);
  expect(setlistOf(left)).toEqual([
    ['played', [BEN, 'ada'], 'played'],
    ['skipped', ['ada'], SOMEONE],
    ['sounding', [BEN], 'sounding'],
    ['queued', [BEN], 'queued'],
    ['shared', ['ada'], 'waiting'],
  ]);
});

it('takes the name of somebody who had left already', () => {
  const gone = { ...live(), members: live().members.filter(({ id }) => id !== 'ben') };
  expect(JSON.stringify(forget(gone, 'ben', BEN, NOW))).not.toContain('ben');
});

describe('an ended session', () => {
  it('keeps how many took part, and no name of the host', () => {
    const ended = forget(end(live(), 'unlinked', NOW), 'ada', pseudonym('a'), NOW);
    expect([ended.hostId, ended.members.map(({ id }) => id)]).toEqual([SOMEONE, [`${SOMEONE}-0`, 'ben']]);
    expect(JSON.stringify(ended)).not.toContain('"ada"');
  });

  it('may forget everybody', () => {
    const nobody = forget(forget(end(live(), 'ended', NOW), 'ada', pseudonym('a'), NOW), 'ben', BEN, NOW);
    expect(nobody.members.map(({ id }) => id)).toEqual([`${SOMEONE}-0`, `${SOMEONE}-1`]);
    expect(JSON.stringify(nobody)).not.toMatch(/"ada"|"ben"/);
  });
});

it('leaves a session alone in which the person never was', () => {
  expect(forget(live(), 'chloe', pseudonym('c'), NOW)).toEqual(live());
});

describe('what somebody did before they unlinked', () => {
  const gone = () => forget(live(), 'ben', BEN, NOW) as Live;
  const back = { id: 'ben', aliases: [BEN], guest: true, tops: [] } as const;

  it('keeps them away who were sent away, and is known of nobody else', () => {
    const sent = forget(kick(live(), 'ben', NOW), 'ben', BEN, NOW) as Live;
    expect(sent.kicked).toEqual([BEN]);
    expect(() => join(sent, back, NOW)).toThrow(new Refusal('sentAway'));
    expect(() => join(sent, { ...back, id: 'chloe', aliases: [pseudonym('c')] }, NOW)).not.toThrow();
  });

  it('counts among the songs they may add, and among their turns', () => {
    const theirs = live().setlist.map((one) => (one.id === 'sounding' ? { ...one, addedBy: 'ben', round: 3 } : one));
    const limited = { ...live(), settings: { ...live().settings, songs: 1 }, setlist: theirs };
    const left = forget(limited, 'ben', BEN, NOW) as Live;
    expect(() => add(join(left, back, NOW), 'ben', track('more'))).toThrow(new Refusal('addedEnough'));
    expect(add(join(left, guest('chloe'), NOW), 'chloe', track('more')).is).toBe('added');

    const again = add(join(gone(), back, NOW), 'ben', track('more')).session;
    expect(again.setlist.at(-1)?.track.title).toBe('more'); // behind Ada’s: their turn of this round has been had
    const fresh = add(join(gone(), guest('chloe'), NOW), 'chloe', track('more')).session;
    expect(fresh.setlist.find(({ status }) => status.state === 'waiting')?.track.title).toBe('more');
  });

  it('counts as their vote once they are back, not before, and not twice', () => {
    const voting = { ...live(), members: [...live().members, newMember(guest('chloe'), NOW)] };
    const voted = vote(voting, { pick: 'sounding' }, 'ben');
    const left = forget(voted, 'ben', BEN, NOW) as Live;
    expect(tally(left).votes).toBe(0);
    const returned = join(left, back, NOW);
    expect(tally(returned).votes).toBe(1);
    expect(() => vote(returned, { pick: 'sounding' }, 'ben')).toThrow(new Refusal('votedAlready'));
  });

  it('is nobody’s once the evening is over', () => {
    const sent = forget(kick(live(), 'ben', NOW), 'ben', BEN, NOW) as Live;
    expect(JSON.stringify(end(sent, 'ended', NOW))).not.toContain(BEN);
    expect(JSON.stringify(end(join(gone(), back, NOW), 'ended', NOW).setlist)).not.toContain(BEN);
  });
});
