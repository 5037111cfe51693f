import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Interaction } from '../../sim/discord/discord.ts';
import { SECOND, type Story, startStory } from '../stories/story.ts';
import { until } from '../until.ts';

/*
 * Whatever Discord leaves out of an event, sends as null or as something of another kind: the process goes on, and a
 * person is answered as long as the event says where.
 */

type Event = { t: string; d: unknown };
type Damage = { path: string[]; how: 'left out' | 'null' | 'another kind'; event: Event };

const HOWS = ['left out', 'null', 'another kind'] as const;
/** Of a list the first item stands for all. */
const keysOf = (part: unknown): string[] =>
  typeof part === 'object' && part !== null
    ? Array.isArray(part)
      ? ['0'].slice(0, part.length)
      : Object.keys(part)
    : [];

/** The event with each of its parts damaged in each way. */
function damaged(event: Event): Damage[] {
  const paths = (part: unknown, at: string[]): string[][] =>
    keysOf(part).flatMap((key) => [[...at, key], ...paths((part as Record<string, unknown>)[key], [...at, key])]);
  return [[], ...paths(event.d, [])].flatMap((path) =>
    HOWS.map((how) => ({ path, how, event: { t: event.t, d: replaced(event.d, path, how) } })),
  );
}

function replaced(part: unknown, [key, ...rest]: string[], how: Damage['how']): unknown {
  if (key === undefined) return how === 'another kind' ? anotherKind(part) : how === 'null' ? null : undefined;
  const copy: Record<string, unknown> = Array.isArray(part) ? { ...part } : { ...(part as object) };
  if (rest.length === 0 && how === 'left out') delete copy[key];
  else copy[key] = replaced(copy[key], rest, how);
  return Array.isArray(part) ? Object.values(copy) : copy;
}

function anotherKind(part: unknown): unknown {
  return typeof part === 'object' ? 'text' : typeof part === 'number' ? { odd: true } : 7;
}

/** What goes out while something is done, as it would be sent. */
async function seen(story: Story, act: () => unknown): Promise<Event[]> {
  const events: Event[] = [];
  story.discord.garble((event) => {
    events.push(structuredClone(event));
    return null;
  });
  await act();
  await story.settle();
  story.discord.garble(null);
  return events;
}

/** An evening in which the wall clock stands; with `nextSecond` it moves on. */
async function evening(): Promise<Story> {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const story = await startStory({ awake: { ada: ['phone'] } });
  await story.create('ada', 'songs:3');
  await story.press('ada', 'Start');
  await story.advance(10 * SECOND);
  return story;
}

/** discord.js makes fifty requests in a second of the wall clock, and holds the next one back. */
function nextSecond(): void {
  vi.setSystemTime(Date.now() + SECOND);
}

/** Lets the world come to rest, again and again, until something is so. */
async function rest(story: Story, isSo: () => boolean): Promise<void> {
  for (let look = 0; look < LOOKS && !isSo(); look++) await story.settle();
}

async function expectWell(story: Story, sessions: number): Promise<void> {
  nextSecond();
  const asked = await story.type('finn', '/sesh pause');
  await rest(story, () => story.told(asked) !== '');
  expect(story.told(asked)).toContain('Only the host');
  expect([story.discord.sessionsBegun(), story.discord.gatewayConnections(), story.failures]).toEqual([
    sessions,
    1,
    [],
  ]);
}

/** How many damaged events are under way at once. */
const AT_ONCE = 10;
/** How often the world is let come to rest before somebody counts as unanswered. */
const LOOKS = 200;

