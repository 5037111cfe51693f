import { el, webAddress } from './dom.js';
import { readMarkdown, readTitle } from './markdown.js';
import { inFull } from './time.js';

/**
 * @import { Attributes, Child } from './dom.js'
 * @import { MarkdownNode } from './markdown.js'
 */

/**
 * Names people, and says what a click on a command or on a link out of the sandbox does.
 * @typedef {{
 *   nameOf: (id: string) => string | undefined,
 *   channelNameOf: (id: string) => string | undefined,
 *   onCommand: (text: string) => void,
 *   onWayOut: (url: URL) => void,
 * }} WordsContext
 */

/**
 * Draws markdown.
 * @param {string} text
 * @param {WordsContext} context
 */
export function markdown(text, context) {
  return drawAll(readMarkdown(text), context);
}

/**
 * Draws a title.
 * @param {string} text
 * @param {WordsContext} context
 */
export function title(text, context) {
  return drawAll(readTitle(text), context);
}

/**
 * Draws a link; one that leads out of the sandbox says so instead of going there.
 * @param {string | undefined} href
 * @param {WordsContext} context
 * @param {Attributes} attributes
 * @param {...Child} children
 */
export function link(href, context, attributes, ...children) {
  const url = webAddress(href);
  if (!url) return el('span', attributes, ...children);
  const isInside = url.hostname === location.hostname || url.hostname === '127.0.0.1';
  /** @param {Event} event */
  const stay = (event) => {
    event.preventDefault();
    context.onWayOut(url);
  };
  const follow = isInside ? {} : { onclick: stay };
  return el('a', { href: url.href, target: '_blank', rel: 'noopener', ...follow, ...attributes }, ...children);
}

/**
 * @param {MarkdownNode[]} nodes
 * @param {WordsContext} context
 */
function drawAll(nodes, context) {
  return nodes.map((node) => draw(node, context));
}

/**
 * @param {MarkdownNode} node
 * @param {WordsContext} context
 * @returns {Node}
 */
function draw(node, context) {
  switch (node.type) {
    case 'text':
      return document.createTextNode(node.text);
    case 'code':
      return el('code', {}, node.text);
    case 'fence':
      return el('pre', {}, el('code', {}, node.text));
    case 'bold':
      return el('strong', {}, ...drawAll(node.children, context));
    case 'italics':
      return el('em', {}, ...drawAll(node.children, context));
    case 'underline':
      return el('u', {}, ...drawAll(node.children, context));
    case 'strike':
      return el('s', {}, ...drawAll(node.children, context));
    case 'spoiler':
      return spoiler(drawAll(node.children, context));
    case 'heading':
      return el('p', { class: `heading level-${node.level}` }, ...drawAll(node.children, context));
    case 'subtext':
      return el('p', { class: 'subtext' }, ...drawAll(node.children, context));
    case 'quote':
      return el('blockquote', {}, ...drawAll(node.children, context));
    case 'list':
      return list(node.start, node.items, context);
    case 'link':
      return link(node.href, context, {}, ...drawAll(node.children, context));
    case 'user':
      return el('span', { class: 'mention' }, `@${context.nameOf(node.id) ?? 'unknown-user'}`);
    case 'role':
      return el('span', { class: 'mention' }, '@unknown-role');
    case 'crowd':
      return el('span', { class: 'mention' }, node.text);
    case 'channel':
      return el('span', { class: 'mention' }, `#${context.channelNameOf(node.id) ?? 'unknown'}`);
    case 'command':
      return el(
        'button',
        { type: 'button', class: 'mention', onclick: () => context.onCommand(`/${node.name} `) },
        `/${node.name}`,
      );
    case 'time':
      return el('time', { 'data-at': node.at, 'data-style': node.style, title: inFull(node.at) });
  }
}

/**
 * @param {number | null} start
 * @param {MarkdownNode[][]} items
 * @param {WordsContext} context
 */
function list(start, items, context) {
  const entries = items.map((item) => el('li', {}, ...drawAll(item, context)));
  return start === null ? el('ul', {}, ...entries) : el('ol', { start }, ...entries);
}

/** @param {Node[]} children */
function spoiler(children) {
  const hidden = el('span', { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Hidden: show it' });
  hidden.append(el('span', {}, ...children));
  const show = () => {
    hidden.classList.add('shown');
    hidden.removeAttribute('aria-label');
    hidden.removeAttribute('role');
  };
  hidden.addEventListener('click', show);
  hidden.addEventListener('keydown', (event) => event.key === 'Enter' && show());
  return hidden;
}
