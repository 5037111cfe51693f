import { createLog } from '../src/log.ts';
import { type CastName, createWorld, type Interaction, type Message, type World } from './world.ts';

/*
 * One evening told in the terminal: what each person types, sees and hears. The bot, its web server and its database
 * are the real ones; Discord and Spotify are simulated, and the clock is wound.
 */
const SATURDAY_AT_EIGHT = Date.UTC(2026, 10, 21, 20);
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

const world = await createWorld({ standingAt: SATURDAY_AT_EIGHT, awake: { ada: ['phone'] } });
const bot = await world.openBot(await world.config(), createLog({ level: 'error' }));
const { ada } = world.accounts;
const narrator = narrate(world);

write('Six friends, one channel. Ada’s phone plays; Finn has no Spotify account.');
await linked('ada', says('ada', '/sesh create songs:3'));
for (const name of ['ben', 'chloe', 'dev', 'elif'] as const) await linked(name, presses(name, 'Join'));
await presses('finn', 'Join');
await presses('finn', 'Start');
await presses('ada', 'Start');
await pass(30 * SECOND_MS);
await says('ben', '/sesh queue');
await presses('ada', 'Skip');
await pass(5 * MINUTE_MS);
tells('Ada', 'presses next on her phone');
ada.pressNext();
await pass(4 * MINUTE_MS);
await presses('ada', 'Pause');
await pass(3 * MINUTE_MS);
await presses('ada', 'Resume');
await pass(24 * MINUTE_MS);
const asked = await presses('ada', 'End');
await world.people.ada.press(asked.replies[0] ?? { id: '' }, 'End it');
await pass(2 * SECOND_MS);

const calls = world.spotify.requests.filter(({ service }) => service === 'api').length;
write(`\n${ada.record.length} songs sounded on Ada’s phone; Spotify was asked ${calls} times.`);
await bot.close();
await world.close();
const broken = [...world.discord.violations, ...world.spotify.violations];
if (broken.length > 0) write(`The services would have refused:\n${broken.join('\n')}`);
process.exit(broken.length > 0 ? 1 : 0);

async function says(name: CastName, text: string): Promise<Interaction> {
  tells(nameOf(name), `types ${text}`);
  return heardBack(name, await world.people[name].type(world.channel, text));
}

async function presses(name: CastName, label: string): Promise<Interaction> {
  tells(nameOf(name), `presses ${label}`);
  return heardBack(name, await world.people[name].press(narrator.card(), label));
}

async function heardBack(name: CastName, interaction: Interaction): Promise<Interaction> {
  await world.settle();
  for (const reply of interaction.replies) tells(`   only ${nameOf(name)} sees`, contentOf(reply));
  await pass(2 * SECOND_MS);
  return interaction;
}

async function linked(name: Exclude<CastName, 'finn'>, asking: Promise<Interaction>): Promise<void> {
  const page = await world.link(name, await asking);
  tells(nameOf(name), `connects Spotify in the browser: ${/<h1>(.*?)<\/h1>/.exec(page.text)?.[1] ?? page.status}`);
  await pass(2 * SECOND_MS);
}

async function pass(ms: number): Promise<void> {
  await world.advance(ms);
}

/** Tells every change of the card, and every song that begins. */
function narrate(of: World) {
  let shown = '';
  let sounding: string | null = null;
  const names = new Map(Object.values(of.people).map(({ user }) => [user.id, user.global_name ?? user.username]));

  function card(): Message {
    const message = of.discord.messages(of.channel).findLast(({ embeds }) => embeds.length > 0);
    if (!message) throw new Error('there is no card');
    return message;
  }

  of.discord.subscribe(() => {
    const message = of.discord.messages(of.channel).findLast(({ embeds }) => embeds.length > 0);
    const text = message ? inNames(contentOf(message), names) : '';
    const fresh = text.split('\n').filter((line) => !shown.split('\n').includes(line));
    if (text !== '' && fresh.length > 0) tells('   the card', fresh.join('\n'));
    shown = text || shown;
  });
  of.spotify.subscribe((person) => {
    const now = person.now();
    const track = now.isPlaying ? now.track : null;
    if (person === of.accounts.ada && track !== sounding) {
      sounding = track;
      tells('♪  Ada’s phone', track === null ? 'is silent' : `plays ${of.spotify.track(track)?.title ?? track}`);
    }
  });
  return { card };
}

type Shown = {
  title?: string;
  description?: string;
  fields?: { name: string; value: string }[];
  footer?: { text: string };
};

/** Returns the text of a message, without its markup. */
function contentOf(message: Message): string {
  const embeds = (message.embeds as Shown[]).flatMap(({ title, description, fields, footer }) => [
    title,
    description,
    ...(fields ?? []).map(({ name, value }) => `${name}: ${value.replaceAll('\n', ' / ')}`),
    footer?.text,
  ]);
  const text = [message.content, ...embeds].filter((part) => part !== undefined && part !== '').join('\n');
  const links = text.replace(/\[((?:\\.|[^\]])*)\]\(https?:[^)]*\)/g, '$1');
  return links.replace(/\u200b|\*\*/g, '').replace(/\\(?=[\p{P}\p{S}])/gu, '');
}

function inNames(text: string, names: ReadonlyMap<string, string>): string {
  const times = text.replace(/<t:(\d+):(\w)>/g, (_, seconds: string, style: string) => {
    const time = clockTime(Number(seconds) * SECOND_MS);
    return style === 'R' ? `at ${time}` : time;
  });
  return times.replace(/<@(\d+)>/g, (mention, id: string) => names.get(id) ?? mention);
}

function nameOf(name: CastName): string {
  return world.people[name].user.global_name ?? name;
}

function tells(who: string, what: string): void {
  const names = new Map(Object.values(world.people).map(({ user }) => [user.id, user.global_name ?? user.username]));
  const [first = '', ...more] = inNames(what, names).split('\n');
  write(`${clockTime(world.clock.now())}  ${who.padEnd(20)} ${first}`);
  for (const line of more) if (line !== '') write(`${' '.repeat(31)}${line}`);
}

function clockTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
