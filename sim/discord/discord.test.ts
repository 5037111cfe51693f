import { once } from 'node:events';
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  type ChatInputCommandInteraction,
  type Client,
  EmbedBuilder,
  Events,
  type Interaction,
  type InteractionReplyOptions,
  MessageFlags,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  type TextChannel,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiscordHarness, type DiscordHarness } from './harness.ts';

const sesh = new SlashCommandBuilder()
  .setName('sesh')
  .setDescription('An evening of music')
  .addSubcommand((create) =>
    create
      .setName('create')
      .setDescription('Open a lobby')
      .addIntegerOption((songs) => songs.setName('songs').setDescription('How many').setMinValue(1).setMaxValue(10)),
  )
  .addSubcommand((add) =>
    add
      .setName('add')
      .setDescription('Bring a song')
      .addStringOption((song) => song.setName('song').setDescription('Which').setRequired(true).setAutocomplete(true)),
  )
  .addSubcommand((kick) =>
    kick
      .setName('kick')
      .setDescription('Throw somebody out')
      .addUserOption((member) => member.setName('member').setDescription('Whom').setRequired(true)),
  )
  .toJSON();

const EPHEMERAL = MessageFlags.Ephemeral;

let harness: DiscordHarness;
let client: Client<true>;

beforeEach(async () => {
  harness = await createDiscordHarness({ addedByClient: ['tts', 'nonce', 'enforce_nonce'] });
  client = await harness.login({ enforceNonce: true });
  await client.application.commands.set([sesh]);
});

afterEach(() => harness.close());

