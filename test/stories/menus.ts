import type { CastName } from '../../sim/cast.ts';
import type { Interaction, Message } from '../../sim/discord/discord.ts';
import { type Story, withoutMarkup } from './story.ts';

type Option = { label: string; value: string; description?: string };
type Select = { custom_id: string; options: Option[] };

/** The menu of this action in a private answer, such as `hide`. */
export function menuIn(reply: Message | undefined, action: string): Select | undefined {
  const rows = (reply?.components ?? []) as { components: (Partial<Select> & { custom_id?: string })[] }[];
  const found = rows.flatMap(({ components }) => components).find(({ custom_id: id }) => id?.includes(`:${action}:`));
  return found?.options ? (found as Select) : undefined;
}

/** Returns the labels of a menu's options. */
export function offered(reply: Message | undefined, action: string): string[] {
  return menuIn(reply, action)?.options.map(({ label }) => label) ?? [];
}

/** The private answer that this person got last, as it stands now. */
export function lastAnswer(story: Story, name: CastName): Message | undefined {
  return story.people[name].sees(story.channel).findLast(({ ephemeralTo }) => ephemeralTo);
}

/** Chooses from a menu of their last private answer by the label, and lets everything follow. */
export async function choose(story: Story, name: CastName, action: string, label: string): Promise<Interaction> {
  const reply = lastAnswer(story, name);
  const menu = menuIn(reply, action);
  const option = menu?.options.find((one) => one.label === label);
  if (!reply || !menu || !option) throw new Error(`"${label}" is not offered: ${offered(reply, action).join(', ')}`);
  const chosen = await story.people[name].choose(reply, menu.custom_id, [option.value]);
  await story.settle();
  return chosen;
}

/** The labels of the buttons under a message. */
export function buttonsOf(message: Message | undefined): string[] {
  const rows = (message?.components ?? []) as { components: { type: number; label?: string }[] }[];
  return rows.flatMap(({ components }) => components).flatMap(({ type, label }) => (type === 2 ? [label ?? ''] : []));
}

/** The songs an embed of a private answer lists, as people read them. */
export function listed(reply: Message | undefined): string[] {
  const [embed] = (reply?.embeds ?? []) as { description?: string }[];
  const lines = (embed?.description ?? '').split('\n').filter((line) => line.startsWith('`'));
  return lines.map((line) => /\[(.*)\]\(http/.exec(withoutMarkup(line))?.[1] ?? line);
}