describe('an interaction with a damaged part', () => {
  it.each<[string, (story: Story) => Promise<unknown>]>([
    ['a command', (story) => story.people.finn.type(story.channel, '/sesh kick member:@Ben')],
    ['a press on the card', (story) => story.people.finn.press(story.card(), 'Queue')],
    ['suggestions', (story) => story.people.ada.complete(story.channel, '/sesh device device:ph')],
  ])('%s: is answered wherever it says where', { timeout: 60_000 }, async (_, act) => {
    const story = await evening();
    story.expectWarning('an interaction cannot be read');
    story.expectWarning('an interaction names no person or no channel');
    const sessions = story.discord.sessionsBegun();
    const [good] = await seen(story, () => act(story));
    const damages = damaged(good ?? { t: 'nothing', d: null }).filter(
      ({ path: [first, second] }) => first !== 'message' || !['embeds', 'components'].includes(second ?? ''),
    );
    expect(damages.length).toBeGreaterThan(100);

    for (let next = 0; next < damages.length; next += AT_ONCE) {
      const batch = damages.slice(next, next + AT_ONCE);
      nextSecond();
      const sent = await sendDamaged(story, act, batch);
      const silence = () => batch.filter((damage, index) => saysWhere(damage) && sent[index]?.state !== 'answered');
      await rest(story, () => silence().length === 0);
      expect(silence().map(({ path, how }) => `${path.join('.')} ${how}`)).toEqual([]);
      await expectWell(story, sessions);
    }
  });
});

/** Does something so many times; the bot hears of it with one of the damages each time, but for where to answer. */
async function sendDamaged(story: Story, act: (story: Story) => Promise<unknown>, batch: Damage[]) {
  const sent: Interaction[] = [];
  const stop = story.discord.subscribe((change) => {
    if (change.kind === 'interaction-changed' && change.interaction.state === 'sent') sent.push(change.interaction);
  });
  let next = 0;
  story.discord.garble((event) => {
    const damage = event.t === 'INTERACTION_CREATE' ? batch[next++] : undefined;
    return damage ? (onThis(damage, event) as typeof event) : null;
  });
  for (const _ of batch) void Promise.resolve(act(story)).catch(() => {}); // nobody waits for what cannot be answered
  await until('sent', () => sent.length === batch.length);
  await story.settle();
  story.discord.garble(null);
  stop();
  return sent;
}

/** The damage on the event of this moment, which has an id and a token of its own. */
function onThis({ path, event }: Damage, now: Event): Event {
  const { id, token } = now.d as { id: string; token: string };
  const isWhole = path.length > 0;
  const own = { ...(path[0] !== 'id' && { id }), ...(path[0] !== 'token' && { token }) };
  return isWhole ? { t: event.t, d: { ...(event.d as object), ...own } } : event;
}

function saysWhere({ path: [first] }: Damage): boolean {
  return first !== undefined && first !== 'id' && first !== 'token';
}

describe('any other event with a damaged part', () => {
  it('costs nothing but itself', async () => {
    const story = await evening();
    story.expectWarning('an event cannot be read');
    story.expectWarning('a server is unavailable');
    const sessions = story.discord.sessionsBegun();
    const elsewhere = story.discord.addGuild('Elsewhere');
    const good = await seen(story, () => {
      const den = story.guild.addChannel('den');
      den.setRights([{ for: 'people', deny: ['SEND_MESSAGES'] }]);
      den.remove();
      story.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES', 'EMBED_LINKS']);
      elsewhere.setAvailable(false);
      elsewhere.setAvailable(true);
      elsewhere.remove();
    });
    const unknown: Event[] = [null, 7, 'text', [], {}].map((d) => ({ t: 'WHATEVER_COMES', d }));
    const resumed = { t: 'RESUMED', d: { _trace: [] } };
    const damages = [...good, resumed].flatMap(damaged).map(({ event }) => event);
    expect(new Set(damages.map(({ t }) => t)).size).toBeGreaterThan(6);
    for (const event of [...damages, ...unknown]) {
      story.discord.garble(() => event as never); // on purpose: no such event exists
      story.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES', 'EMBED_LINKS']);
    }
    story.discord.garble(null);
    await expectWell(story, sessions);
    expect(story.shown().title).toContain('▶');
  });
});
