import { spotifyId } from './spotify/ids.ts';
import type { NewDevice, NewTrack, Spotify, SpotifyPerson, Tops, TrackId } from './spotify/spotify.ts';

/*
 * The people and songs of every simulated evening. All of them are invented, and so are their habits: tastes overlap, a
 * song goes by two ids, and some titles are as unkind to a chat message as titles can be.
 */

/** The songs, by short names for tests to use. */
export const songs = {
  harbourLights: song('Harbour Lights', 'Mirela Ost', 'Low Tide', '3:42'),
  lowTide: song('Low Tide', 'Mirela Ost', 'Low Tide', '4:05'),
  saltOnTheWindow: song('Salt on the Window', 'Mirela Ost', 'Low Tide', '3:18'),
  nightBusHome: song('Night Bus Home', 'The Tin Parade', 'Last Stop', '3:27'),
  ticketInspector: song('Ticket Inspector Blues', 'The Tin Parade', 'Last Stop', '2:51', { explicit: true }),
  allChange: song('All Change', 'The Tin Parade', 'Last Stop', '3:36'),
  paperLanterns: song('Paper Lanterns', 'Juniper Vale', 'Northern Rooms', '4:11', { isrc: 'QZSIM2600001' }),
  paperLanternsDeluxe: song('Paper Lanterns', 'Juniper Vale', 'Northern Rooms (Deluxe)', '4:11', {
    isrc: 'QZSIM2600001',
  }),
  northernRooms: song('Northern Rooms', 'Juniper Vale', 'Northern Rooms', '5:02'),
  frostPattern: song('Frost Pattern', 'Juniper Vale', 'Northern Rooms', '3:49'),
  slowElevator: song('Slow Elevator', 'Okapi Motel', 'Thirteenth Floor', '3:05', { isrc: 'QZSIM2600002' }),
  slowElevatorSingle: song('Slow Elevator', 'Okapi Motel', 'Slow Elevator – Single', '3:05', { isrc: 'QZSIM2600003' }),
  thirteenthFloor: song('Thirteenth Floor', 'Okapi Motel', 'Thirteenth Floor', '3:58'),
  minibar: song('Minibar', 'Okapi Motel', 'Thirteenth Floor', '2:44', { explicit: true }),
  glasshouse: song('Glasshouse', 'Wren & Alder', 'Understory', '3:33'),
  understory: song('Understory', 'Wren & Alder', 'Understory', '4:27'),
  mossAndWire: song('Moss and Wire', 'Wren & Alder', 'Understory', '3:12'),
  concreteGarden: song('Concrete Garden', ['Kofi Marlow', 'Nadia Petrosyan'], 'Block Party', '2:58', {
    explicit: true,
  }),
  stoopSeason: song('Stoop Season', 'Kofi Marlow', 'Block Party', '3:21', { explicit: true }),
  hydrant: song('Hydrant', 'Kofi Marlow', 'Block Party', '2:36'),
  oceanFloor: song('Ocean Floor Radio', 'Pelagia', 'Hadal', '4:44'),
  hadal: song('Hadal', 'Pelagia', 'Hadal', '5:10'),
  lanternfish: song('Lanternfish', 'Pelagia', 'Hadal', '3:55'),
  longestNight: song('The Longest Night of the Year', 'Sable Orchestra', 'Solstice', '9:41'),
  solstice: song('Solstice', 'Sable Orchestra', 'Solstice', '4:59'),
  twentySeconds: song('Intermission', 'Sable Orchestra', 'Solstice', '0:20'),
  yoru: song('夜のプール', '青い自転車', '夏の終わり', '3:47'),
  natsu: song('夏の終わり', '青い自転車', '夏の終わり', '4:02'),
  zima: song('Зимний трамвай', 'Северный Порт', 'Линия 7', '3:29'),
  liniya: song('Линия 7', 'Северный Порт', 'Линия 7', '4:16'),
  bada: song('바다의 창문', '은하수 다방', '파도', '3:38'),
  thalassa: song('Η θάλασσα περιμένει', 'Μελίνα Ακρίτα', 'Αλάτι', '3:51'),
  layl: song('ليل المدينة', 'نور القاسم', 'مرايا', '4:08'),
  maraya: song('مرايا', 'نور القاسم', 'مرايا', '3:24'),
  gesher: song('גשר של נייר', 'תמר אלון', 'רוח מזרחית', '3:14'),
  istanbul: song('Vapur Saati', 'Deniz Kıyısı', 'İskele', '3:40'),
  iskele: song('İskele', 'Deniz Kıyısı', 'İskele', '4:20'),
  gokyuzu: song('Gökyüzü Sarı', 'Deniz Kıyısı', 'İskele', '3:03'),
  starlight: song('*Starlight* [Reprise](x)', '__The Asterisks__', '`Code` & ~~Strikes~~', '3:09'),
  everyoneDance: song('@everyone Dance', '<@123456789012345678>', '||Spoiler||', '2:47'),
  hereNow: song('@here, now\n# Heading', 'DJ > Quote', '- list', '3:16'),
  channelSong: song('<#987654321098765432> (feat. </sesh:1>)', 'https://example.com', '<t:0:R>', '3:31'),
  fireworks: song('🎆🎇 fireworks 👩‍👩‍👧‍👦', 'Ünïcødé ✨', '🏳️‍🌈', '2:59'),
  zalgo: song('Ḧ̵̖́a̶̬̎u̵̲͠n̷̥̓t̴̜̍e̵͇͐d̸̨̈ ̴̦̀A̶͎̚t̶̬̏t̴̬͊i̵̱͌c̴̛̲', 'Cellar Door', 'Attic', '3:44'),
  longTitle: song(
    'A Song Whose Title Goes On Long After Everybody Has Understood What It Is About, Because the Band Could Not Agree on an Ending and So Kept All of Them, One After the Other, on the Sleeve, on the Label, on the Posters, and Finally in the Place Where We Read It Now',
    'The Committee',
    'Minutes of the Meeting',
    '4:33',
  ),
  reversed: song('\u202Egnos sdrawkcab', 'Mirror, Mirror', 'Sleeve', '3:20'),
  blank: song('\u200B', '\u00A0', '…', '2:40'),
  tonight: song('Tonight We Are Satellites', 'Orbit Club', 'Apogee', '3:34'),
  apogee: song('Apogee', 'Orbit Club', 'Apogee', '4:19'),
  reEntry: song('Re-Entry', ['Orbit Club', 'Pelagia'], 'Apogee', '3:57'),
  marmalade: song('Marmalade Weather', 'Pocket Sundial', 'Tea for the Road', '2:54'),
  teaForTheRoad: song('Tea for the Road', 'Pocket Sundial', 'Tea for the Road', '3:08'),
  umbrella: song('Somebody Else’s Umbrella', 'Pocket Sundial', 'Tea for the Road', '3:26'),
  redline: song('Redline', 'VANTA', 'Torque', '2:33', { explicit: true }),
  torque: song('Torque', 'VANTA', 'Torque', '3:01', { explicit: true }),
  pitStop: song('Pit Stop', 'VANTA', 'Torque', '2:20'),
  cartographer: song('The Cartographer’s Daughter', 'Isolde Finch', 'Blank Spaces', '4:38'),
  blankSpaces: song('Here Be Dragons', 'Isolde Finch', 'Blank Spaces', '3:53'),
  compassRose: song('Compass Rose', 'Isolde Finch', 'Blank Spaces', '4:01'),
  garageDemo: song('garage demo 3 FINAL (2)', 'Dev and friends', 'Unsorted', '2:49', { local: true }),
  withdrawn: song('Withdrawn', 'The Rights Holders', 'Gone', '3:30', { playable: false }),
  lastTram: song('Last Tram to Nowhere', 'The Tin Parade', 'B-Sides', '3:37'),
} satisfies Record<string, CastSong>;

