import { embedLength } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { track } from '../../test/track.ts';
import { end } from '../session/ending.ts';
import { open } from '../session/lobby.ts';
import { guest, join, leave } from '../session/members.ts';
import { judge } from '../session/player/judge.ts';
import { runDry } from '../session/player/outcomes.ts';
import type { Live, Lobby, Session } from '../session/session.ts';
import { DEFAULT_SETTINGS } from '../session/settings.ts';
import { start } from '../session/start.ts';
import type { Track } from '../session/track.ts';
import { type Card, renderCard } from './card.ts';

const NOW = Date.UTC(2026, 10, 21, 20);
const HOSTILE = [
  '@everyone',
  '<@1234567890>',
  '<@&99>',
  '[click](https://evil.example)',
  '**bold** `code` ||x||',
  '# Title\n- list',
  '</sesh:1>',
  '<t:0:R>',
  '\u202egnirts',
  '👩‍👩‍👧‍👦',
];

function lobby(people: Record<string, Track[]>): Lobby {
  const [host = 'ada', ...others] = Object.keys(people);
  const place = { id: 'abc123', guildId: '1', channelId: '2', seed: '0'.repeat(32) };
  const first = open(place, host, DEFAULT_SETTINGS, NOW);
  const all = others.reduce(
    (lobbySoFar, id) => join(lobbySoFar, { id, guest: false, tops: people[id] ?? null }, NOW),
    first,
  );
  return {
    ...all,
    members: all.members.map((member) => (member.id === host ? { ...member, tops: people[host] ?? [] } : member)),
  };
}

function playing(from: Lobby): Live {
  const live = start(from, { id: 'd', name: 'Phone' }, NOW);
  const [first] = live.setlist;
  if (!first) throw new Error('an empty setlist');
  const at = NOW + 600;
  const seen = {
    at,
    saw: 'track',
    track: first.track,
    progressMs: 600,
    isPlaying: true,
    context: null,
    device: null,
    shuffle: false,
    repeat: 'off',
  } as const;
  return judge(live, seen, at).live;
}

function ids(amount: number): string[] {
  return Array.from({ length: amount }, (_, place) => String(100_000_000_000_000_000n + BigInt(place)));
}

/** The same limits that Discord sets, and that its builders do not all check. */
function withinLimits({ embeds, components }: Card): boolean {
  const customIds = components.flatMap((row) =>
    row.components.flatMap((part) => ('custom_id' in part ? [part.custom_id] : [])),
  );
  const total = embeds.reduce((sum, embed) => sum + embedLength(embed), 0);
  return (
    total <= 6_000 &&
    components.length <= 5 &&
    components.every((row) => row.components.length <= 5) &&
    new Set(customIds).size === customIds.length &&
    embeds.every(({ fields = [] }) => fields.every(({ value }) => value !== '' && value.length <= 1_024))
  );
}

describe('the card of forty members with four hundred songs of endless names', () => {
  const endless = (name: string) =>
    track(name, {
      title: `${name} ${'long '.repeat(2_000)}`,
      artists: Array(30).fill('An Endless Ensemble'),
      album: 'x'.repeat(5_000),
    });
  const people = Object.fromEntries(
    ids(40).map((id) => [id, Array.from({ length: 10 }, (_, place) => endless(`${id}x${place}`))]),
  );
  const crowd = lobby(people);
  const live = playing(crowd);
  const heard: Live = {
    ...live,
    setlist: live.setlist.map((pick) => ({ ...pick, status: { state: 'played', at: NOW } })),
  };
  const phases: [string, Session][] = [
    ['lobby', crowd],
    ['live', live],
    ['paused', { ...live, playback: { is: 'paused', what: { pick: 'p1' }, positionMs: 61_000, since: NOW } }],
    ['unknown', { ...live, playback: { is: 'unknown', since: NOW, saw: 'nothing', last: null } }],
    ['over', { ...heard, playback: { is: 'over', since: NOW } }],
    ['recap', end(heard, 'ended', NOW)],
  ];

  it.each(phases)('stays within what Discord takes: %s', (_, session) => {
    expect(withinLimits(renderCard(session, NOW))).toBe(true);
  });

  it('names the first bringers of a song that everybody brought, and how many more', () => {
    const shared = playing(lobby(Object.fromEntries(ids(40).map((id) => [id, [track('same')]]))));
    expect(renderCard(shared, NOW).embeds[0]?.description).toMatch(/Brought by (<@\d+>, ){4}<@\d+> and 35 more/);
  });
});

describe('the recap', () => {
  it('cuts no line: what does not fit goes to the next page', () => {
    const people = Object.fromEntries(
      ids(5).map((id) => [id, Array.from({ length: 20 }, (_, place) => track(`shared${place}`))]),
    );
    const live = playing(lobby(people));
    const wordy = live.setlist.map((pick) => ({
      ...pick,
      track: { ...pick.track, title: '*'.repeat(60), artists: ['_'.repeat(40)] },
      status: { state: 'skipped', at: NOW, by: 'ada' } as const,
    }));
    const shown = renderCard(end({ ...live, setlist: wordy }, 'ended', NOW), NOW);
    const lines = shown.embeds[0]?.description?.split('\n').slice(2) ?? [];
    expect(lines.every((line) => line.endsWith('~~ skipped'))).toBe(true);
    expect(JSON.stringify(shown.components)).toContain('All 20 songs');
  });
});

