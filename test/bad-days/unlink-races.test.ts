import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { headline, linkUrlOf, openConsent } from '../stories/linking-steps.ts';
import { choose } from '../stories/menus.ts';
import { SECOND, type Story, type StoryOptions, startStory, temporaryFolder } from '../stories/story.ts';
import { until } from '../until.ts';

async function onDisk(options: StoryOptions = {}) {
  const databasePath = join(temporaryFolder(), 'sesh.db');
  const story = await startStory({ ...options, configured: { databasePath } });
  /** What a query finds in the file now. */
  const rows = async (query: string) => {
    await story.advance(6 * SECOND); // the cards are written
    await story.bot.close();
    const db = new Database(databasePath, { readonly: true });
    try {
      return db.prepare(query).all();
    } finally {
      db.close();
      await story.restart();
    }
  };
  return { story, rows };
}

/** Resolves once Spotify has been asked for this. */
async function asksFor(story: Story, path: RegExp, since = story.spotify.requests.length): Promise<void> {
  while (!story.spotify.requests.slice(since).some((request) => path.test(request.path)))
    await new Promise(setImmediate);
}

/** Does something for which Spotify is asked at `path`, and something else before Spotify answers. */
async function whileHanging(
  story: Story,
  path: RegExp,
  act: () => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
) {
  const { promise, resolve } = Promise.withResolvers<void>();
  story.spotify.failNext({ path, until: promise });
  const since = story.spotify.requests.length;
  const acting = act();
  await asksFor(story, path, since);
  await meanwhile();
  resolve();
  await acting;
  await story.settle();
}

/** Ben links again, for something that needs no answer that is still awaited. */
async function linkAgain(story: Story, channel: { id: string } = story.channel): Promise<void> {
  const browser = await openConsent(story, 'ben', await story.people.ben.type(channel, '/sesh create'));
  await browser.submit({ account: story.accounts.ben.accountId, decision: 'agree' });
}

describe('unlinking wins over top songs under way', () => {
  const TOPS = /\/me\/top\/tracks$/;

  /** Ben, who is linked, joins; while his top songs hang, this happens. */
  async function joiningWhile(meanwhile: (story: Story) => Promise<void>) {
    const { story, rows } = await onDisk();
    await story.create('ada', 'songs:2');
    await story.link('ben', await story.type('ben', '/sesh link'));
    const join = () => story.people.ben.press(story.card(), 'Join');
    await whileHanging(story, TOPS, join, () => meanwhile(story));
    return { story, rows };
  }

  it('for somebody who joins again meanwhile: they come back as a guest without songs', async () => {
    const { story, rows } = await joiningWhile(async (story) => {
      await story.people.ben.type(story.channel, '/sesh unlink');
      await story.people.ben.press(story.card(), 'Join');
    });
    await story.advance(6 * SECOND);
    expect(story.shown().description).toContain(`<@${story.people.ben.user.id}> guest`);
    const theirs = `from members where user_id = '${story.people.ben.user.id}'`;
    expect(await rows(`select tops, spare, guest ${theirs}`)).toEqual([{ tops: '[]', spare: '[]', guest: 1 }]);
  });

  it('for somebody who links again meanwhile, with another account', async () => {
    const { story, rows } = await joiningWhile(async (story) => {
      await story.people.ben.type(story.channel, '/sesh unlink');
      const joining = await story.people.ben.press(story.card(), 'Join');
      await until('an answer to Join', () => joining.replies.length > 0);
      const browser = await openConsent(story, 'ben', joining);
      await browser.submit({ account: story.accounts.chloe.accountId, decision: 'agree' });
    });
    const [row] = (await rows(`select tops from members where user_id = '${story.people.ben.user.id}'`)) as {
      tops: string;
    }[];
    expect(row?.tops).toContain(story.accounts.chloe.tops.medium_term[0]);
    expect(row?.tops).not.toContain(story.accounts.ben.tops.medium_term[0]);
  });

  it('of another period, chosen in the private answer', async () => {
    const { story, rows } = await onDisk();
    await story.create('ada', 'songs:2');
    await story.join('ben');
    await whileHanging(
      story,
      TOPS,
      () => choose(story, 'ben', 'period', 'the last year'),
      async () => {
        await story.people.ben.type(story.channel, '/sesh unlink');
        await story.people.ben.press(story.card(), 'Join');
      },
    );
    const theirs = `from members where user_id = '${story.people.ben.user.id}'`;
    expect(await rows(`select tops, guest ${theirs}`)).toEqual([{ tops: '[]', guest: 1 }]);
  });

  it('that a link brings along: nothing of the link is left, and nobody is told that it stands', async () => {
    const { story, rows } = await onDisk();
    await story.create('ada', 'songs:2');
    const joining = await story.press('ben', 'Join');
    const browser = await openConsent(story, 'ben', joining);
    let page = { status: 0, text: '' };
    await whileHanging(
      story,
      TOPS,
      async () => {
        page = await browser.submit({ account: story.accounts.ben.accountId, decision: 'agree' });
      },
      () => story.people.ben.type(story.channel, '/sesh unlink'),
    );
    expect([page.status, headline(page)]).toEqual([403, 'Nothing was connected']);
    expect(story.told(joining)).not.toContain('Connected');
    const { id } = story.people.ben.user;
    for (const table of ['links', 'link_requests', 'members'])
      expect(await rows(`select user_id from ${table} where user_id = '${id}'`)).toEqual([]);
  });
});

