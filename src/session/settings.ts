import { Refusal } from './refusal.ts';

/**
 * Every setting of an evening: what it can be and, last, its default. The name that it has here is the name of its option
 * of `/sesh create`, of its column in the database, and of its words (`src/words/settings.ts`).
 */
export const SETTINGS = {
  /** The number of top songs that each member brings. */
  songs: amount({ least: 1, most: 10 }, 5),
  /** The span of listening from which the top tracks are taken; Spotify has these three. */
  period: choice(['month', 'half-year', 'year'], 'half-year'),
  /** The way in which everybody's songs are mixed. */
  order: choice(['fair', 'random'], 'fair'),
};

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name]['default'] };
export type Period = Settings['period'];
export type Order = Settings['order'];

/** A whole number within bounds. */
type Amount = { is: 'amount'; least: number; most: number; default: number };
/** One of a few names. */
type Choice<Value extends string> = { is: 'choice'; choices: readonly [Value, ...Value[]]; default: Value };

function amount(bounds: { least: number; most: number }, byDefault: number): Amount {
  return { is: 'amount', ...bounds, default: byDefault };
}

function choice<const Value extends string>(
  choices: readonly [Value, ...Value[]],
  byDefault: NoInfer<Value>,
): Choice<Value> {
  return { is: 'choice', choices, default: byDefault };
}

/** The names of the settings, in the order in which people see them. */
export const settingNames = Object.keys(SETTINGS) as SettingName[]; // those that are written above

/** Returns an object with what `make` makes of each setting, by the settings' names. */
export function eachSetting<Made extends Record<SettingName, unknown>>(
  make: <Name extends SettingName>(name: Name) => Made[Name],
): Made {
  return Object.fromEntries(settingNames.map((name) => [name, make(name)])) as Made; // each by its own name
}

/**
 * Returns the settings of an evening from those that somebody chose.
 * @throws Refusal if a setting cannot have the value given for it
 */
export function settingsFrom(chosen: (name: SettingName) => unknown): Settings {
  return eachSetting<Settings>((name) => {
    const value = chosen(name) ?? SETTINGS[name].default;
    if (!isValueOf(name, value)) throw new Refusal('optionUnknown');
    return value;
  });
}

/** Returns true if the setting can have this value. */
export function isValueOf<Name extends SettingName>(name: Name, value: unknown): value is Settings[Name] {
  const setting: Amount | Choice<string> = SETTINGS[name];
  if (setting.is === 'choice') return setting.choices.some((one) => one === value);
  return Number.isInteger(value) && Number(value) >= setting.least && Number(value) <= setting.most;
}

/** The settings of an evening for which nobody chose any. */
export const DEFAULT_SETTINGS = settingsFrom(() => undefined);
