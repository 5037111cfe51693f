import type { APIEmbed } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { readDiscord } from '../../test/discord-text.ts';
import { track } from '../../test/track.ts';
import { deviceChoices, songChoices } from '../commands/choices.ts';
import type { PlayerDevice } from '../ports/player.ts';
import { end } from '../session/ending.ts';
import { open } from '../session/lobby.ts';
import { fold, meant } from '../session/names.ts';
import { judge } from '../session/player/judge.ts';
import type { Live } from '../session/session.ts';
import { DEFAULT_SETTINGS } from '../session/settings.ts';
import { start } from '../session/start.ts';
import { partsOf, type Track } from '../session/track.ts';
import { renderReply } from './answers.ts';
import { renderCard } from './card.ts';
import { escapeName } from './text.ts';

const NOW = Date.UTC(2026, 10, 21, 20);

/** An evening of the host's alone in which these play, in some order. */
function evening(songs: readonly Track[], device = 'Phone'): Live {
  const place = { id: 'abc123', guildId: '1', channelId: '2', seed: '0'.repeat(32) };
  const lobby = open(place, '77', DEFAULT_SETTINGS, NOW);
  const live = start(
    { ...lobby, members: lobby.members.map((member) => ({ ...member, tops: songs })) },
    {
      id: 'd',
      name: device,
    },
    NOW,
  );
  const seen = {
    at: NOW,
    saw: 'track',
    track: live.setlist[0]?.track ?? track('none'),
    progressMs: 0,
    isPlaying: true,
    context: null,
    device: null,
    shuffle: false,
    repeat: 'off',
  } as const;
  return judge(live, seen, NOW).live;
}

function called(name: string, id = 'a'): Track {
  return track(id, { title: name, artists: [name, 'Second'], album: name });
}

function textsOf(embeds: readonly APIEmbed[]): string[] {
  return embeds.flatMap(({ title = '', description = '', fields = [] }) => [
    title,
    description,
    ...fields.map(({ value }) => value),
  ]);
}

const mentions = (subcommand: string) => `</sesh ${subcommand}:5>`;

/** Every text with markup in which other people's names stand. */
const PLACES: Record<string, (name: string) => string[]> = {
  'the card': (name) => textsOf(renderCard(evening([called(name)]), NOW).embeds),
  'what is next': (name) =>
    textsOf(renderCard(evening([called(name), { ...called(name, 'b'), durationMs: 1_000 }]), NOW).embeds),
  'the recap': (name) => textsOf(renderCard(end(evening([called(name)]), 'ended', NOW), NOW).embeds),
  'the queue': (name) =>
    textsOf(
      renderReply(
        { say: 'queue', session: evening([called(name), { ...called(name, 'b'), durationMs: 1_000 }]), page: 0 },
        mentions,
      ).embeds,
    ),
  'one’s own songs': (name) => {
    const own = {
      session: evening([track('a')]),
      songs: [called(name)],
      canSwap: true,
      canBring: false,
      toppedUp: false,
    };
    return textsOf(renderReply({ say: 'ownSongs', own }, mentions).embeds);
  },
  'a song that was added': (name) => [
    renderReply({ say: 'songAdded', track: called(name), how: 'added' }, mentions).content,
  ],
  'a song that was removed': (name) => [
    renderReply({ say: 'songRemoved', track: called(name), how: 'out' }, mentions).content,
  ],
  'a device on which it plays': (name) => [renderReply({ say: 'deviceMoved', device: name }, mentions).content],
  'a device on which it starts': (name) => [
    renderReply({ say: 'started', session: evening([track('a')], name) }, mentions).content,
  ],
  'the lights of a lobby': (name) => {
    const place = { id: 'abc123', guildId: '1', channelId: '2', seed: '0'.repeat(32) };
    const lobby = open(place, '77', DEFAULT_SETTINGS, NOW);
    return textsOf(
      renderCard({ ...lobby, readiness: { at: NOW, device: name, trouble: null, mayPost: true } }, NOW).embeds,
    );
  },
};

