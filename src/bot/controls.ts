import { ActionRowBuilder, ButtonBuilder, StringSelectMenuBuilder } from '@discordjs/builders';
import { type APIActionRowComponent, type APIComponentInMessageActionRow, ButtonStyle } from 'discord.js';
import type { DeviceUse } from '../commands/reply.ts';
import type { PlayerDevice } from '../ports/player.ts';
import { editionOf, type Track } from '../session/track.ts';
import { type ButtonAction, LABELS } from '../words/buttons.ts';
import { deviceDetails, disambiguate, displayName, displayNames } from '../words/names.ts';
import { explicitMark, truncate } from '../words/phrases.ts';

export type ComponentRow = APIActionRowComponent<APIComponentInMessageActionRow>;

/** Every control we make carries who it belongs to: `sesh:v1:<action>:<session>[:<arg>]`. */
const PREFIX = 'sesh:v1';
const LABEL_LENGTH = 80;
const OPTION_LENGTH = 100;
const OPTIONS = 25;

/** Returns the custom id of a control; its action decides what `arg` is: a pick, a page, a mark of where it stands. */
export function customId(action: ButtonAction, sessionId: string, arg?: string | number): string {
  return [PREFIX, action, sessionId, ...(arg === undefined ? [] : [arg])].join(':');
}

/** Returns the parts of a custom id, or null if it is not one of ours. */
export function parseCustomId(id: string): { action: string; sessionId: string; arg: string | undefined } | null {
  const [, action, sessionId, arg] = CUSTOM_ID.exec(id) ?? [];
  return action !== undefined && sessionId !== undefined ? { action, sessionId, arg } : null;
}

const CUSTOM_ID = new RegExp(`^${PREFIX}:([a-z-]+):([A-Za-z0-9]+)(?::([A-Za-z0-9]+))?$`);

/** A button that does something here. */
export function button(label: string, id: string, style: ButtonBuilderStyle = 'secondary'): ButtonBuilder {
  return new ButtonBuilder().setLabel(truncate(label, LABEL_LENGTH)).setCustomId(id).setStyle(STYLES[style]);
}

type ButtonBuilderStyle = 'primary' | 'secondary' | 'success' | 'danger';
const STYLES = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const;

/** A button that only leads somewhere. */
export function linkButton(label: string, url: string): ButtonBuilder {
  return new ButtonBuilder().setLabel(truncate(label, LABEL_LENGTH)).setURL(url).setStyle(ButtonStyle.Link);
}

/** One row of up to five buttons. */
export function row(...buttons: ButtonBuilder[]): ComponentRow {
  return new ActionRowBuilder<ButtonBuilder>().addComponents(buttons).toJSON();
}

/** The same where there may be none: Discord takes no empty row. */
export function rows(...buttons: ButtonBuilder[]): ComponentRow[] {
  return buttons.length > 0 ? [row(...buttons)] : [];
}

/** The choice of a device: where to start, to take over, or to go on. */
export function deviceMenu(sessionId: string, devices: readonly PlayerDevice[], to: DeviceUse): ComponentRow {
  const entries = devices.map((device) => {
    const [kind = '', ...details] = deviceDetails(device);
    const label = displayName(device.name, OPTION_LENGTH);
    return { label, value: device.id, described: (most: number) => displayName(kind, most), details };
  });
  return menu(customId(to, sessionId, 'device'), LABELS.device, entries);
}

type MenuEntry = {
  label: string;
  value: string;
  /** Returns the text below the label, of at most so many UTF-16 units. */
  described?: (most: number) => string;
  /** The details added to it where two entries would read the same. */
  details?: readonly string[];
};

/** A menu of up to 25 entries of which one is chosen: each value once, and no two that read the same. */
export function menu(id: string, placeholder: string, entries: readonly MenuEntry[]): ComponentRow {
  const once = new Map(entries.map((entry) => [entry.value, entry]));
  const shown = [...once.values()].filter(({ value }) => value.length <= OPTION_LENGTH).slice(0, OPTIONS);
  const describe = ({ described }: MenuEntry, tail: string) =>
    `${described?.(OPTION_LENGTH - tail.length) ?? ''}${tail}`;
  const tails = disambiguate(
    shown,
    ({ details = [] }) => details,
    (entry, tail) => `${entry.label}\n${describe(entry, tail)}`,
  );
  const select = new StringSelectMenuBuilder()
    .setCustomId(id)
    .setPlaceholder(truncate(placeholder, PLACEHOLDER_LENGTH))
    .addOptions(
      shown.map((entry, place) => {
        const description = describe(entry, tails[place] ?? '');
        return { label: entry.label, value: entry.value, ...(description === '' ? {} : { description }) };
      }),
    );
  return new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(select).toJSON();
}

const PLACEHOLDER_LENGTH = 150;

/** A song as an entry of a menu: Discord shows it as it is, without markup. */
export function songEntry(track: Track, value: string): MenuEntry {
  const mark = explicitMark(track);
  const label = displayName(track.title, OPTION_LENGTH - mark.length) + mark;
  const described = (most: number) => displayNames(track.artists, most);
  return { label, value, described, details: editionOf(track) };
}
