import { SlashCommandBuilder } from '@discordjs/builders';
import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import type { ButtonAction } from '../words/buttons.ts';
import { COMMANDS, type CommandName, SESH } from '../words/commands.ts';
import { add, pressAdd } from './add.ts';
import type { PressHandler, Subcommand } from './command.ts';
import { create } from './create.ts';
import { device, pressDevice } from './device.ts';
import { encore } from './encore.ts';
import { end, pressEnd, pressEndNow, pressKeep } from './end.ts';
import { help } from './help.ts';
import { host, pressTakeOver } from './host.ts';
import { join, pressJoin } from './join.ts';
import { kick } from './kick.ts';
import { leave, pressLeave } from './leave.ts';
import { link } from './link.ts';
import { now } from './now.ts';
import { pressBring, pressHide, pressPeriod, pressSwap } from './own-songs.ts';
import { pause, pressPause } from './pause.ts';
import { privacy } from './privacy.ts';
import { pressQueue, pressRecap, queue } from './queue.ts';
import { pressRemove, remove } from './remove.ts';
import { pressResume, resume } from './resume.ts';
import { pressSave } from './save.ts';
import { pressSkip, skip } from './skip.ts';
import { pressStart, start } from './start.ts';
import { pressTakeBack } from './take-back.ts';
import { pressUnlink, unlink } from './unlink.ts';

/** Every subcommand of `/sesh`, in the order in which people see them. */
export const commands = {
  create,
  join,
  leave,
  start,
  add,
  remove,
  skip,
  pause,
  resume,
  device,
  queue,
  now,
  host,
  kick,
  encore,
  end,
  link,
  unlink,
  privacy,
  help,
} satisfies Record<CommandName, Subcommand>;

/** Every action a button or a menu can carry. */
export const buttons = {
  join: pressJoin,
  leave: pressLeave,
  start: pressStart,
  skip: pressSkip,
  pause: pressPause,
  resume: pressResume,
  'take-back': pressTakeBack,
  'take-over': pressTakeOver,
  device: pressDevice,
  add: pressAdd,
  remove: pressRemove,
  hide: pressHide,
  swap: pressSwap,
  period: pressPeriod,
  bring: pressBring,
  save: pressSave,
  queue: pressQueue,
  recap: pressRecap,
  end: pressEnd,
  'end-now': pressEndNow,
  unlink: pressUnlink,
  keep: pressKeep,
} satisfies Record<ButtonAction, PressHandler>;

const GUILD_ONLY = 0;
const GUILD_INSTALL = 0;

/** The one command as it is registered: in servers only, by bots installed in servers only. */
export function registration(): RESTPostAPIApplicationCommandsJSONBody[] {
  const sesh = new SlashCommandBuilder()
    .setName('sesh')
    .setDescription(SESH)
    .setContexts(GUILD_ONLY)
    .setIntegrationTypes(GUILD_INSTALL);
  for (const [name, command] of Object.entries<Subcommand>(commands)) {
    sesh.addSubcommand((builder) => {
      const { about } = COMMANDS[name as CommandName]; // the keys of the list are the names
      builder.setName(name).setDescription(about);
      return command.addOptions?.(builder) ?? builder;
    });
  }
  return [sesh.toJSON()];
}
