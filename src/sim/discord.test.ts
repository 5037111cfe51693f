import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type Client,
  EmbedBuilder,
  MessageFlags,
  SlashCommandBuilder,
  type TextChannel,
} from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStage, type Stage } from './discord/stage.ts';

const sesh = new SlashCommandBuilder()
  .setName('sesh')
  .setDescription('An evening of music')
  .addSubcommand((create) =>
    create
      .setName('create')
      .setDescription('Open a lobby')
      .addIntegerOption((songs) => songs.setName('songs').setDescription('How many').setMinValue(1).setMaxValue(10)),
  )
  .toJSON();

let stage: Stage;
let client: Client<true>;

beforeEach(async () => {
  stage = await createStage();
});

afterEach(() => stage.close());

test('a command is answered, a card is posted and its button pressed', async () => {
  const { ana, channel } = stage;
  client = await stage.login();
  await client.application.commands.set([sesh]);

  client.on('interactionCreate', async (interaction) => {
    if (interaction.isChatInputCommand()) {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      const where = client.channels.cache.get(interaction.channelId) as TextChannel;
      const join = new ButtonBuilder().setCustomId('join').setLabel('Join').setStyle(ButtonStyle.Primary);
      await where.send({
        embeds: [new EmbedBuilder().setTitle(`${interaction.options.getInteger('songs')} songs`)],
        components: [new ActionRowBuilder<ButtonBuilder>().addComponents(join)],
      });
      await interaction.editReply('Done.');
    }
    if (interaction.isButton()) await interaction.reply({ content: 'You are in.', flags: MessageFlags.Ephemeral });
  });

  const created = await ana.type(channel, '/sesh create songs:5');
  expect(created.state).toBe('answered');
  expect(created.reply?.content).toBe('Done.');
  const [card] = stage.discord.messages(channel);
  expect(card?.embeds).toEqual([{ type: 'rich', title: '5 songs' }]);

  const pressed = await ana.press(card ?? { id: '' }, 'Join');
  expect(pressed.reply?.content).toBe('You are in.');
  expect(ana.sees(channel).map((message) => message.content)).toEqual(['Done.', '', 'You are in.']);
  expect(stage.discord.violations).toEqual([]);
});
