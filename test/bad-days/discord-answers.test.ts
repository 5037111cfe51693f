import { describe, expect, it } from 'vitest';
import { nextSecond, SECOND, type Story, startStory } from '../stories/story.ts';
import { until } from '../until.ts';

/* An answer that Discord does not take is replaced by one plain sentence: nobody is left with "thinking". */

const SENTENCE = 'Discord did not take my full answer.';
const ORIGINAL = /\/messages\/@original$/;
const FOLLOW_UP = /\/webhooks\/\d+\/[^/]+$/;
const CALLBACK = /\/callback$/;

const errors = {
  components: { 0: { components: { 0: { options: { 1: { value: { _errors: [{ code: 'TWICE' }] } } } } } } },
};
const REFUSALS: [string, number, unknown][] = [
  ['50035', 400, { message: 'Invalid Form Body', code: 50_035, errors }],
  ['50035 without a word on where', 400, { message: 'Invalid Form Body', code: 50_035, errors: null }],
  ['50006', 400, { message: 'Cannot send an empty message', code: 50_006 }],
  ['40005', 413, { message: 'Request entity too large', code: 40_005 }],
  ['200000', 400, { message: 'Message was blocked by automatic moderation', code: 200_000 }],
  ['240000', 400, { message: 'Message blocked by harmful links filter', code: 240_000 }],
  ['a page instead of JSON', 403, '<html>blocked</html>'],
];

async function evening(): Promise<Story> {
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:3');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  return story;
}

const logged = (story: Story) => story.lines.filter((line) => line.includes('discord refused an answer'));

describe('an answer that Discord refuses', () => {
  it('to a command, for whatever reason: one plain sentence', async () => {
    const story = await evening();
    story.expectWarning('discord refused an answer');
    const seen: unknown[] = [];
    for (const [reason, status, body] of REFUSALS) {
      nextSecond();
      const before = logged(story).length;
      story.discord.failNext({ method: 'PATCH', path: ORIGINAL, status, body });
      const asked = await story.type('finn', '/sesh queue');
      seen.push([reason, story.told(asked), asked.state, asked.reply?.embeds, logged(story).length - before]);
    }
    const sentence = expect.stringContaining(SENTENCE);
    expect(seen).toEqual(REFUSALS.map(([reason]) => [reason, sentence, 'answered', [], 1]));
  });

  it('to a press on the card, for whatever reason: one plain sentence beside it', async () => {
    const story = await evening();
    story.expectWarning('discord refused an answer');
    const seen: unknown[] = [];
    for (const [reason, status, body] of REFUSALS) {
      nextSecond();
      const before = logged(story).length;
      story.discord.failNext({ method: 'POST', path: FOLLOW_UP, status, body });
      seen.push([reason, story.told(await story.press('finn', 'Queue')), logged(story).length - before]);
    }
    expect(seen).toEqual(REFUSALS.map(([reason]) => [reason, expect.stringContaining(SENTENCE), 1]));
  });

  it('to a press on a private answer: that one stays, and the sentence follows', async () => {
    const story = await evening();
    story.expectWarning('discord refused an answer');
    const asked = await story.type('ada', '/sesh end');
    story.discord.failNext({ method: 'PATCH', path: ORIGINAL, status: 400, body: REFUSALS[0]?.[2] });
    const kept = await story.people.ada.press(asked.reply ?? { id: '' }, 'Keep playing');
    await story.settle();
    expect([story.told(asked), story.told(kept)]).toEqual([
      expect.not.stringContaining(SENTENCE),
      expect.stringContaining(SENTENCE),
    ]);
  });

  it('with suggestions: none', async () => {
    const story = await evening();
    story.expectWarning('discord refused an answer');
    story.discord.failNext({ method: 'POST', path: CALLBACK, status: 400, body: REFUSALS[0]?.[2] });
    expect(await story.people.ada.complete(story.channel, '/sesh device device:ph')).toEqual([]);
  });

  it('is written down with the place of the error, and without what it said', async () => {
    const story = await evening();
    story.expectWarning('discord refused an answer');
    story.discord.failNext({ method: 'PATCH', path: ORIGINAL, status: 400, body: REFUSALS[0]?.[2] });
    await story.type('finn', '/sesh queue');
    expect(JSON.parse(logged(story)[0] ?? '{}')).toMatchObject({
      level: 50,
      status: 400,
      errorCode: 50_035,
      at: ['components.0.components.0.options.1.value: TWICE'],
    });
    expect(logged(story)[0]).not.toContain('Queue');
  });

  it('even as a sentence: a line in the log', async () => {
    const story = await evening();
    for (const line of ['discord refused an answer', 'an interaction went unanswered']) story.expectWarning(line);
    story.discord.failNext({ method: 'PATCH', path: ORIGINAL, status: 400, body: REFUSALS[0]?.[2], times: 2 });
    void story.people.finn.type(story.channel, '/sesh queue'); // nobody waits for an answer that does not come
    await until('the line', () => story.warnings.includes('an interaction went unanswered'));
  });

  it('because Discord itself fails at every attempt: the sentence', async () => {
    const story = await evening();
    story.expectWarning('an answer did not arrive');
    story.discord.failNext({ method: 'PATCH', path: ORIGINAL, status: 503, body: 'upstream', times: 4 });
    expect(story.told(await story.type('finn', '/sesh queue'))).toContain(SENTENCE);
  });
});

describe('what somebody types', () => {
  it('is cut where no sense is left in it', async () => {
    const story = await evening();
    expect(story.told(await story.type('finn', '/sesh join'))).toContain('You are in');
    const added = await story.type('finn', `/sesh add song:${'https://open.spotify.com/track/ '.repeat(190)}`);
    expect(story.told(added)).not.toBe('');
  });
});
