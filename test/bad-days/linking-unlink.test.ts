import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBrowser } from '../../sim/browser.ts';
import { consent, linkIn } from '../../sim/world.ts';
import { getTableConfig, SQLiteTable } from '../../src/db/orm.ts';
import * as schema from '../../src/db/schema.ts';
import { linkUrlOf } from '../stories/linking-steps.ts';
import { MINUTE, SECOND, type Story, startStory, temporaryFolder } from '../stories/story.ts';

describe('unlinking', () => {
  it('disconnects at once; a member leaves, their waiting songs go, and Join takes them in as a guest', async () => {
    const story = await startStory();
    await story.create('ada', 'songs:2');
    await story.join('ben');
    const told = story.told(await story.type('ben', '/sesh unlink'));
    expect(told).toContain('Disconnected; everything stored about you is deleted. You have left the session');
    expect(told).toContain('press **Join** to come back as a guest');
    await story.advance(6 * SECOND);
    expect(story.shown().description).not.toContain(story.people.ben.user.id);
    expect(story.told(await story.press('ben', 'Join'))).toContain('You are in as a guest.');
    await story.advance(6 * SECOND);
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> guest`);
  });

  it('asks a host first, because it ends their session', async () => {
    const story = await startStory({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:2');
    await story.press('ada', 'Start');
    await story.advance(10_000);
    const asking = await story.type('ada', '/sesh unlink');
    expect(story.told(asking)).toContain('Disconnecting ends it');
    expect(story.accounts.ada.now().isPlaying).toBe(true);
    await story.people.ada.press(asking.reply ?? { id: '' }, 'End it and disconnect');
    await story.settle();
    expect(story.accounts.ada.now().isPlaying).toBe(false);
    expect(story.shown().description).toContain('The host disconnected Spotify.');
    expect(story.told(await story.type('ada', '/sesh unlink'))).toContain('not connected');
  });
});

/** What each column could tell of a person. Whoever adds one says here what becomes of it when somebody unlinks. */
const COLUMNS: Record<string, 'nothing' | 'goes with the row' | 'goes with the session' | 'loses the name'> = {
  'links.user_id': 'goes with the row',
  'links.account_id': 'goes with the row',
  'links.refresh_token': 'goes with the row',
  'links.access_token': 'goes with the row',
  'links.permissions': 'goes with the row',
  'links.authorized_at': 'goes with the row',
  'links.dead': 'goes with the row',
  'links.reminded': 'goes with the row',
  'links.last_device': 'goes with the row',
  'link_requests.id': 'goes with the row',
  'link_requests.user_id': 'goes with the row',
  'link_requests.person': 'goes with the row',
  'link_requests.purpose': 'goes with the row',
  'link_requests.permissions': 'goes with the row',
  'link_requests.expires_at': 'goes with the row',
  'link_requests.browser': 'goes with the row',
  'link_requests.state': 'goes with the row',
  'link_requests.proved': 'goes with the row',
  'link_requests.verifier': 'goes with the row',
  'link_requests.done': 'goes with the row',
  'sessions.id': 'nothing',
  'sessions.guild_id': 'nothing',
  'sessions.channel_id': 'nothing',
  'sessions.host_id': 'loses the name',
  'sessions.phase': 'nothing',
  'sessions.songs': 'nothing',
  'sessions.period': 'nothing',
  'sessions.order': 'nothing',
  'sessions.seed': 'nothing',
  'sessions.created_at': 'nothing',
  'sessions.touched_at': 'nothing',
  'sessions.started_at': 'nothing',
  'sessions.ended_at': 'nothing',
  'sessions.why': 'nothing',
  'sessions.card_message_id': 'nothing',
  'sessions.card_posted_at': 'nothing',
  'sessions.recap_shown': 'nothing',
  'sessions.playback': 'goes with the session',
  'sessions.own_queued': 'nothing',
  'sessions.looked_at': 'nothing',
  'sessions.trouble': 'nothing',
  'sessions.votes': 'loses the name',
  'sessions.call': 'nothing',
  'sessions.lights': 'goes with the session',
  'sessions.kicked': 'loses the name',
  'sessions.offer': 'loses the name',
  'sessions.left_playing': 'loses the name',
  'members.session_id': 'nothing',
  'members.user_id': 'loses the name',
  'members.place': 'nothing',
  'members.joined_at': 'nothing',
  'members.guest': 'nothing',
  'members.entered': 'nothing',
  'members.tops': 'goes with the row',
  'members.spare': 'goes with the row',
  'members.added': 'goes with the row',
  'members.hidden': 'goes with the row',
  'picks.session_id': 'nothing',
  'picks.id': 'nothing',
  'picks.place': 'nothing',
  'picks.round': 'nothing',
  'picks.track': 'nothing',
  'picks.bringers': 'loses the name',
  'picks.fate': 'loses the name',
  'picks.added_by': 'loses the name',
  'programmes.session_id': 'nothing',
  'programmes.device': 'goes with the session',
  'programmes.list': 'nothing',
  'programmes.album': 'nothing',
  'programmes.cursor': 'nothing',
  'programmes.sent_at': 'nothing',
  'programmes.position_ms': 'nothing',
  'programmes.effect': 'nothing',
  'programmes.attempt': 'nothing',
  'programmes.fade_ms': 'nothing',
  'breakers.group': 'nothing',
  'breakers.until': 'nothing',
  'call_counts.group': 'nothing',
  'call_counts.since': 'nothing',
  'call_counts.calls': 'nothing',
  'playlists.session_id': 'goes with the row',
  'playlists.user_id': 'goes with the row',
  'playlists.playlist_id': 'goes with the row',
  'playlists.url': 'goes with the row',
  'playlists.songs': 'goes with the row',
  'farewells.message_id': 'nothing',
  'farewells.channel_id': 'nothing',
  'farewells.session_id': 'nothing',
  'farewells.says': 'nothing',
  'farewells.since': 'nothing',
  'farewells.tried_at': 'nothing',
  'facts.name': 'nothing',
  'facts.value': 'nothing',
};

it('every column of the schema is accounted for', () => {
  const tables = Object.values(schema).filter((value) => value instanceof SQLiteTable);
  const columns = tables.flatMap((table) => {
    const { name, columns: all } = getTableConfig(table);
    return all.map((column) => `${name}.${column.name}`);
  });
  expect(Object.keys(COLUMNS).sort()).toEqual(columns.sort());
});

describe('after an evening of linking, bringing, skipping and hosting', () => {
  /** Somebody whose every trace can be told from chance. */
  async function richEvening() {
    const folder = temporaryFolder();
    const story = await startStory({
      awake: { ada: ['phone'] },
      configured: { databasePath: join(folder, 'sesh.db') },
    });
    const user = story.discord.addUser('Zebedee Quux', { username: 'zebedee.quux' });
    const zebedee = story.guild.addPerson(user);
    const { ben } = story.accounts;
    ben.addDevice({ name: 'Zebedee’s boombox', type: 'Computer', awake: true });

    await story.create('ada', 'songs:2');
    const joining = await zebedee.press(story.card(), 'Join');
    await story.settle();
    const browser = createBrowser();
    await browser.open(linkIn(joining));
    await consent(browser, user.id, ben.accountId);
    await story.press('ada', 'Start');
    await story.advance(10 * SECOND);
    for (const person of [zebedee, story.people.ada, zebedee]) {
      await person.press(story.card(), 'Skip');
      await story.advance(10 * SECOND);
    }

    const den = story.guild.addChannel('den');
    await browser.open(linkIn(await zebedee.type(den, '/sesh create songs:2')));
    await consent(browser, user.id, ben.accountId);
    await story.settle();
    await zebedee.press(story.card(den), 'Start');
    await story.advance(10 * SECOND);
    await zebedee.type(den, '/sesh link');
    await story.settle();
    const traces = [user.id, ben.accountId, 'Zebedee', 'zebedee'];
    return { story, folder, zebedee, den, traces };
  }

  /** Which of these stand anywhere in the files. */
  function found(folder: string, traces: readonly string[]): string[] {
    const bytes = readdirSync(folder)
      .filter((file) => !file.endsWith('.sock'))
      .map((file) => readFileSync(join(folder, file)));
    return traces.filter((trace) => bytes.some((each) => each.includes(trace)));
  }

  async function unlink(story: Story, zebedee: Awaited<ReturnType<typeof richEvening>>['zebedee']): Promise<string> {
    const asking = await zebedee.type(story.channel, '/sesh unlink');
    await story.settle();
    await zebedee.press(asking.reply ?? { id: '' }, 'End it and disconnect');
    await story.advance(10 * SECOND);
    return story.told(asking);
  }

  it('nothing of the person is left in any byte of the files, nor on any card', async () => {
    const { story, folder, zebedee, den, traces } = await richEvening();
    expect(found(folder, traces.slice(0, 3))).toEqual(traces.slice(0, 3));
    expect(await unlink(story, zebedee)).toContain('Disconnected; everything stored about you is deleted.');
    expect(found(folder, traces)).toEqual([]);
    expect(story.card(den).embeds).toEqual([expect.objectContaining({ title: 'What we heard' })]);
    const cards = JSON.stringify([story.card(), story.card(den)]);
    expect(cards).not.toContain(zebedee.user.id);
    expect(JSON.stringify(story.card(den))).toContain(' · someone');
    await story.restart();
    expect(found(folder, traces)).toEqual([]);
  });

  it('a session that is over says “someone” in its recap', async () => {
    const { story, folder, zebedee, traces } = await richEvening();
    const ending = await story.type('ada', '/sesh end');
    await story.people.ada.press(ending.reply ?? { id: '' }, 'End it');
    await story.advance(10 * SECOND);
    expect(story.shown().description).toContain(`<@${zebedee.user.id}>`);
    await unlink(story, zebedee);
    expect(story.shown().description).toContain(' · someone');
    expect(story.shown().description).not.toContain(zebedee.user.id);
    expect(found(folder, traces)).toEqual([]);
  });

  it('a link under way ends with it: whoever was at the consent page is not connected afterwards', async () => {
    const story = await startStory();
    await story.link('ada', await story.type('ada', '/sesh link'));
    const browser = createBrowser();
    await browser.open(await linkUrlOf(story));
    await browser.submit();
    await browser.submit({ user: story.people.ada.user.id });
    await story.type('ada', '/sesh unlink');
    const page = await browser.submit({ account: story.accounts.ada.accountId, decision: 'agree' });
    expect(page.status).toBe(403);
    expect(story.told(await story.type('ada', '/sesh unlink'))).toContain('not connected');
  });

  it('a guest without a link can be forgotten too', async () => {
    const story = await startStory();
    await story.create('ada', 'songs:2');
    await story.press('finn', 'Join');
    const told = story.told(await story.type('finn', '/sesh unlink'));
    expect(told).toContain('Everything stored about you is deleted. You have left the session');
    expect(told).not.toContain('Disconnected');
    await story.advance(10 * SECOND);
    expect(story.shown().description).not.toContain(story.people.finn.user.id);
  });

  it('the songs of an evening are gone from the files a day later', async () => {
    const { story, folder, zebedee } = await richEvening();
    const title = story.spotify.track(story.accounts.ben.tops.medium_term[0] ?? '')?.title ?? '';
    await unlink(story, zebedee);
    const ending = await story.type('ada', '/sesh end');
    await story.people.ada.press(ending.reply ?? { id: '' }, 'End it');
    expect(found(folder, [title])).toEqual([title]);
    await story.advance(26 * 60 * MINUTE);
    expect(found(folder, [title])).toEqual([]);
  });
});
