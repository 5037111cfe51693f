import { describe, expect, it } from 'vitest';
import { track } from '../../test/track.ts';
import { type Called, fold, LONGEST_NAME, meant } from './names.ts';
import { partsOf } from './track.ts';

describe('names that people would call the same fold alike:', () => {
  it.each([
    [
      'apostrophes',
      [
        'Ada’s phone',
        "Ada's phone",
        'Ada‘s phone',
        'Adaʼs phone',
        'Ada`s phone',
        'Ada´s phone',
        'Adas phone',
        'Ada＇s phone',
        'Ada′s phone',
      ],
    ],
    ['quotation marks', ['“Heroes”', '"Heroes"', '„Heroes“', '«Heroes»', '「Heroes」', '＂Heroes＂', 'Heroes']],
    [
      'dashes',
      ['Re-Entry', 'Re‐Entry', 'Re‑Entry', 'Re–Entry', 'Re—Entry', 'Re−Entry', 'Re－Entry', 'Re - Entry', 'Re Entry'],
    ],
    ['spaces', ['Low Tide', 'Low\u00a0Tide', 'Low\u3000Tide', 'Low\u202fTide', ' Low  \tTide\n', 'Low\u2009Tide']],
    ['accents', ['Étude Café', 'Etude Cafe', 'E\u0301tude Cafe\u0301', 'ÉTUDE CAFÉ']],
    ['letters that are not taken apart', ['Møøse Łódź Đorđe', 'Moose Lodz Dorde']],
    ['joined letters', ['ﬁn Æon œuvre', 'fin Aeon oeuvre']],
    ['Turkish', ['İskele ışık', 'iskele işik', 'ISKELE IŞIK', 'İSKELE IŞIK']],
    ['German', ['Straße', 'STRASSE', 'STRAẞE', 'strasse']],
    ['Greek', ['Οδός', 'ΟΔΟΣ', 'οδοσ', 'ὈΔΌΣ']],
    ['Russian', ['Ёлка Зимний', 'ЕЛКА ЗИМНИЙ', 'елка зимнии']],
    ['Vietnamese', ['Đường về', 'ĐƯỜNG VỀ', 'duong ve']],
    ['Armenian', ['Երևան', 'ԵՐԵՒԱՆ']],
    ['Hebrew with and without points', ['שָׁלוֹם', 'שלום']],
    ['Arabic with and without vowels, letters joined by a stroke', ['أَحْمَد', 'احمد', 'احـــمد']],
    ['Japanese, whole and half width', ['ヴォーグ', 'ｳﾞｫｰｸﾞ']],
    ['Korean, composed or not', ['바다의 창문', '바다의 창문'.normalize('NFD')]],
    ['full width', ['Ｌｏｗ Ｔｉｄｅ １２', 'low tide 12']],
    [
      'invisible signs',
      [
        'Low\u200bTide',
        'Low\u00adTide',
        '\ufeffLowTide',
        'Low\u2060Tide\u200f',
        '\u2068LowTide\u2069',
        'LowTide\ufe0f',
        'lowtide',
      ],
    ],
    [
      'the mark of explicit songs and the dots of a choice',
      ['Minibar · Okapi Motel 🅴', 'Minibar • Okapi Motel', 'minibar okapi motel'],
    ],
  ])('%s', (_, names) => {
    expect(new Set(names.map(fold)).size, names.map(fold).join(' | ')).toBe(1);
  });

  it.each([
    ['other words', 'Low Tide', 'High Tide'],
    ['vowel signs by which a script is read', 'कि', 'कु'],
    ['Thai vowels', 'กิ', 'กุ'],
    ['names that are only signs', '-', '—'.repeat(2)],
    ['names that are only signs of another kind', '???', '!!!'],
    ['a name and nothing', "'", ''],
  ])('but not %s', (_, one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  it('and no more of a name is read than any name has', () => {
    const endless = [
      'a'.repeat(6_000),
      'a\u0301'.repeat(3_000),
      '\ufdfa'.repeat(6_000),
      '('.repeat(6_000),
      '👩‍👩‍👧‍👦'.repeat(500),
      '\ud800'.repeat(6_000),
    ];
    for (const name of endless) expect(fold(name).length).toBeLessThanOrEqual(LONGEST_NAME);
  });
});

describe('what somebody may mean', () => {
  const songs: Called[] = [
    track('t1', { title: 'Low Tide', artists: ['Mirela Ost'], album: 'Low Tide' }),
    track('t2', { title: 'Low Tide', artists: ['Mirela Ost'], album: 'Low Tide (Deluxe)', durationMs: 246_000 }),
    track('t3', { title: 'LOW TIDE', artists: ['Shanty Club'], album: 'Harbour' }),
    track('t4', { title: 'Low Tide Blues', artists: ['Shanty Club'], album: 'Harbour' }),
    track('t5', { title: 'Minibar', artists: ['Okapi Motel'], album: 'Thirteenth Floor', explicit: true }),
    track('t6', { title: 'Somebody Else’s Umbrella', artists: ['Pocket Sundial'], album: 'Tea' }),
    track('t7', {
      title: `${'A title that goes on '.repeat(8)}and ends`,
      artists: ['The Committee'],
      album: 'Minutes',
    }),
  ].map((song) => ({ id: song.id, parts: partsOf(song) }));
  const idsFor = (wish: string) => meant(songs, wish, (song) => song).map(({ id }) => id);

  it.each<[string, string, string[]]>([
    ['an id', 't4', ['t4']],
    ['a name exactly as it is written, before others that read alike', 'LOW TIDE', ['t3']],
    ['the same name written by two', 'Low Tide', ['t1', 't2']],
    ['a name as it reads', 'low tide', ['t1', 't2', 't3']],
    ['a name with another apostrophe', "somebody else's umbrella", ['t6']],
    ['a part of a name', 'tide bl', ['t4']],
    ['the visible text of a choice', 'Minibar · Okapi Motel 🅴', ['t5']],
    ['the same without its mark', 'minibar - okapi motel', ['t5']],
    ['the visible text with the album', 'Low Tide · Mirela Ost · Low Tide (Deluxe)', ['t2']],
    ['the visible text with album and length', 'Low Tide · Mirela Ost · Low Tide · 3:20', ['t1']],
    ['the visible text of two', 'Low Tide · Mirela Ost', ['t1', 't2']],
    ['the visible text with a number', 'Low Tide · Mirela Ost · Low Tide · 3:20 (2)', ['t1']],
    ['a text that was cut', `${'A title that goes on '.repeat(4)}A titl…`, ['t7']],
    ['a text that was cut in the middle', `${'A title that goes on '.repeat(4)}A titl… · Minutes`, ['t7']],
    ['a text that was cut, of something else', `${'A title that goes on '.repeat(4)}A titl… · Hours`, []],
    ['the beginning of a choice', 'Minibar · Oka', ['t5']],
    ['invisible signs around it', '\u2068Minibar\u2069 · \u2068Okapi Motel\u2069', ['t5']],
    ['nothing', '  ', []],
    ['something that is not there', 'High Tide', []],
    ['something longer than any name', `Low Tide${' '.repeat(5_000)}x`, []],
  ])('by %s', (_, wish, ids) => {
    expect(idsFor(wish)).toEqual(ids);
  });
});
