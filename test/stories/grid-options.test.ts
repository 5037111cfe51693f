import { beforeEach, describe, expect, it } from 'vitest';
import { songs } from '../../sim/cast.ts';
import { answerIn } from './grid/answers.ts';
import { beginEvening, type Evening, openGround } from './grid/places.ts';
import { PATIENCE_MS } from './grid/play.ts';

const HUGE = 'x'.repeat(5_900);
const MARKUP = '@everyone <@&1> `'.repeat(20);
const NOBODY = '0000000000000000000000';

let evening: Evening;

async function told(text: string, who: 'host' | 'member' = 'host'): Promise<string> {
  const interaction = await evening.people[who].type(evening.channel, text);
  await evening.story.settle();
  return answerIn(interaction);
}

/** Whoever an option may name. */
function idOf(whom: keyof Evening['people'] | 'bot'): string {
  return whom === 'bot' ? evening.card.author.id : evening.people[whom].user.id;
}

describe('options that no evening knows get one kind sentence', { timeout: PATIENCE_MS }, () => {
  beforeEach(async () => {
    evening = await beginEvening(await openGround(), 'playing');
  });

  it('a song', async () => {
    const wishes = [
      ['""', 'notASong'],
      [HUGE, 'notASong'],
      [MARKUP, 'notASong'],
      ['https://spotify.link/abcdef', 'shortLink'],
      ['https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M', 'notOneSong'],
      [`https://example.com/track/${songs.lowTide.id}`, 'notASong'],
      [`spotify:album:${NOBODY}`, 'notOneSong'],
      [`spotify:track:${NOBODY}`, 'notPlayable'],
      [`spotify:track:${songs.withdrawn.id}`, 'notPlayable'],
      [songs.lowTide.title, 'chooseSong'],
    ] as const;
    for (const [wish, answer] of wishes) expect([wish, await told(`/sesh add song:${wish}`)]).toEqual([wish, answer]);
    for (const wish of ['""', HUGE, MARKUP, 'p999'])
      expect([wish, await told(`/sesh remove song:${wish}`)]).toEqual([wish, 'songGone']);
  });

  it('a device', async () => {
    for (const wish of ['""', HUGE, MARKUP, 'Ben’s phone'])
      expect([wish, await told(`/sesh device device:${wish}`)]).toEqual([wish, 'deviceUnknown']);
    expect(await told(`/sesh start device:${HUGE}`)).toBe('alreadyLive');
  });

  it('a person: oneself, the bot, somebody who is not in, somebody who cannot', async () => {
    const people = [
      ['host', 'hostAlready', 'kickHost'],
      ['bot', 'notAMember', 'notAMember'],
      ['outsider', 'notAMember', 'notAMember'],
      ['left', 'notAMember', 'notAMember'],
      ['kicked', 'notAMember', 'notAMember'],
      ['guest', 'cannotTakeOver', 'kicked'],
    ] as const;
    for (const [whom, offered, kicked] of people) {
      const answers = [await told(`/sesh host member:${idOf(whom)}`), await told(`/sesh kick member:${idOf(whom)}`)];
      expect([whom, ...answers]).toEqual([whom, offered, kicked]);
    }
    expect(await told(`/sesh kick member:${idOf('member')}`, 'member')).toBe('hostOnly');
  });
});

describe('options as an old or a foreign registration sends them get one kind sentence', () => {
  const NUMBER = 4;
  const TEXT = 3;
  const TRUTH = 5;

  it('missing, of another type, beyond what is allowed', async () => {
    const ground = await openGround();
    const foreign = await beginEvening(ground, 'none');
    const live = await beginEvening(ground, 'playing');
    await register(live, {
      create: { songs: NUMBER, period: TEXT, order: TRUTH },
      start: { device: NUMBER },
      add: { song: NUMBER },
      remove: { song: TRUTH },
      device: { device: NUMBER },
      host: { member: TEXT },
      kick: { member: TEXT },
    });
    const wishes = [
      [live, 'add', 'notASong'],
      [live, 'add song:7', 'optionUnknown'],
      [live, 'remove', 'songGone'],
      [live, 'remove song:true', 'optionUnknown'],
      [live, 'device', 'deviceUnknown'],
      [live, 'device device:7', 'optionUnknown'],
      [live, 'start device:7', 'optionUnknown'],
      [live, 'host', 'notAMember'],
      [live, `host member:${live.people.member.user.id}`, 'optionUnknown'],
      [live, 'kick', 'notAMember'],
      [live, `kick member:${live.people.guest.user.id}`, 'optionUnknown'],
      [foreign, 'create songs:0', 'optionUnknown'],
      [foreign, 'create songs:11', 'optionUnknown'],
      [foreign, 'create songs:-1', 'optionUnknown'],
      [foreign, 'create songs:9007199254740991', 'optionUnknown'],
      [foreign, 'create period:decade', 'optionUnknown'],
      [foreign, 'create period:constructor', 'optionUnknown'],
      [foreign, `create period:${HUGE}`, 'optionUnknown'],
      [foreign, 'create order:true', 'optionUnknown'],
    ] as const;
    for (const [place, text, answer] of wishes) {
      evening = place;
      expect([text, await told(`/sesh ${text}`)]).toEqual([text, answer]);
    }
  });

  /** Puts a registration of these options, none of them required, in the place of ours. */
  async function register({ story, card }: Evening, commands: Record<string, Record<string, number>>): Promise<void> {
    const options = Object.entries(commands).map(([name, given]) => ({
      type: 1,
      name,
      description: name,
      options: Object.entries(given).map(([option, type]) => ({ type, name: option, description: option })),
    }));
    const answer = await fetch(`${story.url}/discord/api/v10/applications/${card.author.id}/commands`, {
      method: 'PUT',
      headers: { authorization: `Bot ${story.discord.token}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ name: 'sesh', description: 'another one', options }]),
    });
    expect(answer.status).toBe(200);
  }
});
