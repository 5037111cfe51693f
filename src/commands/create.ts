import type { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { Refusal } from '../session/refusal.ts';
import { SETTINGS, type SettingName, type Settings, settingNames, settingsFrom } from '../session/settings.ts';
import { aboutSetting, SETTING_WORDS } from '../words/settings.ts';
import { type CommandCall, CURED_BY_LINKING, type Services, type Subcommand } from './command.ts';
import { offerLink } from './link-offer.ts';

export const create: Subcommand = {
  addOptions: (builder) => settingNames.reduce(withOption, builder),

  async run(services, call) {
    if (call.caller.isUnseenThread) throw new Refusal('mentionMeHere');
    if (call.caller.mayPost === false) throw new Refusal('cannotPostHere');
    const settings = settingsFrom((name) =>
      SETTINGS[name].is === 'amount' ? call.options.number(name) : call.options.text(name),
    );
    try {
      return { say: 'lobbyOpened', own: await services.lobbies.create(call.caller, settings) };
    } catch (error) {
      if (!(error instanceof Refusal) || !CURED_BY_LINKING.includes(error.code)) throw error;
      if (hasOpenSession(services, call)) throw new Refusal('sessionOpenHere');
      return offerToHost(services, call, settings, error.code === 'linkIsDead' ? 'again' : 'toHost');
    }
  },
};

async function offerToHost(
  services: Services,
  { caller, person }: CommandCall,
  settings: Settings,
  why: 'again' | 'toHost',
) {
  const { guildId, channelId } = caller;
  const offer = await offerLink(services, person, { for: 'create', guildId, channelId, settings });
  return { say: 'linkOffered', offer, why } as const;
}

/** A link would not help where a session is open already. */
function hasOpenSession({ access }: Services, { caller }: CommandCall): boolean {
  try {
    return access.find(caller, 'here') !== null;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function withOption(builder: SlashCommandSubcommandBuilder, name: SettingName): SlashCommandSubcommandBuilder {
  const setting = SETTINGS[name];
  const about = aboutSetting(name);
  if (setting.is === 'amount') {
    const { least, most } = setting;
    return builder.addIntegerOption((option) =>
      option.setName(name).setDescription(about).setMinValue(least).setMaxValue(most),
    );
  }
  const choices = Object.entries(SETTING_WORDS[name].choices ?? {}).map(([value, name]) => ({ name, value }));
  return builder.addStringOption((option) =>
    option
      .setName(name)
      .setDescription(about)
      .addChoices(...choices),
  );
}
