/*
 * Discord's markdown, read into plain nodes: { type, … }. What is not markup stays text; nothing here ever becomes
 * HTML. What each mark means: https://support.discord.com/hc/en-us/articles/210298617
 */

/**
 * A piece of a message.
 * @typedef {{ type: 'text' | 'code' | 'fence' | 'crowd', text: string }
 *   | { type: 'bold' | 'italics' | 'underline' | 'strike' | 'spoiler' | 'subtext' | 'quote', children: MarkdownNode[] }
 *   | { type: 'heading', level: number, children: MarkdownNode[] }
 *   | { type: 'list', start: number | null, items: MarkdownNode[][] }
 *   | { type: 'link', href: string, children: MarkdownNode[] }
 *   | { type: 'user' | 'role' | 'channel', id: string }
 *   | { type: 'command', name: string }
 *   | { type: 'time', at: number, style: string }} MarkdownNode
 * @typedef {{ links: boolean, mentions: boolean }} Allowed
 * @typedef {{ length: number, node: MarkdownNode }} Found A piece, and how much of the text it takes.
 */

/**
 * Reads everything a message's content, an embed's description or a field's value can hold.
 * @param {string} text
 */
export function readMarkdown(text) {
  return readBlocks(text, { links: true, mentions: true });
}

/**
 * Reads titles and names: emphasis, but neither links nor mentions.
 * @param {string} text
 */
export function readTitle(text) {
  return readInline(text, { links: false, mentions: false });
}

/**
 * Returns what nodes say, for those who hear the page.
 * @param {MarkdownNode[]} nodes
 * @param {(id: string) => string} nameOf
 * @returns {string}
 */
export function wordsOf(nodes, nameOf = () => '…') {
  return nodes
    .map((node) => {
      if (node.type === 'user') return `@${nameOf(node.id)}`;
      if (node.type === 'command') return `/${node.name}`;
      if (node.type === 'list') return node.items.map((item) => wordsOf(item, nameOf)).join(', ');
      if ('children' in node) return wordsOf(node.children, nameOf);
      return 'text' in node ? node.text : '';
    })
    .join('');
}

/**
 * @param {string} text
 * @param {Allowed} allowed
 */
function readBlocks(text, allowed) {
  /** @type {MarkdownNode[]} */
  const nodes = [];
  let rest = text;
  let plain = '';
  const flush = () => {
    if (plain !== '') nodes.push(...readInline(plain, allowed));
    plain = '';
  };
  while (rest !== '') {
    const block = readBlock(rest, allowed);
    if (block) {
      flush();
      nodes.push(block.node);
      rest = rest.slice(block.length);
    } else {
      const [line = ''] = /^[^\n]*(?:\n|$)/.exec(rest) ?? [];
      const fence = line.indexOf('```');
      const taken = fence > 0 ? line.slice(0, fence) : line;
      plain += taken;
      rest = rest.slice(taken.length);
    }
  }
  flush();
  return nodes;
}

/**
 * @param {string} text
 * @param {Allowed} allowed
 * @returns {Found | null}
 */
function readBlock(text, allowed) {
  for (const { at, make } of BLOCKS) {
    const found = at.exec(text);
    if (found) return { length: found[0].length, node: make(found, allowed) };
  }
  return null;
}

/** @typedef {(match: RegExpExecArray, allowed: Allowed) => MarkdownNode} Make */

/**
 * Makes a node around what a rule's first group holds.
 * @param {'bold' | 'italics' | 'underline' | 'strike' | 'spoiler' | 'subtext' | 'quote'} type
 * @returns {Make}
 */
function wrap(type) {
  return ([, text = ''], allowed) => ({ type, children: readInline(text, allowed) });
}

/**
 * Tried in this order at the beginning of a line; the first that fits is taken.
 * @type {{ at: RegExp, make: Make }[]}
 */