describe('unlinking wins over a playlist under way', () => {
  async function over() {
    const { story, rows } = await onDisk({ awake: { ada: ['phone'] } });
    await story.create('ada', 'songs:2');
    await story.press('ada', 'Start');
    await story.advance(60 * SECOND);
    const ending = await story.type('ada', '/sesh end');
    await story.people.ada.press(ending.reply ?? { id: '' }, 'End it');
    await story.advance(5 * SECOND);
    const asking = await story.press('ben', 'Save as playlist');
    const browser = await openConsent(story, 'ben', asking);
    return { story, rows, browser };
  }

  it.each([
    ['while it is made', /\/me\/playlists$/, false],
    ['while it is made, linking again', /\/me\/playlists$/, true],
    ['while its songs are written', /\/items$/, false],
    ['while its songs are written, linking again', /\/items$/, true],
  ])('%s', async (_, path, again) => {
    const { story, rows, browser } = await over();
    let page = { status: 0, text: '' };
    await whileHanging(
      story,
      path,
      async () => {
        page = await browser.submit({ account: story.accounts.ben.accountId, decision: 'agree' });
      },
      async () => {
        await story.people.ben.type(story.channel, '/sesh unlink');
        if (again) await linkAgain(story);
      },
    );
    expect([page.status, headline(page)]).toEqual([403, 'Nothing was connected']);
    expect(await rows('select * from playlists')).toEqual([]);
  });

  it('of a press on an old link, which then asks for nothing', async () => {
    const { story, rows, browser } = await over();
    await browser.submit({ account: story.accounts.ben.accountId, decision: 'agree' });
    await story.settle();
    const ben = story.people.ben.user.id;
    expect(await rows(`select count(*) as saved from playlists where user_id = '${ben}'`)).toEqual([{ saved: 1 }]);
    await story.type('ben', '/sesh unlink');
    await story.link('ben', await story.press('ben', 'Save as playlist'));
    await story.type('ben', '/sesh unlink');
    expect(await rows('select * from playlists')).toEqual([]);
    expect(await rows(`select * from link_requests where user_id = '${ben}'`)).toEqual([]);
  });
});

describe('unlinking wins over taking over', () => {
  it('while the new player is looked at: the old host goes on, and no device is remembered', async () => {
    const { story, rows } = await onDisk({ awake: { ada: ['phone'], ben: ['phone'] } });
    story.expectWarning('the player cannot be reached');
    await story.create('ada', 'songs:3');
    await story.join('ben');
    const kitchen = story.guild.addChannel('kitchen');
    await story.link('ben', await story.people.ben.type(kitchen, '/sesh create'));
    const ending = await story.people.ben.type(kitchen, '/sesh end');
    await story.people.ben.press(ending.reply ?? { id: '' }, 'End it');
    await story.press('ada', 'Start');
    await story.advance(40 * SECOND);
    await story.type('ada', '/sesh host member:@bennybeats');
    await story.advance(5 * SECOND);
    const following: Promise<unknown>[] = [];
    await whileHanging(
      story,
      /\/me\/player$/,
      () => story.people.ben.press(story.card(), 'Take over'),
      async () => {
        const linked = async () => story.told(await story.people.ben.type(kitchen, '/sesh link'));
        // Both are answered in full once the session is free again.
        following.push(story.people.ben.type(story.channel, '/sesh unlink'));
        await until('the link is gone', async () => (await linked()).includes('Connect your'));
        following.push(linkAgain(story, kitchen));
        await until('the link stands', async () => (await linked()).includes('is connected'));
      },
    );
    await Promise.all(following);
    await story.advance(10 * SECOND);
    expect([story.accounts.ada.now().isPlaying, story.accounts.ben.now().isPlaying]).toEqual([true, false]);
    expect(await rows(`select host_id from sessions where phase = 'live'`)).toEqual([
      { host_id: story.people.ada.user.id },
    ]);
    expect(await rows(`select last_device from links where user_id = '${story.people.ben.user.id}'`)).toEqual([
      { last_device: null },
    ]);
  });
});

describe('unlinking wins over a link under way', () => {
  it.each([
    ['while the code is redeemed', /\/api\/token$/],
    ['while the account is asked who it is', /^\/v1\/me$/],
  ])('%s', async (_, path) => {
    const { story, rows } = await onDisk();
    await linkUrlOf(story);
    const browser = await openConsent(story, 'ada', await story.type('ada', '/sesh create'));
    let page = { status: 0, text: '' };
    await whileHanging(
      story,
      path,
      async () => {
        page = await browser.submit({ account: story.accounts.ada.accountId, decision: 'agree' });
      },
      () => story.people.ada.type(story.channel, '/sesh unlink'),
    );
    expect(page.status).toBe(404);
    for (const table of ['links', 'link_requests', 'sessions'])
      expect(await rows(`select * from ${table}`)).toEqual([]);
  });
});
