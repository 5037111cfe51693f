import { type AnyComponent, COMPONENT_TYPE, componentsOf, LINK_STYLE } from './components.ts';
import type { Message } from './message.ts';

/** The button that somebody means by a label, by its beginning or by a custom_id, if it can be pressed. */
export function findButton(message: Message, label: string): AnyComponent & { custom_id: string } {
  const buttons = componentsOf(message.components, COMPONENT_TYPE.button);
  const found =
    buttons.find((button) => button.label === label) ??
    buttons.find((button) => button.custom_id === label) ??
    only(
      buttons.filter((button) => button.label?.startsWith(label)),
      label,
    );
  if (!found) throw new Error(`There is no button "${label}"; there are: ${buttons.map((b) => b.label).join(', ')}`);
  if (found.style === LINK_STYLE) throw new Error(`"${label}" is a link to ${found.url}`);
  if (found.disabled) throw new Error(`The button "${label}" is disabled`);
  const { custom_id } = found;
  if (custom_id === undefined) throw new Error(`The button "${label}" sends nothing`);
  return { ...found, custom_id };
}

/** Throws unless a select offers what somebody chooses. */
export function checkChoice(message: Message, customId: string, values: string[]) {
  const selects = componentsOf(message.components, COMPONENT_TYPE.stringSelect);
  const select = selects.find(({ custom_id }) => custom_id === customId);
  if (!select) throw new Error(`There is no select "${customId}"`);
  if (select.disabled) throw new Error(`The select "${customId}" is disabled`);
  const unknown = values.filter((value) => !select.options?.some((option) => option.value === value));
  if (unknown.length > 0) throw new Error(`The select "${customId}" does not offer ${unknown.join(', ')}`);
  const { min_values: least = 1, max_values: most = 1 } = select;
  if (values.length < least || values.length > most) throw new Error(`Choose between ${least} and ${most}`);
}

function only<T>(found: T[], label: string): T | undefined {
  if (found.length > 1) throw new Error(`Several buttons begin with "${label}"`);
  return found[0];
}