type CastSong = NewTrack & { id: TrackId };
type Song = keyof typeof songs;
type Habits = { month: readonly Song[]; halfYear: readonly Song[]; year: readonly Song[] };

/** One invented person. */
export type CastMember = {
  name: string;
  /** Their user name on Discord. */
  discordName: string;
  /** Their Spotify account; null for guests. */
  spotify: { accountId: string; id: string; habits: Habits } | null;
};

export type CastName = 'ada' | 'ben' | 'chloe' | 'dev' | 'elif' | 'finn';
type ListenerName = Exclude<CastName, 'finn'>;

// biome-ignore format: one song a line would hide who listens to what
const habits: Record<ListenerName, Habits> = {
  ada: {
    halfYear: [
      'harbourLights', 'paperLanterns', 'nightBusHome', 'glasshouse', 'starlight', 'marmalade', 'tonight',
      'cartographer', 'frostPattern', 'yoru', 'umbrella', 'lowTide', 'understory',
    ],
    month: [
      'glasshouse', 'tonight', 'harbourLights', 'marmalade', 'cartographer', 'saltOnTheWindow', 'apogee',
      'compassRose', 'mossAndWire', 'teaForTheRoad', 'paperLanterns', 'bada',
    ],
    year: [
      'paperLanterns', 'harbourLights', 'northernRooms', 'lowTide', 'umbrella', 'glasshouse', 'blankSpaces',
      'understory', 'nightBusHome', 'natsu', 'compassRose', 'starlight', 'solstice',
    ],
  },
  ben: {
    halfYear: [
      'nightBusHome', 'harbourLights', 'concreteGarden', 'everyoneDance', 'slowElevator', 'redline', 'stoopSeason',
      'ticketInspector', 'torque', 'pitStop', 'allChange', 'hydrant', 'minibar',
    ],
    month: [
      'concreteGarden', 'redline', 'nightBusHome', 'hydrant', 'tonight', 'torque', 'minibar', 'everyoneDance',
      'pitStop', 'stoopSeason', 'lastTram', 'reEntry',
    ],
    year: [
      'nightBusHome', 'stoopSeason', 'slowElevator', 'allChange', 'concreteGarden', 'thirteenthFloor',
      'harbourLights', 'ticketInspector', 'hereNow', 'lastTram', 'torque', 'apogee',
    ],
  },
  chloe: {
    halfYear: [
      'paperLanternsDeluxe', 'harbourLights', 'nightBusHome', 'yoru', 'oceanFloor', 'hadal', 'bada', 'reEntry',
      'frostPattern', 'thalassa', 'zalgo', 'lanternfish', 'natsu',
    ],
    month: [
      'yoru', 'oceanFloor', 'natsu', 'harbourLights', 'reEntry', 'bada', 'fireworks', 'lanternfish',
      'paperLanternsDeluxe', 'hadal', 'thalassa', 'gesher',
    ],
    year: [
      'oceanFloor', 'paperLanternsDeluxe', 'hadal', 'yoru', 'harbourLights', 'northernRooms', 'bada', 'nightBusHome',
      'solstice', 'cartographer', 'frostPattern', 'liniya',
    ],
  },
  dev: {
    halfYear: [
      'nightBusHome', 'slowElevatorSingle', 'longestNight', 'layl', 'twentySeconds', 'thirteenthFloor', 'garageDemo',
      'channelSong', 'maraya', 'solstice', 'minibar', 'zima', 'tonight',
    ],
    month: [
      'slowElevatorSingle', 'garageDemo', 'layl', 'nightBusHome', 'tonight', 'maraya', 'longTitle', 'minibar',
      'apogee', 'thirteenthFloor', 'hydrant', 'reversed',
    ],
    year: [
      'longestNight', 'nightBusHome', 'thirteenthFloor', 'solstice', 'slowElevatorSingle', 'layl', 'reEntry',
      'channelSong', 'blank', 'maraya', 'allChange', 'apogee',
    ],
  },
  elif: {
    halfYear: [
      'glasshouse', 'harbourLights', 'istanbul', 'fireworks', 'zima', 'withdrawn', 'iskele', 'gokyuzu', 'gesher',
      'liniya', 'layl', 'marmalade', 'compassRose',
    ],
    month: [
      'istanbul', 'glasshouse', 'withdrawn', 'gokyuzu', 'fireworks', 'iskele', 'marmalade', 'harbourLights',
      'mossAndWire', 'gesher', 'teaForTheRoad', 'zima',
    ],
    year: [
      'istanbul', 'iskele', 'glasshouse', 'zima', 'harbourLights', 'liniya', 'understory', 'fireworks', 'thalassa',
      'gokyuzu', 'umbrella', 'blankSpaces',
    ],
  },
};