describe('a bot on discord.js', () => {
  afterEach(() => expect(harness.discord.violations).toEqual([]));

  test('posts a card, and those who press it are answered', async () => {
    const { ana, ben, channel, discord } = harness;
    onCommand(async (interaction) => {
      await interaction.deferReply({ flags: EPHEMERAL });
      await post(card(`${interaction.options.getInteger('songs')} songs`));
      await interaction.editReply('Done.');
    });
    onButton((interaction) => interaction.reply({ content: 'You are in.', flags: EPHEMERAL }));

    const created = await ana.type(channel, '/sesh create songs:5');
    expect([created.state, created.reply?.content]).toEqual(['answered', 'Done.']);
    expect(created.ackMs).toBeLessThan(1_000);

    const [posted] = discord.messages(channel);
    expect(posted?.embeds).toEqual([{ type: 'rich', title: '5 songs' }]);
    const pressed = await ben.press(the(posted), 'Join');
    expect(pressed.reply?.content).toBe('You are in.');

    expect(ana.sees(channel).map(({ content }) => content)).toEqual(['Done.', '']);
    expect(ben.sees(channel).map(({ content }) => content)).toEqual(['', 'You are in.']);
  });

  test('changes the card from a press, in one step and in two', async () => {
    const { ana, channel, discord } = harness;
    await post(card('Lobby'));
    const [posted] = discord.messages(channel);
    const presses: ((interaction: ButtonInteraction) => Promise<unknown>)[] = [
      (interaction) => interaction.update({ embeds: [new EmbedBuilder().setTitle('Once')] }),
      async (interaction) => {
        await interaction.deferUpdate();
        await interaction.editReply({ embeds: [new EmbedBuilder().setTitle('Twice')] });
        await interaction.followUp({ content: 'Seen?', flags: EPHEMERAL });
      },
    ];
    onButton((interaction) => presses.shift()?.(interaction));

    const first = await ana.press(the(posted), 'Join');
    expect([first.state, first.reply, posted?.embeds]).toEqual(['answered', null, [{ type: 'rich', title: 'Once' }]]);
    const followedUp = new Promise<void>((resolve) =>
      discord.subscribe(({ kind }) => kind === 'message-created' && resolve()),
    );
    const second = await ana.press(the(posted), 'join');
    await followedUp;
    expect(posted?.embeds).toEqual([{ type: 'rich', title: 'Twice' }]);
    expect(second.replies.map(({ content }) => content)).toEqual(['Seen?']);
  });

  test('edits its own message by the token and through the interaction, and both count', async () => {
    const { ana, channel, discord } = harness;
    const sent = await post(card('One'));
    await sent.edit({ embeds: [new EmbedBuilder().setTitle('Two')] });
    onButton(async (interaction) => {
      await interaction.deferUpdate();
      await interaction.editReply({ embeds: [new EmbedBuilder().setTitle('Three')] });
    });
    const edited = new Promise<void>((resolve) =>
      discord.subscribe(({ kind }) => kind === 'message-edited' && resolve()),
    );
    await ana.press(sent, 'Join');
    await edited;
    expect(discord.edits(sent.id)).toBe(2);
    expect(discord.messages(channel)[0]?.embeds).toEqual([{ type: 'rich', title: 'Three' }]);
  });

  test('completes what is being typed, and learns who was meant', async () => {
    const { ana, ben, channel } = harness;
    client.on(Events.InteractionCreate, async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const typed = interaction.options.getFocused();
      await interaction.respond([{ name: `${typed}!`, value: `id:${typed}` }]);
    });
    onCommand((interaction) => interaction.reply({ content: `Bye, ${interaction.options.getUser('member')?.id}` }));

    expect(await ana.complete(channel, '/sesh add song:blue mon')).toEqual([
      { name: 'blue mon!', value: 'id:blue mon' },
    ]);
    const kicked = await ana.type(channel, '/sesh kick member:@Ben');
    expect(kicked.reply?.content).toBe(`Bye, ${ben.user.id}`);
  });

  test('gets the message of its answer, offers a select, and hands out a file', async () => {
    const { ana, channel } = harness;
    const returned: unknown[] = [];
    onCommand(async (interaction) => {
      const select = new StringSelectMenuBuilder().setCustomId('device').addOptions({ label: 'Phone', value: '1' });
      const components = [new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(select)];
      const answer = await interaction.reply({ content: 'Where?', components, withResponse: true, flags: EPHEMERAL });
      returned.push(answer.resource?.message?.content);
    });
    client.on(Events.InteractionCreate, async (interaction) => {
      if (!interaction.isStringSelectMenu()) return;
      const file = new AttachmentBuilder(Buffer.from(`{"device":"${interaction.values[0]}"}`), { name: 'data.json' });
      await interaction.reply({ files: [file], flags: EPHEMERAL });
    });

    const asked = await ana.type(channel, '/sesh create');
    const chosen = await ana.choose(the(asked.reply), 'device', ['1']);
    expect(returned).toEqual(['Where?']);
    const [file] = chosen.reply?.attachments ?? [];
    expect(file?.filename).toBe('data.json');
    expect(await (await fetch(file?.url ?? '')).json()).toEqual({ device: '1' });
  });

  test('sees who may do what, and where it may post', async () => {
    const { discord, guild } = harness;
    const mod = guild.addPerson(discord.addUser('Mod'), { permissions: ['MANAGE_CHANNELS'] });
    const silent = guild.addChannel('silent', [{ for: 'bot', deny: ['SEND_MESSAGES'] }]);
    onCommand((interaction) => {
      const may = interaction.memberPermissions?.has('ManageChannels');
      const { appPermissions } = interaction;
      const can = [
        appPermissions.has('ViewChannel'),
        appPermissions.has('SendMessages'),
        appPermissions.has('EmbedLinks'),
      ];
      return interaction.reply(JSON.stringify([may, ...can]));
    });
    const answered = await mod.type(silent, '/sesh create');
    expect(answered.reply?.content).toBe('[true,true,false,false]');
  });
});

describe('a connection that breaks', () => {
  test('is taken up again, and what happened meanwhile is answered', async () => {
    onCommand((interaction) => interaction.reply('Here.'));
    harness.discord.dropGateway();
    const typed = await harness.ana.type(harness.channel, '/sesh create');
    expect(typed.reply?.content).toBe('Here.');
  });

  test('is taken up again when Discord asks for it', async () => {
    const resumed = once(client, Events.ShardResume);
    harness.discord.requestReconnect();
    await resumed;
  });

  test('ends for good with a fatal code', async () => {
    const disconnected = once(client, Events.ShardDisconnect);
    client.on(Events.ShardError, () => {});
    harness.discord.dropGateway(4004);
    const [{ code }] = await disconnected;
    expect(code).toBe(4004);
  });
});

