import { Refusal } from '../session/refusal.ts';
import type { Settings } from '../session/session.ts';
import { COMMANDS } from '../words/commands.ts';
import { ORDERS, PERIODS } from '../words/settings.ts';
import { type Call, type Command, LINK_CURES, type Options, type Services } from './command.ts';
import { offerLink } from './link-offer.ts';

/** The bounds of the number of songs that each member brings. */
const SONGS = { least: 1, most: 10 };
const DEFAULTS: Settings = { songs: 5, period: 'half-year', order: 'fair' };

export const create: Command = {
  describe: (builder) =>
    builder
      .setName('create')
      .setDescription(COMMANDS.create.about)
      .addIntegerOption((option) =>
        option
          .setName('songs')
          .setDescription(COMMANDS.create.options.songs)
          .setMinValue(SONGS.least)
          .setMaxValue(SONGS.most),
      )
      .addStringOption((option) =>
        option
          .setName('period')
          .setDescription(COMMANDS.create.options.period)
          .addChoices(...choices(PERIODS)),
      )
      .addStringOption((option) =>
        option
          .setName('order')
          .setDescription(COMMANDS.create.options.order)
          .addChoices(...choices(ORDERS)),
      ),

  async run(services, call) {
    if (call.caller.isUnseenThread) throw new Refusal('mentionMeHere');
    if (call.caller.mayPost === false) throw new Refusal('cannotPostHere');
    const settings = settingsFrom(call.options);
    try {
      return { say: 'lobbyOpened', own: await services.people.create(call.caller, settings) };
    } catch (error) {
      if (!(error instanceof Refusal) || !LINK_CURES.includes(error.code)) throw error;
      if (isTaken(services, call)) throw new Refusal('sessionOpenHere');
      return offerToHost(services, call, settings, error.code === 'linkIsDead' ? 'again' : 'toHost');
    }
  },
};

function offerToHost(services: Services, { caller, person }: Call, settings: Settings, why: 'again' | 'toHost') {
  const { guildId, channelId } = caller;
  const offer = offerLink(services, person, { for: 'create', guildId, channelId, settings });
  return { say: 'linkOffered', offer, why } as const;
}

/** A link would not help where a session is open already. */
function isTaken({ people }: Services, { caller }: Call): boolean {
  try {
    return people.findOpen(caller, 'here') !== null;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function settingsFrom(options: Options): Settings {
  const songs = options.number('songs') ?? DEFAULTS.songs;
  const period = options.text('period') ?? DEFAULTS.period;
  const order = options.text('order') ?? DEFAULTS.order;
  if (!Number.isInteger(songs) || songs < SONGS.least || songs > SONGS.most) throw new Refusal('optionUnknown');
  if (!isKey(PERIODS, period) || !isKey(ORDERS, order)) throw new Refusal('optionUnknown');
  return { songs, period, order };
}

function isKey<K extends string>(table: Record<K, string>, value: string): value is K {
  return Object.hasOwn(table, value);
}

function choices(table: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(table).map(([value, name]) => ({ name, value }));
}
