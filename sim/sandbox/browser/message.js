import { el, icon, webAddress } from './dom.js';
import { OUT } from './icons.js';
import { readMarkdown, readTitle, wordsOf } from './markdown.js';
import { inFull, sentAt } from './time.js';
import { link, markdown, title } from './words.js';

/**
 * @import { AnyComponent } from '../../discord/messages/components.ts'
 * @import { Notice, ShownMessage } from '../protocol.ts'
 * @import { Pictured } from './people.js'
 * @import { ActInChannel } from './wire.js'
 * @import { WordsContext } from './words.js'
 */

/**
 * Knows the people, and what a press does; `isBusy` tells whether one of this control is under way.
 * @typedef {WordsContext & {
 *   now: () => number,
 *   avatar: (somebody: Pictured) => Node,
 *   act: ActInChannel,
 *   isBusy: (message: string, control: string) => boolean,
 *   press: (message: string, button: string) => Promise<void>,
 *   choose: (message: string, select: string, values: string[]) => Promise<void>,
 * }} MessageContext
 * @typedef {ShownMessage['embeds'][number]} Embed
 */

const COMPONENT = { row: 1, button: 2, select: 3 };
/** @type {Record<number, string>} */
const BUTTON_STYLES = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link' };
const LINK_STYLE = 5;
const BYTES_PER_KB = 1_024;

/**
 * Draws one message as its reader sees it.
 * @param {ShownMessage} message
 * @param {MessageContext} context
 */
export function drawMessage(message, context) {
  const { author } = message;
  const name = el(
    'span',
    { class: 'author' },
    el('bdi', {}, author.name),
    author.isBot && el('span', { class: 'app' }, 'App'),
  );
  const time = el(
    'time',
    { class: 'sent', datetime: new Date(message.createdAt).toISOString(), title: inFull(message.createdAt) },
    sentAt(message.createdAt, context.now()),
  );
  const classes = ['message', message.isPrivate && 'private', message.isForMe && 'for-me'];
  return el(
    'article',
    {
      class: classes.filter(Boolean).join(' '),
      tabindex: '-1',
      'aria-label': `${author.name}, ${sentAt(message.createdAt, context.now())}`,
    },
    context.avatar(author),
    el(
      'div',
      { class: 'body' },
      message.usedBy !== null && el('p', { class: 'cause' }, `${message.usedBy} used a command`),
      el('header', {}, name, time),
      ...content(message, context),
      ...message.attachments.map(attachment),
      ...message.embeds.map((embed) => drawEmbed(embed, context)),
      ...message.components.map((row, place) => drawRow(row, place, message, context)),
      message.failedPress !== null && el('p', { class: 'failure' }, message.failedPress),
      message.isPrivate && privately(message, context),
    ),
  );
}

/**
 * Draws what Discord itself says, to one person alone.
 * @param {Notice} notice
 * @param {MessageContext} context
 */
export function drawNotice(notice, context) {
  return el(
    'article',
    { class: 'message private', tabindex: '-1' },
    context.avatar({ isBot: true }),
    el('div', { class: 'body' }, el('p', { class: 'failure' }, notice.text), privately(notice, context)),
  );
}

/**
 * Returns a message in a breath, for those who hear the page.
 * @param {ShownMessage} message
 * @param {(id: string) => string} nameOf
 */
export function spoken(message, nameOf) {
  const parts = [
    wordsOf(readMarkdown(message.content), nameOf),
    ...message.embeds.flatMap(({ title: heading = '', description = '' }) => [
      wordsOf(readTitle(heading)),
      wordsOf(readMarkdown(description), nameOf),
    ]),
  ];
  const words = parts.filter((part) => part.trim() !== '').join('. ');
  return `${message.author.name}${message.isPrivate ? ', to you alone' : ''}: ${words || 'something new'}`;
}

/**
 * @param {ShownMessage} message
 * @param {MessageContext} context
 */
function content(message, context) {
  if (message.failure !== null && message.isLoading) return [el('p', { class: 'failure' }, message.failure)];
  if (message.isLoading) return [thinking(message.author.name)];
  if (message.content === '') return [];
  const edited = message.editedAt !== null && message.author.isBot === false;
  return [
    el('div', { class: 'content' }, ...markdown(message.content, context), edited && el('small', {}, ' (edited)')),
  ];
}

/** @param {string} name */
function thinking(name) {
  const dots = el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
  return el('p', { class: 'thinking' }, dots, `${name} is thinking…`);
}

/**
 * @param {{ id: string }} message
 * @param {MessageContext} context
 */
function privately(message, context) {
  const dismiss = () => context.act('dismiss', { message: message.id });
  return el(
    'p',
    { class: 'privately' },
    'Only you can see this · ',
    el('button', { type: 'button', class: 'plain', 'data-slot': 'dismiss', onclick: dismiss }, 'Dismiss'),
  );
}

