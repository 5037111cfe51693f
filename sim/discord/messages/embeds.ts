import type { WireEmbed } from '../wire.ts';

/** An embed as Discord gives it back: of type rich, its texts trimmed, nothing in it that is null. */
export function shownEmbed(embed: WireEmbed): WireEmbed {
  return { ...withoutNulls(trimmed(embed)), type: 'rich' };
}

/** The texts of an embed are trimmed before they are measured. */
export function trimmed(embed: WireEmbed): WireEmbed {
  const { title, description, fields, footer, author } = embed;
  return {
    ...embed,
    ...(title && { title: title.trim() }),
    ...(description && { description: description.trim() }),
    ...(fields && {
      fields: fields.map((field) => ({ ...field, name: field.name.trim(), value: field.value.trim() })),
    }),
    ...(footer && { footer: { ...footer, text: footer.text?.trim() ?? '' } }),
    ...(author && { author: { ...author, name: author.name?.trim() ?? '' } }),
  };
}

/** Returns the length of an embed, of which a message can have 6000 characters. */
export function embedLength(embed: WireEmbed): number {
  const { title, description, fields, footer, author } = trimmed(embed);
  const texts = [title, description, footer?.text, author?.name, ...(fields ?? []).flatMap((f) => [f.name, f.value])];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

function withoutNulls(embed: WireEmbed): WireEmbed {
  return JSON.parse(JSON.stringify(embed, (_key, value) => value ?? undefined));
}
