/*
 * A reading of Discord's markdown that shares nothing with ours: which markup is alive in a text, and what it shows.
 * https://support.discord.com/hc/en-us/articles/210298617, https://docs.discord.com/developers/reference#message-formatting
 */

const MARKUP: Record<string, RegExp> = {
  mention: /<(?:@[!&]?|#)\d+>/g,
  command: /<\/[^>]+:\d+>/g,
  time: /<t:-?\d+(?::\w)?>/g,
  emoji: /<a?:\w+:\d+>/g,
  guide: /<id:\w+>/g,
  shortcode: /(?<!<[at]?):[\w+-]+:/g,
  everyone: /@(?:everyone|here)/g,
  mask: /\[[^\]\n]+\]\([^)\n]+\)/g,
  address: /(?:https?|discord|steam):\/\/[^\s)]+/g,
  invitation: /discord(?:app)?\.(?:gg|com)\//gi,
  bold: /\*\*[^\n]+?\*\*/g,
  italics: /(?<!\*)\*(?!\*)[^\n*]+\*(?!\*)|(?<![_\w])_(?!_)[^\n_]+_(?![_\w])/g,
  underline: /__[^\n]+?__/g,
  strike: /~~[^\n]+?~~/g,
  spoiler: /\|\|[^\n]+?\|\|/g,
  code: /`+[^`]+`+/g,
  quote: /^ *(?:>>>|>) /gm,
  heading: /^ *(?:#{1,3}|-#) /gm,
  list: /^ *(?:[-*+]|\d+[.)]) /gm,
};

const HELD = 0xf0000;

/** What Discord would make of a text: the kinds of markup that are alive in it, and the words that are seen. */
export function readDiscord(text: string): { markup: string[]; words: string } {
  const held = text.replace(/\\([^0-9A-Za-z\s])/gu, (_, sign: string) =>
    String.fromCodePoint(HELD + (sign.codePointAt(0) ?? 0)),
  );
  const markup = Object.entries(MARKUP).flatMap(([kind, form]) => [...held.matchAll(form)].map(() => kind));
  const words = held.replace(/[\u{f0000}-\u{fffff}]/gu, (sign) =>
    String.fromCodePoint((sign.codePointAt(0) ?? HELD) - HELD),
  );
  return { markup, words: words.replace(/[\u200b\u2068\u2069]/g, '') };
}
