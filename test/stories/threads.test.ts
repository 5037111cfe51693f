import { describe, expect, it } from 'vitest';
import { SECOND, type Story, startStory } from './story.ts';

const MENTION = 'I am not in this private thread, so I cannot see it. Mention me here with @, then try again.';

/** Ada and Ben in a thread of #music; Ada may host. */
async function inThread(isPrivate: boolean) {
  const story = await startStory({ awake: { ada: ['phone'] } });
  const { ada, ben } = story.people;
  await story.link('ada', await story.type('ada', '/sesh create'));
  const ending = await story.type('ada', '/sesh end');
  await ada.press(ending.reply ?? { id: '' }, 'End it');
  await story.advance(5 * SECOND);
  const thread = story.guild.addThread(story.channel, 'tonight', { isPrivate, members: [ada.user, ben.user] });
  const type = async (text: string) => {
    const interaction = await ada.type(thread, text);
    await story.settle();
    return story.told(interaction);
  };
  return { story, ada, ben, thread, type };
}

const mention = (story: Story) => `<@${story.discord.applicationId}> hello`;

describe('a private thread that the bot is not in', () => {
  it('asks to be mentioned, not for rights, and works once it is', async () => {
    const { story, ada, thread, type } = await inThread(true);
    expect(await type('/sesh create songs:2')).toBe(MENTION);
    expect(await type('/sesh queue')).toContain('There is no session in this channel yet');
    ada.say(thread, mention(story));
    expect(await type('/sesh create songs:2')).toContain('Your lobby is open');
    expect(story.card(thread).embeds).toHaveLength(1);
  });

  it('says so on the page of a link as well', async () => {
    const { story, ben, thread } = await inThread(true);
    const page = await story.link('ben', await ben.type(thread, '/sesh create songs:2'));
    expect(page.text).toContain('I am not in that private thread');
  });

  it('asks for rights where those are missing though it is in', async () => {
    const { story, ada, thread, type } = await inThread(true);
    ada.say(thread, mention(story));
    story.guild.setBotPermissions(['VIEW_CHANNEL', 'EMBED_LINKS', 'READ_MESSAGE_HISTORY']);
    await story.settle();
    expect(await type('/sesh create songs:2')).toContain('I may not post here');
  });
});

describe('a public thread', () => {
  it('has evenings of its own, apart from its channel', async () => {
    const { story, ben, thread, type } = await inThread(false);
    expect(await type('/sesh create songs:2')).toContain('Your lobby is open');
    await ben.press(story.card(thread), 'Join');
    await story.advance(6 * SECOND);
    expect(JSON.stringify(story.card(thread).embeds)).toContain(ben.user.id);
    expect(story.told(await story.type('ben', '/sesh queue'))).toContain('There is no session in this channel yet');
  });

  it('that sleeps wakes up; one that is locked says so', async () => {
    const { thread, type } = await inThread(false);
    thread.change({ isArchived: true, isLocked: true });
    expect(await type('/sesh create songs:2')).toContain('This thread is closed');
    thread.change({ isArchived: true, isLocked: false });
    expect(await type('/sesh create songs:2')).toContain('Your lobby is open');
  });

  it('that was locked meanwhile is told of by `now` too', async () => {
    const { thread, type } = await inThread(false);
    await type('/sesh create songs:2');
    thread.change({ isLocked: true });
    expect(await type('/sesh now')).toContain('This thread is closed');
  });
});
