/*
 * Discord's markdown, read into plain nodes: { type, … }. What is not markup stays text; nothing here ever becomes
 * HTML. What each mark means: https://support.discord.com/hc/en-us/articles/210298617
 */

/** Everything a message's content, an embed's description or a field's value can hold. */
export function readMarkdown(text) {
  return readBlocks(text, { links: true, mentions: true });
}

/** Titles and names: emphasis, but neither links nor mentions. */
export function readTitle(text) {
  return readInline(text, { links: false, mentions: false });
}

/** What nodes say, for those who hear the page. */
export function wordsOf(nodes, nameOf = () => '…') {
  return nodes
    .map((node) => {
      if (node.type === 'user') return `@${nameOf(node.id)}`;
      if (node.type === 'command') return `/${node.name}`;
      if (node.items) return node.items.map((item) => wordsOf(item, nameOf)).join(', ');
      return node.children ? wordsOf(node.children, nameOf) : (node.text ?? '');
    })
    .join('');
}

const FENCE = /^```(?:[\w+-]*\n)?([\s\S]*?)```\n?/;
const HEADING = /^(#{1,3}) +(.+)(?:\n|$)/;
const SUBTEXT = /^-# +(.+)(?:\n|$)/;
const QUOTES = /^(?:> .*(?:\n|$))+/;
const LONG_QUOTE = /^>>> ([\s\S]+)$/;
const LIST = /^(?:(?: *[-*] +\S.*(?:\n|$))+|(?: *\d+\. +\S.*(?:\n|$))+)/;

function readBlocks(text, allowed) {
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
      const [line] = /^[^\n]*(?:\n|$)/.exec(rest);
      const fence = line.indexOf('```');
      const taken = fence > 0 ? line.slice(0, fence) : line;
      plain += taken;
      rest = rest.slice(taken.length);
    }
  }
  flush();
  return nodes;
}

function readBlock(text, allowed) {
  const inner = (content) => readInline(content, allowed);
  let found = FENCE.exec(text);
  if (found) return { length: found[0].length, node: { type: 'fence', text: found[1] } };
  found = HEADING.exec(text);
  if (found) {
    return { length: found[0].length, node: { type: 'heading', level: found[1].length, children: inner(found[2]) } };
  }
  found = SUBTEXT.exec(text);
  if (found) return { length: found[0].length, node: { type: 'subtext', children: inner(found[1]) } };
  found = LONG_QUOTE.exec(text);
  if (found) return { length: found[0].length, node: { type: 'quote', children: inner(found[1]) } };
  found = QUOTES.exec(text);
  if (found) {
    const quoted = found[0].replaceAll(/^> /gm, '').replace(/\n$/, '');
    return { length: found[0].length, node: { type: 'quote', children: inner(quoted) } };
  }
  found = LIST.exec(text);
  if (found) {
    const lines = found[0].replace(/\n$/, '').split('\n');
    const items = lines.map((line) => inner(line.replace(/^ *(?:[-*]|\d+\.) +/, '')));
    const first = /^ *(\d+)\./.exec(lines[0]);
    return { length: found[0].length, node: { type: 'list', start: first ? Number(first[1]) : null, items } };
  }
  return null;
}

const wrap = (type) => (match, allowed) => ({ type, children: readInline(match[1], allowed) });

/** Tried in this order at every place; the first that fits is taken. */
const RULES = [
  { at: /^\\([^0-9A-Za-z\s])/, make: ([, text]) => ({ type: 'text', text }) },
  { at: /^(`+)([\s\S]*?[^`])\1(?!`)/, make: ([, , text]) => ({ type: 'code', text: text.trim() }) },
  { at: /^<@!?(\d+)>/, needs: 'mentions', make: ([, id]) => ({ type: 'user', id }) },
  { at: /^<@&(\d+)>/, needs: 'mentions', make: ([, id]) => ({ type: 'role', id }) },
  { at: /^<#(\d+)>/, needs: 'mentions', make: ([, id]) => ({ type: 'channel', id }) },
  {
    at: /^<\/([-_\p{L}\p{N}]+(?: [-_\p{L}\p{N}]+){0,2}):\d+>/u,
    needs: 'mentions',
    make: ([, name]) => ({ type: 'command', name }),
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
    make: ([, text, href], allowed) => ({
      type: 'link',
      href,
      children: readInline(text, { ...allowed, links: false, mentions: false }),
    }),
  },
  {
    at: /^<(https?:\/\/[^\s<>]+)>/,
    needs: 'links',
    make: ([, href]) => ({ type: 'link', href, children: [{ type: 'text', text: href }] }),
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

function readInline(text, allowed) {
  const nodes = [];
  let place = 0;
  while (place < text.length) {
    const found = match(text, place, allowed);
    if (found) nodes.push(found.node);
    else add(nodes, ordinary(text, place));
    place += found ? found.length : ordinary(text, place).length;
  }
  return joined(nodes);
}

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

function ordinary(text, place) {
  const rest = text.slice(place);
  return ORDINARY.exec(rest)?.[0] ?? String.fromCodePoint(rest.codePointAt(0));
}

function add(nodes, text) {
  nodes.push({ type: 'text', text });
}

function joined(nodes) {
  const result = [];
  for (const node of nodes) {
    const before = result.at(-1);
    if (node.type === 'text' && before?.type === 'text')
      result[result.length - 1] = { ...before, text: before.text + node.text };
    else result.push(node);
  }
  return result;
}
