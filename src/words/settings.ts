import { DEFAULT_SETTINGS, eachSetting, type SettingName, type Settings } from '../session/settings.ts';
import { count } from './phrases.ts';

/** The words for one setting. */
type SettingWords<Value> = {
  /** The description of its option. */
  about: string;
  /** The names of what can be chosen; null for a number. */
  choices: [Value] extends [string] ? Readonly<Record<Value, string>> : null;
  /** What the card of a lobby says of it, within a sentence; empty where nothing is to be said. */
  onCard(value: Value): string;
};

/** The words for the settings of an evening. */
export const SETTING_WORDS: { [Name in SettingName]: SettingWords<Settings[Name]> } = {
  songs: {
    about: 'How many top songs each person brings',
    choices: null,
    onCard: (songs) => `top ${count(songs, 'song')}`,
  },
  period: {
    about: 'Whose favourites: of which time',
    choices: { month: 'the last four weeks', 'half-year': 'the last six months', year: 'the last year' },
    onCard: (period) => SETTING_WORDS.period.choices[period],
  },
  order: {
    about: 'How the songs are mixed',
    choices: { fair: 'fair: everybody takes turns', random: 'random: any order' },
    onCard: (order) => ({ fair: 'taking turns', random: 'in random order' })[order],
  },
};

/** Returns the description of a setting's option, with its default. */
export function aboutSetting(name: SettingName): string {
  const { about, choices } = SETTING_WORDS[name];
  const named: Readonly<Record<string, string>> = choices ?? {};
  return `${about} (${named[DEFAULT_SETTINGS[name]] ?? DEFAULT_SETTINGS[name]})`;
}

/** Returns what the card of a lobby says of each setting. */
export function settingsOnCard(settings: Settings): Record<SettingName, string> {
  return eachSetting<Record<SettingName, string>>((name) => SETTING_WORDS[name].onCard(settings[name]));
}