const BLOCKS = [
  { at: /^```(?:[\w+-]*\n)?([\s\S]*?)```\n?/, make: ([, text = '']) => ({ type: 'fence', text }) },
  {
    at: /^(#{1,3}) +(.+)(?:\n|$)/,
    make: ([, marks = '', text = ''], allowed) => ({
      type: 'heading',
      level: marks.length,
      children: readInline(text, allowed),
    }),
  },
  { at: /^-# +(.+)(?:\n|$)/, make: wrap('subtext') },
  { at: /^>>> ([\s\S]+)$/, make: wrap('quote') },
  {
    at: /^(?:> .*(?:\n|$))+/,
    make: ([lines], allowed) => {
      const quoted = lines.replaceAll(/^> /gm, '').replace(/\n$/, '');
      return { type: 'quote', children: readInline(quoted, allowed) };
    },
  },
  {
    at: /^(?:(?: *[-*] +\S.*(?:\n|$))+|(?: *\d+\. +\S.*(?:\n|$))+)/,
    make: ([lines], allowed) => {
      const items = lines.replace(/\n$/, '').split('\n');
      const first = /^ *(\d+)\./.exec(lines);
      return {
        type: 'list',
        start: first ? Number(first[1]) : null,
        items: items.map((line) => readInline(line.replace(/^ *(?:[-*]|\d+\.) +/, ''), allowed)),
      };
    },
  },
];

/**
 * Tried in this order at every place; the first that fits is taken.
 * @type {{ at: RegExp, needs?: keyof Allowed, atWordStart?: boolean, make: Make }[]}
 */
const RULES = [
  { at: /^\\([^0-9A-Za-z\s])/, make: ([, text = '']) => ({ type: 'text', text }) },
  { at: /^(`+)([\s\S]*?[^`])\1(?!`)/, make: ([, , text = '']) => ({ type: 'code', text: text.trim() }) },
  { at: /^<@!?(\d+)>/, needs: 'mentions', make: ([, id = '']) => ({ type: 'user', id }) },
  { at: /^<@&(\d+)>/, needs: 'mentions', make: ([, id = '']) => ({ type: 'role', id }) },
  { at: /^<#(\d+)>/, needs: 'mentions', make: ([, id = '']) => ({ type: 'channel', id }) },
  {
    at: /^<\/([-_\p{L}\p{N}]+(?: [-_\p{L}\p{N}]+){0,2}):\d+>/u,
    needs: 'mentions',
    make: ([, name = '']) => ({ type: 'command', name }),
  },
  {
    at: /^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/,
    needs: 'mentions',
    make: ([, seconds, style = 'f']) => ({ type: 'time', at: Number(seconds) * 1_000, style }),
  },
  { at: /^@(everyone|here)\b/, needs: 'mentions', make: ([text]) => ({ type: 'crowd', text }) },
  {
    at: /^\[((?:\\[\s\S]|[^[\]\\]|\[[^\]]*\])+)\]\(<?(https?:\/\/[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\)/,
    needs: 'links',
    make: ([, text = '', href = ''], allowed) => ({
      type: 'link',
      href,
      children: readInline(text, { ...allowed, links: false, mentions: false }),
    }),
  },
  {
    at: /^<(https?:\/\/[^\s<>]+)>/,
    needs: 'links',
    make: ([, href = '']) => ({ type: 'link', href, children: [{ type: 'text', text: href }] }),
  },
  {
    at: /^https?:\/\/[^\s<]+[^\s<.,:;"')\]]/,
    needs: 'links',
    make: ([href]) => ({ type: 'link', href, children: [{ type: 'text', text: href }] }),
  },
  { at: /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, make: wrap('bold') },
  { at: /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, make: wrap('underline') },
  { at: /^~~((?:\\[\s\S]|[^\\])+?)~~/, make: wrap('strike') },
  { at: /^\|\|((?:\\[\s\S]|[^\\])+?)\|\|/, make: wrap('spoiler') },
  { at: /^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^*\s\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/, make: wrap('italics') },
  { at: /^_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)/, atWordStart: true, make: wrap('italics') },
];

/** Runs of characters with which no rule begins. */
const ORDINARY = /^(?:(?!https?:\/\/)[^\\`<@[*_~|])+/;

/**
 * @param {string} text
 * @param {Allowed} allowed
 */
function readInline(text, allowed) {
  /** @type {MarkdownNode[]} */
  const nodes = [];
  let place = 0;
  while (place < text.length) {
    const found = match(text, place, allowed);
    if (found) nodes.push(found.node);
    else nodes.push({ type: 'text', text: ordinary(text, place) });
    place += found ? found.length : ordinary(text, place).length;
  }
  return joined(nodes);
}

/**
 * @param {string} text
 * @param {number} place
 * @param {Allowed} allowed
 * @returns {Found | null}
 */
function match(text, place, allowed) {
  const rest = text.slice(place);
  for (const rule of RULES) {
    if (rule.needs && !allowed[rule.needs]) continue;
    if (rule.atWordStart && /\w/.test(text[place - 1] ?? '')) continue;
    const found = rule.at.exec(rest);
    if (found) return { length: found[0].length, node: rule.make(found, allowed) };
  }
  return null;
}

/**
 * Returns the run of ordinary characters at a place, or the single character there.
 * @param {string} text
 * @param {number} place
 */
function ordinary(text, place) {
  const rest = text.slice(place);
  return ORDINARY.exec(rest)?.[0] ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
}

/**
 * Returns nodes with neighbouring texts made one.
 * @param {MarkdownNode[]} nodes
 */
function joined(nodes) {
  /** @type {MarkdownNode[]} */
  const result = [];
  for (const node of nodes) {
    const before = result.at(-1);
    if (node.type === 'text' && before?.type === 'text')
      result[result.length - 1] = { ...before, text: before.text + node.text };
    else result.push(node);
  }
  return result;
}
