import { leavesOf, lineToSend, offers, suggest } from './command-line.js';
import { byId, el, inputById, write } from './dom.js';

/**
 * @import { CommandOption } from '../../discord/commands/commands.ts'
 * @import { OfferedChoice, ShownCommand } from '../protocol.ts'
 * @import { Item, Leaf } from './command-line.js'
 * @import { ActInChannel, OnFailure } from './wire.js'
 */

/**
 * @typedef {{
 *   act: ActInChannel,
 *   send: (action: 'type' | 'say', text: string, onFailure: OnFailure) => Promise<unknown>,
 *   peopleOf: () => { name: string, username: string }[],
 *   readCommands: () => Promise<ShownCommand[]>,
 * }} ComposerContext
 */

/** A pause in typing before the bot is asked what it offers. */
const PAUSE_MS = 250;

/**
 * The line in which one types: suggestions while typing, Enter sends, and a sentence when it cannot be sent.
 * @param {ComposerContext} context
 */
export function createComposer({ act, send, peopleOf, readCommands }) {
  const form = byId('composer');
  const line = inputById('line');
  const box = byId('suggestions');
  const complaint = byId('complaint');
  const hint = byId('hint');
  /** @type {Map<string, OfferedChoice>} */
  const chosen = new Map();
  /** @type {string[]} */
  const sent = [];
  /** @type {Leaf[]} */
  let leaves = [];
  /** @type {Item[]} */
  let items = [];
  let active = -1;
  let isEager = false;
  let asked = 0;
  /** @type {number | undefined} */
  let pause;

  async function load() {
    leaves = leavesOf(await readCommands());
  }

  async function look() {
    clearTimeout(pause);
    complain('');
    const ask = ++asked;
    if (line.value.startsWith('/') && leaves.length === 0) await load();
    if (ask !== asked) return;
    const text = line.value.slice(0, line.selectionStart ?? line.value.length);
    const found = suggest(text, leaves, peopleOf());
    write(hint, found.hint ?? (found.asks ? found.asks.description : ''));
    offer(found.items, found.eager);
    const { asks } = found;
    if (asks) pause = setTimeout(() => askBot(text, found.from, asks, ask), PAUSE_MS);
  }

  /**
   * @param {string} text
   * @param {number} from
   * @param {CommandOption} option
   * @param {number} ask
   */
  async function askBot(text, from, option, ask) {
    const answer = await act('complete', { text }, complain);
    if (ask !== asked || !answer) return;
    const choices = offers(answer.choices, option, from);
    offer(choices, false);
    if (choices.length === 0) write(hint, 'Nothing to choose from; you can type freely.');
  }

  /**
   * @param {Item[]} found
   * @param {boolean} eager
   */
  function offer(found, eager) {
    items = found;
    isEager = eager;
    box.replaceChildren(...items.map(drawItem));
    box.hidden = items.length === 0;
    line.setAttribute('aria-expanded', String(items.length > 0));
    mark(eager && items.length > 0 ? 0 : -1);
  }

  /**
   * @param {Item} item
   * @param {number} place
   */
  function drawItem({ label, detail }, place) {
    /** @param {Event} event */
    const take = (event) => {
      event.preventDefault();
      accept(place);
    };
    return el(
      'div',
      { role: 'option', id: `suggestion-${place}`, 'aria-selected': 'false', onmousedown: take },
      el('span', { class: 'what' }, label),
      el('span', { class: 'detail' }, detail),
    );
  }

  /** @param {number} place */
  function mark(place) {
    active = place;
    [...box.children].forEach((item, at) => {
      item.setAttribute('aria-selected', String(at === place));
      if (at === place) item.scrollIntoView({ block: 'nearest' });
    });
    if (place < 0) line.removeAttribute('aria-activedescendant');
    else line.setAttribute('aria-activedescendant', `suggestion-${place}`);
  }

  /** @param {number} place */
  function accept(place) {
    const item = items[place];
    if (!item) return;
    const { from, insert, choice } = item;
    const after = line.value.slice(line.selectionStart ?? line.value.length);
    line.value = line.value.slice(0, from) + insert + after.trimStart();
    line.setSelectionRange(from + insert.length, from + insert.length);
    if (choice) chosen.set(choice.option, choice);
    void look();
  }

  async function submit() {
    const text = line.value.trim();
    if (text === '') return;
    const toSend = lineToSend(text, leaves, chosen);
    sent.push(text);
    clear();
    const isCommand = text.startsWith('/');
    await send(isCommand ? 'type' : 'say', toSend, (sentence) => {
      if (line.value === '') line.value = text;
      complain(sentence);
    });
  }

  function clear() {
    line.value = '';
    asked++;
    clearTimeout(pause);
    chosen.clear();
    write(hint, '');
    offer([], false);
    complain('');
  }

  /** @param {string} sentence */
  function complain(sentence) {
    write(complaint, sentence);
    complaint.hidden = sentence === '';
  }

  /**
   * What a key does here; false leaves it to the browser.
   * @type {Record<string, () => boolean>}
   */
  const keys = {
    ArrowDown: () => withItems(() => mark((active + 1) % items.length)),
    ArrowUp: () => withItems(() => mark((active <= 0 ? items.length : active) - 1)) || recall(),
    Tab: () => withItems(() => accept(Math.max(0, active))),
    Enter: () => active >= 0 && withItems(() => accept(active)),
    Escape: () => withItems(() => offer([], false)),
  };

  /** @param {() => void} deed */
  function withItems(deed) {
    const isOpen = items.length > 0;
    if (isOpen) deed();
    return isOpen;
  }

  function recall() {
    const last = sent.at(-1);
    if (line.value !== '' || last === undefined) return false;
    fill(last);
    return true;
  }

  /** @param {string} text */
  function fill(text) {
    line.value = text;
    line.focus();
    line.setSelectionRange(text.length, text.length);
    void look();
  }

  line.addEventListener('input', () => void look());
  line.addEventListener('click', () => void look());
  line.addEventListener('blur', () => offer([], isEager));
  line.addEventListener('keydown', (event) => {
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    if (isPlain && keys[event.key]?.()) event.preventDefault();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });

  return { fill, load };
}
