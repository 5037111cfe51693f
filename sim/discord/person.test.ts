import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDiscordHarness, type DiscordHarness } from './harness.ts';

const SESH = {
  name: 'sesh',
  description: 'An evening of music',
  options: [
    {
      type: 1,
      name: 'create',
      description: 'Open a lobby',
      options: [
        { type: 4, name: 'songs', description: 'How many', min_value: 1, max_value: 10 },
        {
          type: 3,
          name: 'period',
          description: 'Since when',
          choices: [
            { name: 'the last month', value: 'month' },
            { name: 'the last year', value: 'year' },
          ],
        },
      ],
    },
    {
      type: 1,
      name: 'add',
      description: 'Bring a song',
      options: [
        { type: 3, name: 'song', description: 'Which', required: true, autocomplete: true },
        { type: 6, name: 'for', description: 'Whom' },
      ],
    },
  ],
};

const ADMINS_ONLY = { name: 'admin', description: 'For few', default_member_permissions: '0' };

const CARD = {
  content: 'Card',
  components: [
    {
      type: 1,
      components: [
        { type: 2, style: 1, label: 'Skip (1/2)', custom_id: 'skip' },
        { type: 2, style: 1, label: 'Start', custom_id: 'start', disabled: true },
        { type: 2, style: 5, label: 'Listen', url: 'https://open.spotify.com' },
      ],
    },
    {
      type: 1,
      components: [{ type: 3, custom_id: 'device', options: [{ label: 'Phone', value: 'phone' }] }],
    },
  ],
};

let harness: DiscordHarness;

beforeEach(async () => {
  harness = await createDiscordHarness();
  await harness.ask('PUT', `/applications/${harness.discord.applicationId}/commands`, [SESH, ADMINS_ONLY]);
});

afterEach(() => harness.close());

test.each([
  ['/sesch create', /no command "\/sesch"; there are: \/sesh$/],
  ['/sesh', /no subcommand ""; there are: create, add/],
  ['/sesh creat', /no subcommand "creat"/],
  ['/sesh create song:5', /no option "song"; there are: songs, period/],
  ['/sesh create songs:5 songs:6', /given twice/],
  ['/sesh create songs:many', /expected a number/],
  ['/sesh create songs:0', /at least 1/],
  ['/sesh create songs:11', /at most 10/],
  ['/sesh create period:week', /expected one of: the last month, the last year/],
  ['/sesh add', /Required: song/],
  ['/sesh add song:x for:@Zoe', /somebody of this server/],
  ['/admin', /no command "\/admin"/],
])('%s cannot be sent', async (line, reason) => {
  await expect(harness.ana.type(harness.channel, line)).rejects.toThrow(reason);
});

test.each([
  ['/sesh create', []],
  ['/sesh create songs:5 period:month', [option(4, 'songs', 5), option(3, 'period', 'month')]],
  ['/sesh create period:the last year songs:5', [option(3, 'period', 'year'), option(4, 'songs', 5)]],
  ['/sesh add song:blue monday', [option(3, 'song', 'blue monday')]],
  ['/sesh add song:spotify:track:1', [option(3, 'song', 'spotify:track:1')]],
  ['/sesh add song:"for: \\"you\\""', [option(3, 'song', 'for: "you"')]],
])('%s is sent as its parts', async (line, options) => {
  const { data } = await interactionOf(() => harness.ana.type(harness.channel, line));
  expect(data.options[0]?.options ?? []).toEqual(options);
});

test('a person who is named is sent along', async () => {
  const { data } = await interactionOf(() => harness.ana.type(harness.channel, '/sesh add song:x for:@Ben'));
  const { user } = harness.ben;
  expect(data.options[0]?.options?.[1]).toEqual(option(6, 'for', user.id));
  expect(data.resolved.users[user.id]).toMatchObject({ username: 'ben', global_name: 'Ben' });
});

test.each([
  ['Leave', /no button "Leave"; there are: Skip \(1\/2\), Start, Listen/],
  ['Start', /disabled/],
  ['Listen', /a link to https:\/\/open.spotify.com/],
  ['S', /Several buttons begin with "S"/],
])('the button %s cannot be pressed', async (label, reason) => {
  const card = await post();
  await expect(harness.ana.press(card, label)).rejects.toThrow(reason);
});

test.each(['Skip (1/2)', 'Skip', 'skip'])('a button is found by %s', async (label) => {
  const card = await post();
  const { data } = await interactionOf(() => harness.ana.press(card, label));
  expect(data).toEqual({ custom_id: 'skip', component_type: 2 });
});

test('only what a select offers can be chosen', async () => {
  const card = await post();
  await expect(harness.ana.choose(card, 'device', ['fridge'])).rejects.toThrow(/does not offer fridge/);
  await expect(harness.ana.choose(card, 'device', [])).rejects.toThrow(/between 1 and 1/);
  const { data } = await interactionOf(() => harness.ana.choose(card, 'device', ['phone']));
  expect(data).toEqual({ custom_id: 'device', component_type: 3, values: ['phone'] });
});

test('what somebody does not see cannot be pressed, but forged', async () => {
  const card = await post();
  harness.channel.setRights([{ for: harness.ana.user, deny: ['VIEW_CHANNEL'] }]);
  await expect(harness.ana.press(card, 'Skip')).rejects.toThrow(/does not see/);
  expect(harness.ana.sees(harness.channel)).toEqual([]);

  await harness.ask('DELETE', `/channels/${harness.channel.id}/messages/${card.id}`);
  await expect(harness.ben.press(card, 'Skip')).rejects.toThrow(/does not see/);
  const { data } = await interactionOf(() => harness.ben.forge({ message: card, customId: 'anything' }));
  expect(data).toEqual({ custom_id: 'anything', component_type: 2 });
});

test('a moderator deletes what others cannot', async () => {
  const card = await post();
  const mod = harness.guild.addPerson(harness.discord.addUser('Mod'), { permissions: ['MANAGE_MESSAGES'] });
  expect(() => harness.ana.remove(card)).toThrow(/may not delete/);
  mod.remove(card);
  expect([card.isDeleted, harness.discord.messages(harness.channel)]).toEqual([true, []]);
});

test('a command shows in a server as soon as it is registered there', async () => {
  const { discord, guild, ana, channel, ask } = harness;
  const local = { name: 'here', description: 'Only here' };
  await ask('PUT', `/applications/${discord.applicationId}/guilds/${guild.id}/commands`, [local]);
  const { data } = await interactionOf(() => ana.type(channel, '/here'));
  expect(data).toMatchObject({ name: 'here', guild_id: guild.id });
});

type Sent = { options: { options?: object[] }[]; resolved: { users: Record<string, object> } };

/** Returns the event that a person's action sends to the bot. */
async function interactionOf(deed: () => Promise<unknown>): Promise<{ data: Sent }> {
  const client = await harness.connect();
  const properties = { os: 'linux', browser: 'test', device: 'test' };
  client.send({ op: 2, d: { token: harness.discord.token, properties, intents: 1 } });
  await client.frame(({ t }) => t === 'READY');
  void deed();
  const { d } = await client.frame(({ t }) => t === 'INTERACTION_CREATE');
  return d as { data: Sent };
}

async function post() {
  const { body } = await harness.ask('POST', `/channels/${harness.channel.id}/messages`, CARD);
  const message = harness.discord.messages(harness.channel).find(({ id }) => id === body.id);
  if (!message) throw new Error('not posted');
  return message;
}

function option(type: number, name: string, value: string | number) {
  return { type, name, value };
}
