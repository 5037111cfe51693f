import { expect, it, onTestFinished } from 'vitest';
import { createBotProcess } from '../../sim/bot-process.ts';
import { createWorld, type World } from '../../sim/world.ts';
import { actionsIn, MINUTE, SECOND, temporaryFolder } from '../stories/story.ts';
import { until } from '../until.ts';

/*
 * The bot as a process of its own, killed without warning while the services live on. It borrows the world's clock. That
 * clock runs, too, as slowly or quickly as this machine: no song is short enough for that to matter.
 */
const SONG_MS = 10 * MINUTE;

it('killed in the lobby, right after the play request and in mid-track, the evening goes on: same card, nothing twice, nothing lost', async () => {
  const bot = createBotProcess({ pretty: false });
  const world = await createWorld({ awake: { ada: ['phone'] }, settleBot: bot.settle });
  const databasePath = `${temporaryFolder()}/sesh.db`;
  onTestFinished(async () => {
    await bot.kill();
    await world.close();
  });
  const config = await world.config({ databasePath, logLevel: 'error' });
  const isReady = async () => (await fetch(`${config.web.publicUrl}/readyz`)).ok;
  const comeBack = async () => {
    await bot.start();
    await until('the bot is ready', isReady);
  };
  ownSongs(world, { ada: 2, ben: 2 });
  const { card, press, type, shown } = actionsIn(world);
  const { ada } = world.people;
  /** Winds on, a second at a time: a process that was busy when time was wound has planned its next look for later. */
  const soon = (what: string, isSo: () => boolean) =>
    until(what, async () => {
      if (!isSo()) await world.advance(SECOND);
      return isSo();
    });
  const shows = async (place: number) => {
    await soon(`the card shows song ${place}`, () => shown().footer.startsWith(`Track ${place} of 4`));
    expect(soundings(world)).toBe(place);
  };
  await bot.open(config, world.clock);
  await until('the bot is ready', isReady);

  await world.link('ada', await type('ada', '/sesh create'));
  await until('the card is there', () => world.discord.messages(world.channel).length > 0);
  const joined = await press('ben', 'Join');
  await until('the private reply offers to link', () => joined.replies.length > 0);
  await world.link('ben', joined);
  await until('both are on the card', () => shown().description.match(/ 2 songs$/gm)?.length === 2);
  const { id } = card();
  await bot.kill();
  await comeBack();
  await press('finn', 'Join');
  await until('the guest is on the card', () => shown().description.includes(`<@${world.people.finn.user.id}> guest`));
  expect(shown().description.match(/ 2 songs$/gm)).toHaveLength(2);

  world.spotify.failNext({ method: 'PUT', path: /\/play$/, status: 200, hangMs: SONG_MS, afterEffect: true });
  void ada.press(card(), 'Start');
  await until('the play request has arrived', () => soundings(world) === 1);
  await bot.kill();
  await comeBack();
  await world.advance(MINUTE);
  await shows(1);

  await bot.kill();
  await world.advance(SONG_MS);
  await comeBack();
  await world.advance(MINUTE);
  await shows(2);

  await world.advance(SONG_MS);
  await bot.kill();
  await comeBack();
  await world.advance(MINUTE);
  await shows(3);

  await bot.kill();
  await world.advance(2 * SONG_MS);
  await comeBack();
  await world.advance(MINUTE);
  await soon('everything has sounded', () => shown().title === 'That was everybody’s music');

  const heard = world.accounts.ada.record.map(({ trackId }) => trackId);
  expect([heard.length, new Set(heard).size]).toEqual([4, 4]);
  expect(world.discord.messages(world.channel).map((message) => message.id)).toEqual([id]);
  expect([...world.discord.violations, ...world.spotify.violations]).toEqual([]);
}, 180_000);

/** Returns how many songs have begun to sound. */
function soundings(world: World): number {
  return world.accounts.ada.record.length;
}

/** Gives these people favourites of their own. */
function ownSongs(world: World, wanted: Partial<Record<'ada' | 'ben', number>>): void {
  for (const [name, amount] of Object.entries(wanted) as ['ada' | 'ben', number][]) {
    const ids = Array.from({ length: amount }, (_, place) => {
      const title = `${name} ${place + 1}`;
      return world.spotify.addTrack({ title, artists: [name], album: 'Long', durationMs: SONG_MS }).id;
    });
    world.accounts[name].tops = { short_term: ids, medium_term: ids, long_term: ids };
  }
}