/** @param {ShownMessage['attachments'][number]} file */
function attachment({ name, size, url }) {
  const kilobytes = Math.max(1, Math.round(size / BYTES_PER_KB));
  return el('p', { class: 'attachment' }, el('a', { href: url, download: name }, name), ` ${kilobytes} kB`);
}

/**
 * @param {Embed} embed
 * @param {MessageContext} context
 */
function drawEmbed(embed, context) {
  const { author, title: heading, url, description, fields = [], thumbnail, image, footer } = embed;
  const drawn = el(
    'section',
    { class: 'embed' },
    el(
      'div',
      { class: 'text' },
      author && el('p', { class: 'by' }, author.name),
      heading &&
        el(
          'h3',
          {},
          url ? link(url, context, {}, ...title(heading, context)) : el('span', {}, ...title(heading, context)),
        ),
      description && el('div', { class: 'content' }, ...markdown(description, context)),
      fields.length > 0 && el('dl', {}, ...fields.map((field) => drawField(field, context))),
    ),
    thumbnail && picture(thumbnail.url, 'thumbnail'),
    image && picture(image.url, 'image'),
    footer && el('footer', {}, footer.text),
  );
  if (typeof embed.color === 'number')
    drawn.style.setProperty('--bar', `#${embed.color.toString(16).padStart(6, '0')}`);
  return drawn;
}

/**
 * @param {NonNullable<Embed['fields']>[number]} field
 * @param {MessageContext} context
 */
function drawField({ name, value, inline }, context) {
  return el(
    'div',
    { class: inline ? 'inline' : null },
    el('dt', {}, ...title(name, context)),
    el('dd', {}, ...markdown(value, context)),
  );
}

/**
 * @param {string} address
 * @param {string} kind
 */
function picture(address, kind) {
  const url = webAddress(address);
  return url && el('img', { class: kind, src: url.href, alt: '', loading: 'lazy' });
}

/**
 * @param {AnyComponent} row
 * @param {number} place
 * @param {ShownMessage} message
 * @param {MessageContext} context
 */
function drawRow(row, place, message, context) {
  const parts = row.components ?? [row];
  return el(
    'div',
    { class: 'row' },
    ...parts.map((part, column) => {
      const slot = `${place}.${column}`;
      if (part.type === COMPONENT.select) return drawSelect(part, slot, message, context);
      return part.type === COMPONENT.button ? drawButton(part, slot, message, context) : null;
    }),
  );
}

/**
 * @param {AnyComponent} part
 * @param {string} slot
 * @param {ShownMessage} message
 * @param {MessageContext} context
 */
function drawButton(part, slot, message, context) {
  const label = [part.emoji?.name, part.label].filter(Boolean).join(' ');
  const { custom_id = '', style = 0 } = part;
  if (style === LINK_STYLE) {
    return link(part.url, context, { class: 'button link', 'data-slot': slot }, label, icon(OUT));
  }
  const isBusy = context.isBusy(message.id, custom_id);
  return el(
    'button',
    {
      type: 'button',
      class: `button ${BUTTON_STYLES[style] ?? 'secondary'}`,
      'data-slot': slot,
      disabled: part.disabled,
      'aria-busy': isBusy ? 'true' : null,
      onclick: () => context.press(message.id, custom_id),
    },
    label,
  );
}

/**
 * @param {AnyComponent} part
 * @param {string} slot
 * @param {ShownMessage} message
 * @param {MessageContext} context
 */
function drawSelect(part, slot, message, context) {
  const {
    custom_id = '',
    options = [],
    placeholder = 'Make a selection',
    min_values = 1,
    max_values = 1,
    disabled,
  } = part;
  const isMany = max_values > 1;
  const select = el(
    'select',
    {
      'aria-label': placeholder,
      'data-slot': slot,
      disabled,
      multiple: isMany,
      size: isMany ? Math.min(6, options.length) : null,
    },
    !isMany &&
      el('option', { value: '', disabled: true, selected: !options.some((option) => option.default) }, placeholder),
    ...options.map((option) =>
      el(
        'option',
        { value: option.value, selected: option.default },
        [option.emoji?.name, option.label, option.description && `– ${option.description}`].filter(Boolean).join(' '),
      ),
    ),
  );
  const choose = () => {
    const values = [...select.selectedOptions].map((option) => option.value).filter((value) => value !== '');
    if (values.length >= min_values) context.choose(message.id, custom_id, values);
    else select.focus();
  };
  const button = el(
    'button',
    { type: 'button', class: 'button secondary', 'data-slot': `${slot}.go`, disabled, onclick: choose },
    'Choose',
  );
  return el('div', { class: 'select' }, select, button);
}