describe('what happens to a server', () => {
  test('a channel goes', async () => {
    const deleted = once(client, Events.ChannelDelete);
    harness.channel.remove();
    const [channel] = await deleted;
    expect(channel.id).toBe(harness.channel.id);
  });

  test('an outage comes and goes, and is no farewell', async () => {
    const unavailable = once(client, Events.GuildUnavailable);
    harness.guild.setAvailable(false);
    await unavailable;
    const available = once(client, Events.GuildAvailable);
    harness.guild.setAvailable(true);
    await available;
  });

  test('the bot is thrown out', async () => {
    const deleted = once(client, Events.GuildDelete);
    harness.guild.remove();
    await deleted;
  });

  test('the bot is invited', async () => {
    const joined = once(client, Events.GuildCreate);
    harness.discord.addGuild('The Cellar');
    const [guild] = await joined;
    expect(guild.name).toBe('The Cellar');
  });
});

describe('a fault', () => {
  test('of the server is repeated by the client', async () => {
    harness.discord.failNext({ method: 'POST', path: /messages$/, status: 503, times: 2 });
    await post(card('Here'));
    const statuses = harness.discord.requests
      .filter(({ path }) => path.endsWith('/messages'))
      .map(({ status }) => status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  test('after the deed does not double it, thanks to the nonce', async () => {
    harness.discord.failNext({ path: /messages$/, cut: true, lands: true });
    await post(card('Once'));
    expect(harness.discord.messages(harness.channel)).toHaveLength(1);
  });

  test('after an answer makes the client give it again, and that is nobody’s mistake', async () => {
    const refusals: unknown[] = [];
    onCommand((interaction) => interaction.reply('Here.').catch((error) => refusals.push(error.code)));
    harness.discord.failNext({ path: /callback$/, cut: true, lands: true });
    const { reply } = await harness.ana.type(harness.channel, '/sesh create');
    await until(() => refusals.length > 0);
    expect([reply?.content, refusals, harness.discord.violations]).toEqual(['Here.', [40060], []]);
  });

  test('that lets wait goes by on the clock', async () => {
    harness.discord.failNext({ path: /messages$/, hangMs: 2_000 });
    const posting = post(card('Late'));
    await until(() => harness.discord.requests.some(({ path }) => path.endsWith('/messages')));
    expect(harness.discord.messages(harness.channel)).toEqual([]);
    await harness.clock.advance(2_000);
    await posting;
    expect(harness.discord.messages(harness.channel)).toHaveLength(1);
  });
});

test('a person is not left waiting by a bot that says nothing', async () => {
  const typing = harness.ana.type(harness.channel, '/sesh create');
  await harness.clock.advance(3_000);
  const typed = await typing;
  expect([typed.state, typed.notice]).toEqual(['failed', 'The application did not respond']);
});

function onCommand(answer: (interaction: ChatInputCommandInteraction) => Promise<unknown>) {
  client.on(Events.InteractionCreate, async (interaction: Interaction) => {
    if (interaction.isChatInputCommand()) await answer(interaction);
  });
}

function onButton(answer: (interaction: ButtonInteraction) => Promise<unknown> | undefined) {
  client.on(Events.InteractionCreate, async (interaction: Interaction) => {
    if (interaction.isButton()) await answer(interaction);
  });
}

function card(title: string): Pick<InteractionReplyOptions, 'embeds' | 'components'> {
  const join = new ButtonBuilder().setCustomId('join').setLabel('Join').setEmoji('🎧').setStyle(ButtonStyle.Primary);
  const components = [new ActionRowBuilder<ButtonBuilder>().addComponents(join)];
  return { embeds: [new EmbedBuilder().setTitle(title)], components };
}

function post(message: ReturnType<typeof card>) {
  return (client.channels.cache.get(harness.channel.id) as TextChannel).send(message as { embeds: EmbedBuilder[] });
}

async function until(isSo: () => boolean) {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function the<T>(found: T | null | undefined): T {
  if (!found) throw new Error('there is none');
  return found;
}