const NAMES = [
  '>>> everything',
  '> quoted',
  '>',
  '# Big',
  '### Small',
  '-# tiny',
  '- item',
  '* item',
  '+ item',
  '1. first',
  '99) bottles',
  '**bold**',
  '*',
  '_',
  '__under__',
  'snake_case_word',
  '~~gone~~',
  '||hush||',
  '`code`',
  '````four````',
  '```js',
  '\\',
  'back\\*slash',
  '[click](https://evil.example)',
  '](https://evil.example)',
  '<https://evil.example>',
  'https://evil.example/a_b',
  'discord.gg/abc',
  'discord.com/invite/abc',
  '@everyone',
  '@here',
  '<@1234567890>',
  '<@&99>',
  '<#987>',
  '</sesh:1>',
  '<t:0>',
  '<t:0:R>',
  '<:e:1>',
  '<a:e:1>',
  '<id:guide>',
  ':smile:',
  '10:20:30',
  'me@example.org',
  'גשר של נייר',
  'ليل (المدينة) 3',
  '> שלום',
  'AC/DC - Live!',
  'Ünïcødé 👩‍👩‍👧‍👦',
];

describe.each(Object.entries(PLACES))('a name in %s', (_, textsWith) => {
  it.each(NAMES)('is only its own signs: %s', (name) => {
    const harmless = textsWith('Xyzzy').map(readDiscord);
    expect(textsWith(name).map(readDiscord)).toEqual(
      harmless.map(({ markup, words }) => ({ markup, words: words.replaceAll('Xyzzy', name) })),
    );
  });
});

describe('a name from right to left', () => {
  const own = { ...called('גשר של נייר'), artists: ['תמר אלון', 'نور القاسم'], album: 'רוח מזרחית' };
  const isolated = (name: string) => `\u2068${name}\u2069`;

  it('stands for itself, so that title, artists and album keep their places', () => {
    const [embed] = renderCard(evening([own]), NOW).embeds;
    expect(embed?.title).toBe(`▶ ${isolated(own.title)}`);
    expect(embed?.description?.split('\n')[0]).toBe(
      `${isolated('תמר אלון')}, ${isolated('نور القاسم')} · ${isolated(own.album)}`,
    );
    expect(songChoices([{ value: 'x', track: own }])[0]?.name).toBe(
      `${isolated(own.title)} · ${isolated('תמר אלון')}, ${isolated('نور القاسم')}`,
    );
  });

  it.each(['Song\u200f', '\u200fSong', 'Song \u200f(Live)'])(
    'by its mark alone, stands for itself, too: %j',
    (name) => {
      expect(escapeName(name, 50)).toBe(isolated(name));
    },
  );

  it.each([
    ['an override', '\u202egnirts'],
    ['an isolate that is never closed', '\u2067מ'],
    ['what closes more than it opened', 'a\u2069\u202c\u2069b'],
  ])('and none turns its surroundings around: %s', (_, name) => {
    for (const text of Object.values(PLACES).flatMap((textsWith) => textsWith(name))) {
      expect(text).not.toMatch(/[\u202a-\u202e\u2066\u2067]/);
      expect(text.split('\u2068').length).toBe(text.split('\u2069').length);
    }
  });
});

describe('a name that is too long', () => {
  const heaps = [
    '*'.repeat(500),
    '\\'.repeat(500),
    'א'.repeat(500),
    '👩‍👩‍👧‍👦'.repeat(80),
    `a${'\u0301'.repeat(500)}`,
    '\u0301'.repeat(500),
    'א*'.repeat(300),
    '😀'.repeat(300),
    '@<'.repeat(200),
  ];
  it.each(heaps)('is cut where nothing breaks: %s', (name) => {
    for (let most = 8; most < 90; most++) {
      const text = escapeName(name, most);
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toMatch(/…\u2069?$/);
      expect(text).not.toMatch(/(?<!\\)(?:\\\\)*\\…/);
      expect(text.split('\u2068').length).toBe(text.split('\u2069').length);
      expect(text.length).toBeGreaterThan(most / 4 - 2);
    }
  });
});