/** Five people with Spotify accounts, as many as a development-mode app may have, and a guest. */
export const cast: Record<CastName, CastMember> = {
  ada: { name: 'Ada', discordName: 'ada.plays', spotify: listener('ada', 'a1dAqU8zPe') },
  ben: { name: 'Ben', discordName: 'bennybeats', spotify: listener('ben', 'b3nKt90LmW') },
  chloe: { name: 'Chloe', discordName: 'chloe_afterdark', spotify: listener('chloe', 'cH10eXx4Yd') },
  dev: { name: 'Dev', discordName: 'dev.null', spotify: listener('dev', 'd3vR2sT7uQ') },
  elif: { name: 'Elif', discordName: 'elifff', spotify: listener('elif', 'e1iFv6Bn8M') },
  finn: { name: 'Finn', discordName: 'finn_the_guest', spotify: null },
};

/** Which device somebody has in hand when the evening begins; everything else sleeps. */
export type Awake = Partial<Record<ListenerName, readonly ('phone' | 'computer')[]>>;

/** Puts the songs and the five listeners into a Spotify, each with a phone and a computer. */
export function populate(spotify: Spotify, awake: Awake = {}): Record<ListenerName, SpotifyPerson> {
  for (const track of Object.values(songs)) spotify.addTrack(track);

  function add(name: ListenerName): SpotifyPerson {
    const member = cast[name];
    if (!member.spotify) throw new Error(`${member.name} has no Spotify account.`);
    const { accountId, id } = member.spotify;
    const { month, halfYear, year } = member.spotify.habits;
    const tops: Tops = {
      short_term: idsOf(month),
      medium_term: idsOf(halfYear),
      long_term: idsOf(year),
    };
    const devices: NewDevice[] = [
      { name: `${member.name}’s phone`, type: 'Smartphone', awake: awake[name]?.includes('phone') ?? false },
      { name: `${member.name}’s computer`, type: 'Computer', awake: awake[name]?.includes('computer') ?? false },
    ];
    return spotify.addPerson({ accountId, id, displayName: member.name, tops, devices });
  }

  return { ada: add('ada'), ben: add('ben'), chloe: add('chloe'), dev: add('dev'), elif: add('elif') };
}

const idsOf = (chosen: readonly Song[]) => chosen.map((name) => songs[name].id);

function listener(name: ListenerName, accountId: string) {
  return { accountId, id: `${name}-listens`, habits: habits[name] };
}

/** `length` as on a record sleeve: minutes and seconds. */
function song(
  title: string,
  artists: string | [string, ...string[]],
  album: string,
  length: string,
  traits: Partial<NewTrack> = {},
): CastSong {
  const [minutes = 0, seconds = 0] = length.split(':').map(Number);
  const durationMs = (minutes * 60 + seconds) * 1000;
  const performers: [string, ...string[]] = typeof artists === 'string' ? [artists] : artists;
  return {
    id: spotifyId('track', title, performers[0], album),
    title,
    artists: performers,
    album,
    durationMs,
    ...traits,
  };
}