it('escapes a name once, so that it reads as it is written', () => {
  const shown = renderCard(playing(lobby({ ada: [track('a', { title: '*Starlight* [Reprise](x)' })] })), NOW);
  expect(shown.embeds[0]?.title).toBe('▶ \\*Starlight\\* \\[Reprise\\](x)');
});

describe('a name that tries to be more than a name', () => {
  it.each(HOSTILE)('is only text on the card: %s', (name) => {
    const shown = renderCard(playing(lobby({ ada: [track('a', { title: name, artists: [name], album: name })] })), NOW);
    const text = JSON.stringify(shown.embeds)
      .replace(/<@ada>/g, '')
      .replace(/<t:\d+:R>/g, '');
    expect(text).not.toMatch(/<@|<t:|<\/|@everyone|\n#|\n-|(?<!\\\\)\]\(https:\/\/evil/);
  });
});

describe('the card says', () => {
  const two = lobby({ ada: [track('a')], ben: [track('b', { explicit: true })] });

  it('whole, for a lobby', () => {
    const [embed] = renderCard(join(lobby({ ada: [track('a')] }), guest('ben'), NOW), NOW).embeds;
    expect(embed?.description?.split('\n')).toEqual([
      'Press **Join**. Everybody’s top 5 songs of the last six months will play on <@ada>’s Spotify, taking turns.',
      '',
      '• <@ada> host · 1 song',
      '• <@ben> guest',
    ]);
  });

  it('when the track ends as a time that clients count by themselves', () => {
    const live = playing(two);
    const length = live.setlist[0]?.track.durationMs ?? 0;
    expect(renderCard(live, NOW).embeds[0]?.description).toContain(`Ends <t:${(NOW + length) / 1_000}:R>`);
  });

  it('the same as long as nothing changes: nothing on it ticks', () => {
    const live = playing(two);
    const [first] = live.setlist;
    const at = NOW + 100_000;
    const seen = {
      at,
      saw: 'track',
      track: first?.track ?? track('a'),
      progressMs: 100_700,
      isPlaying: true,
      context: null,
      device: null,
      shuffle: false,
      repeat: 'off',
    } as const;
    expect(renderCard(judge(live, seen, at).live, NOW)).toEqual(renderCard(live, NOW));
  });

  it('where a paused track stands, without a time that would go on counting', () => {
    const paused: Live = {
      ...playing(two),
      playback: { is: 'paused', what: { pick: 'p1' }, positionMs: 83_000, since: NOW },
    };
    const text = JSON.stringify(renderCard(paused, NOW));
    expect(text).toContain('Paused at 1:23 of 3:20');
    expect(text).not.toContain('<t:');
  });

  it('trouble with its next step, and until when', () => {
    const until = NOW + 3_600_000;
    const waiting: Live = { ...playing(two), trouble: { kind: 'wait', since: NOW, until } };
    expect(renderCard(waiting, NOW).embeds[0]?.description).toContain(
      `Spotify asked us to wait until <t:${until / 1_000}:t>`,
    );
  });

  it('what becomes of the music while Spotify cannot be asked', () => {
    const trouble = { kind: 'wait', since: NOW } as const;
    const paused = { is: 'paused', what: { pick: 'p1' }, positionMs: 83_000, since: NOW } as const;
    const described = (live: Live) => renderCard(live, NOW).embeds[0]?.description;
    expect(described({ ...playing(two), trouble })).toContain('wait a little. The music goes on by itself.');
    expect(described({ ...playing(two), trouble, playback: paused })).toContain(
      'wait a little. Until then, <@ada> can press play in Spotify itself.',
    );
  });

  it('nothing to hear, where songs wait for a device that is gone', () => {
    const stranded: Live = { ...runDry(playing(two), NOW + 60_000), trouble: { kind: 'asleep', since: NOW + 60_000 } };
    const [embed] = renderCard(stranded, NOW).embeds;
    expect(embed?.title).toBe('Nothing to hear');
    expect(embed?.description).not.toContain('Every song has had its turn');
  });

  it('what was dropped nowhere', () => {
    const live = playing(lobby({ ada: [track('a')], ben: [track('b')], chloe: [track('c')] }));
    const waitingPick = live.setlist.find((pick) => pick.status.state === 'waiting' && pick.broughtBy[0] !== 'ada');
    const without = leave(live, waitingPick?.broughtBy[0] ?? '', NOW);
    const card = JSON.stringify(renderCard(without, NOW));
    expect(card).not.toContain(waitingPick?.track.url);
    expect(card).toContain('Track 1 of 2');
  });
});
