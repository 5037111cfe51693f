import { el, webAddress } from './dom.js';
import { readMarkdown, readTitle } from './markdown.js';
import { inFull } from './time.js';

/** Markdown as elements. `context` names people and says what a click on a command or a link out does. */
export function markdown(text, context) {
  return drawAll(readMarkdown(text), context);
}

export function title(text, context) {
  return drawAll(readTitle(text), context);
}

/** A link; one that leads out of the sandbox says so instead of going there. */
export function link(href, context, attributes, ...children) {
  const url = webAddress(href);
  if (!url) return el('span', attributes, ...children);
  const isInside = url.hostname === location.hostname || url.hostname === '127.0.0.1';
  const stay = (event) => {
    event.preventDefault();
    context.onWayOut(url);
  };
  const follow = isInside ? {} : { onclick: stay };
  return el('a', { href: url.href, target: '_blank', rel: 'noopener', ...follow, ...attributes }, ...children);
}

function drawAll(nodes, context) {
  return nodes.map((node) => draw(node, context));
}

const ELEMENTS = { bold: 'strong', italics: 'em', underline: 'u', strike: 's' };

function draw(node, context) {
  const inner = () => drawAll(node.children, context);
  switch (node.type) {
    case 'text':
      return document.createTextNode(node.text);
    case 'code':
      return el('code', {}, node.text);
    case 'fence':
      return el('pre', {}, el('code', {}, node.text));
    case 'spoiler':
      return spoiler(inner());
    case 'heading':
      return el('p', { class: `heading level-${node.level}` }, ...inner());
    case 'subtext':
      return el('p', { class: 'subtext' }, ...inner());
    case 'quote':
      return el('blockquote', {}, ...inner());
    case 'list':
      return list(node, context);
    case 'link':
      return link(node.href, context, {}, ...inner());
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
    default:
      return el(ELEMENTS[node.type] ?? 'span', {}, ...inner());
  }
}

function list({ start, items }, context) {
  const entries = items.map((item) => el('li', {}, ...drawAll(item, context)));
  return start === null ? el('ul', {}, ...entries) : el('ol', { start }, ...entries);
}

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