it('what is missing leaves no dot behind', () => {
  const described = (song: Track) => renderCard(evening([song]), NOW).embeds[0]?.description?.split('\n')[0];
  expect(described(track('a', { artists: ['Unknown artist'], album: '' }))).toBe('Unknown artist');
  expect(described(track('a', { artists: ['Mirela Ost'], album: '', explicit: true }))).toBe('Mirela Ost · 🅴');
});

it('a position is never beyond the end', () => {
  const live = evening([track('a', { durationMs: 200_000 })]);
  const [pick] = live.setlist;
  const paused: Live = {
    ...live,
    playback: { is: 'paused', what: { pick: pick?.id ?? '' }, positionMs: 290_000, since: NOW },
  };
  expect(renderCard(paused, NOW).embeds[0]?.description).toContain('Paused at 3:20 of 3:20');
});

type Menu = { options: { label: string; value: string; description?: string }[] };
const menuOf = (components: unknown): Menu['options'] =>
  (components as { components: Menu[] }[])[0]?.components[0]?.options ?? [];
const phone: PlayerDevice = { id: 'p', name: 'Phone', type: 'Smartphone', active: false };

describe('choices', () => {
  const low = track('t1', { title: 'Low Tide', artists: ['Mirela Ost'], album: 'Low Tide' });
  const editions = [
    low,
    track('t2', { title: 'Low Tide', artists: ['Mirela Ost'], album: 'Low Tide (Deluxe)' }),
    track('t3', { title: 'Low Tide', artists: ['Mirela Ost'], album: 'Low Tide', durationMs: 246_000 }),
    track('t4', { title: 'Low Tide', artists: ['Mirela Ost'], album: 'Low Tide' }),
    track('t5', { title: 'High Tide', artists: ['Mirela Ost'] }),
  ];

  it('that would read the same are told apart by album, length, at last a number', () => {
    const choices = songChoices(editions.map((song) => ({ value: song.id, track: song })));
    expect(choices).toEqual([
      { value: 't1', name: 'Low Tide · Mirela Ost · Low Tide · 3:20' },
      { value: 't2', name: 'Low Tide · Mirela Ost · Low Tide (Deluxe)' },
      { value: 't3', name: 'Low Tide · Mirela Ost · Low Tide · 4:06' },
      { value: 't4', name: 'Low Tide · Mirela Ost · Low Tide · 3:20 (2)' },
      { value: 't5', name: 'High Tide · Mirela Ost' },
    ]);
    const said = renderReply({ say: 'chooseSong', sessionId: 's', tracks: editions }, mentions);
    expect(menuOf(said.components).map(({ label, description }) => `${label} / ${description}`)).toEqual([
      'Low Tide / Mirela Ost · Low Tide · 3:20',
      'Low Tide / Mirela Ost · Low Tide (Deluxe)',
      'Low Tide / Mirela Ost · Low Tide · 4:06',
      'Low Tide / Mirela Ost · Low Tide · 3:20 (2)',
      'High Tide / Mirela Ost',
    ]);
  });

  it('of devices are told apart by kind, and by which is in use', () => {
    const devices = [
      phone,
      { ...phone, id: 'q', type: 'Speaker' },
      { ...phone, id: 'r', type: 'Speaker', active: true },
      { ...phone, id: 's', name: 'phone', type: 'Smartphone' },
      { ...phone, id: 't', name: 'Kitchen' },
    ];
    expect(deviceChoices(devices).map(({ name }) => name)).toEqual([
      'Phone · Smartphone',
      'Phone · Speaker',
      'Phone · Speaker · active',
      'phone · Smartphone (2)',
      'Kitchen',
    ]);
    const said = renderReply({ say: 'chooseDevice', sessionId: 's', devices, to: 'start' }, mentions);
    expect(menuOf(said.components).map(({ label, description }) => `${label} / ${description}`)).toEqual([
      'Phone / Smartphone',
      'Phone / Speaker',
      'Phone / Speaker · active',
      'phone / Smartphone (2)',
      'Kitchen / Smartphone',
    ]);
  });

  it('of devices are numbered as none of the others is called', () => {
    const devices = ['Phone', 'Phone', 'Phone · Smartphone (2)', 'Phone · Smartphone (3)'].map((name, place) => ({
      ...phone,
      id: `d${place}`,
      name,
    }));
    expect(deviceChoices(devices).map(({ name }) => name)).toEqual([
      'Phone · Smartphone',
      'Phone · Smartphone (4)',
      'Phone · Smartphone (2)',
      'Phone · Smartphone (3)',
    ]);
  });

  it('name each thing once, at most 25, and only what Discord takes', () => {
    const many = Array.from({ length: 40 }, (_, place) => ({
      ...phone,
      id: `d${place % 30}`,
      name: `Phone ${place % 30}`,
    }));
    const devices = [phone, phone, { ...phone, id: 'x'.repeat(101) }, ...many];
    const choices = deviceChoices(devices);
    const entries = menuOf(
      renderReply({ say: 'chooseDevice', sessionId: 's', devices, to: 'start' }, mentions).components,
    );
    for (const values of [choices, entries].map((list) => list.map(({ value }) => value))) {
      expect(values).toHaveLength(25);
      expect(new Set(values).size).toBe(25);
      expect(Math.max(...values.map(({ length }) => length))).toBeLessThanOrEqual(100);
    }
  });

  it('are told apart after they were cut, whatever they are called', () => {
    const names = ['x', '*', 'א', '👩‍👩‍👧‍👦', '\u0301', '`', 'long '].map((sign) => sign.repeat(200));
    for (const name of names) {
      const twins = ['a', 'b', 'c'].map((id) =>
        track(id, { title: `${name}${id}`, artists: [name], album: name + id, explicit: true }),
      );
      const shown = songChoices(twins.map((song) => ({ value: song.id, track: song }))).map((choice) => choice.name);
      const menu = menuOf(renderReply({ say: 'chooseSong', sessionId: 's', tracks: twins }, mentions).components);
      const devices = deviceChoices(['a', 'b'].map((id) => ({ ...phone, id, name: name + id }))).map(
        (choice) => choice.name,
      );
      for (const texts of [shown, devices, menu.map(({ label, description }) => `${label}\n${description}`)]) {
        expect(new Set(texts.map((text) => text.split('\n').map(fold).join('\n'))).size).toBe(texts.length);
        for (const text of texts.flatMap((one) => one.split('\n'))) {
          expect(text.length).toBeLessThanOrEqual(100);
          expect(text.isWellFormed()).toBe(true);
          expect(text.split('\u2068').length).toBe(text.split('\u2069').length);
        }
      }
    }
  });

  it('have no backslash in them: Discord reads no markup there', () => {
    const [choice] = songChoices([{ value: 'x', track: called('*a_b* [c]') }]);
    expect(choice?.name).toBe('*a_b* [c] · *a_b* [c], Second');
  });

  it('are known again by what they show', () => {
    const songs = [
      ...editions.slice(0, 3),
      track('t6', { title: 'long '.repeat(60), artists: ['The Committee'], album: 'Minutes', explicit: true }),
      { ...called('גשר של נייר'), id: 't7' },
      track('t8', { title: '👩‍👩‍👧‍👦'.repeat(60), artists: Array(30).fill('An Endless Ensemble') }),
    ];
    const choices = songChoices(songs.map((song) => ({ value: song.id, track: song })));
    for (const { name, value } of choices) {
      const found = meant(songs, name, (song) => ({ id: song.id, parts: partsOf(song) }));
      expect([name, found.map(({ id }) => id)]).toEqual([name, [value]]);
    }
  });
});
