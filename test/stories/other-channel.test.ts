import { describe, expect, it } from 'vitest';
import type { Person } from '../../sim/discord/discord.ts';
import { buttons } from '../../src/commands/index.ts';
import { buttonsOf, menuIn } from './menus.ts';
import { nextSecond, SECOND, type Story, startStory } from './story.ts';

/** What a control of each kind carries besides the session. */
const VALUES: Partial<Record<keyof typeof buttons, (story: Story) => string[]>> = {
  add: (story) => [`spotify:track:${story.accounts.chloe.tops.medium_term[0]}`],
  remove: () => ['p1'],
  hide: (story) => [story.accounts.ben.tops.medium_term[0] ?? ''],
  swap: (story) => [story.accounts.ben.tops.medium_term[0] ?? ''],
  period: () => ['year'],
  start: (story) => [story.accounts.ada.devices[0]?.name ?? ''],
};
/** These are about the person who presses, or about nothing. */
const OF_NO_SESSION = new Set(['unlink', 'keep']);
const ACTIONS = (Object.keys(buttons) as (keyof typeof buttons)[]).filter((action) => !OF_NO_SESSION.has(action));

/** Everything of an evening that a press could change. */
function stateOf(story: Story) {
  const { embeds, components } = story.card();
  return { embeds, components, playing: story.accounts.ada.now().isPlaying, heard: story.heard('ada') };
}

const sessionIn = (story: Story) => /:([0-9a-f]{12})/.exec(JSON.stringify(story.card().components))?.[1] ?? '';

/** Ada hosts in #music, Ben is in; Gus manages #kitchen, and only that. */
async function lobby() {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const kitchen = story.guild.addChannel('kitchen');
  const gus = story.guild.addPerson(story.discord.addUser('Gus', { username: 'gus' }));
  kitchen.setRights([{ for: { id: gus.user.id }, allow: ['MANAGE_CHANNELS'] }]);
  await story.create('ada', 'songs:2');
  await story.join('ben');
  return { story, kitchen, gus };
}

async function live() {
  const made = await lobby();
  await made.story.press('ada', 'Start');
  await made.story.advance(20 * SECOND);
  return made;
}

async function ended() {
  const made = await live();
  const ending = await made.story.type('ada', '/sesh end');
  await made.story.people.ada.press(ending.reply ?? { id: '' }, 'End it');
  await made.story.advance(5 * SECOND);
  return made;
}

describe.each([
  ['a lobby', lobby],
  ['a running evening', live],
  ['an evening that is over', ended],
])('a control of %s, made up in another channel', (_, begin) => {
  it('does nothing for anybody, whatever it is', async () => {
    const { story, kitchen, gus } = await begin();
    const session = sessionIn(story);
    expect(session).not.toBe('');
    const before = stateOf(story);
    for (const [who, person] of Object.entries({ gus, ada: story.people.ada, ben: story.people.ben })) {
      const asking = await person.type(kitchen, '/sesh help');
      for (const action of ACTIONS) {
        nextSecond();
        const values = VALUES[action]?.(story);
        await person.forge({
          message: asking.reply ?? asking.replies[0] ?? story.card(),
          customId: `sesh:v1:${action}:${session}`,
          ...(values && { componentType: 3, values }),
        });
        await story.settle();
        expect([who, action, saidTo(person, kitchen)]).toEqual([who, action, REFUSED]);
      }
    }
    await story.advance(5 * SECOND);
    expect(stateOf(story)).toEqual(before);
  });
});

const REFUSED = 'That session is over. Open a new one with `/sesh create`.';

/** What stands in the private answer that was pressed. */
function saidTo(person: Person, channel: { id: string }): string {
  return person.sees(channel).findLast(({ ephemeralTo }) => ephemeralTo)?.content ?? '';
}

describe('private answers in a channel other than that of the session', () => {
  it('have no menus for songs that only work where the session is', async () => {
    const { story, kitchen } = await lobby();
    await story.press('chloe', 'Join');
    const asking = await story.people.chloe.type(kitchen, '/sesh link');
    await story.link('chloe', asking);
    await story.settle();
    expect(asking.replies[0]?.content).toBe('Connected. Your songs come along from now on.');
    expect(menuIn(asking.replies[0], 'hide')).toBeUndefined();
    expect(buttonsOf(asking.replies[0])).toEqual([]);
  });

  it('of the same channel have them', async () => {
    const { story } = await lobby();
    await story.press('chloe', 'Join');
    const asking = await story.type('chloe', '/sesh link');
    await story.link('chloe', asking);
    await story.settle();
    expect(menuIn(asking.replies[0], 'hide')).toBeDefined();
  });
});
