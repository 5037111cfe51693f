import { leavesOf, lineToSend, offers, suggest } from './command-line.js';
import { byId, el, write } from './dom.js';

/** A pause in typing before the bot is asked what it offers. */
const PAUSE_MS = 250;

/** The line in which one types: suggestions while typing, Enter sends, and a sentence when it cannot be sent. */
export function createComposer({ act, send, peopleOf, readCommands }) {
  const form = byId('composer');
  const line = byId('line');
  const box = byId('suggestions');
  const complaint = byId('complaint');
  const hint = byId('hint');
  const chosen = new Map();
  const sent = [];
  let leaves = [];
  let items = [];
  let active = -1;
  let isEager = false;
  let asked = 0;
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
    if (found.asks) pause = setTimeout(() => askBot(text, found, ask), PAUSE_MS);
  }

  async function askBot(text, { asks, from }, ask) {
    const answer = await act('complete', { text }, complain);
    if (ask !== asked || !answer) return;
    const choices = offers(answer.choices, asks, from);
    offer(choices, false);
    if (choices.length === 0) write(hint, 'Nothing to choose from; you can type freely.');
  }

  function offer(found, eager) {
    items = found;
    isEager = eager;
    box.replaceChildren(...items.map(drawItem));
    box.hidden = items.length === 0;
    line.setAttribute('aria-expanded', String(items.length > 0));
    mark(eager && items.length > 0 ? 0 : -1);
  }

  function drawItem({ label, detail }, place) {
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

  function mark(place) {
    active = place;
    [...box.children].forEach((item, at) => {
      item.setAttribute('aria-selected', String(at === place));
      if (at === place) item.scrollIntoView({ block: 'nearest' });
    });
    if (place < 0) line.removeAttribute('aria-activedescendant');
    else line.setAttribute('aria-activedescendant', `suggestion-${place}`);
  }

  function accept(place) {
    const { from, insert, choice } = items[place];
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

  function complain(sentence) {
    write(complaint, sentence);
    complaint.hidden = sentence === '';
  }

  /** What a key does here; false leaves it to the browser. */
  const keys = {
    ArrowDown: () => withItems(() => mark((active + 1) % items.length)),
    ArrowUp: () => withItems(() => mark((active <= 0 ? items.length : active) - 1)) || recall(),
    Tab: () => withItems(() => accept(Math.max(0, active))),
    Enter: () => active >= 0 && withItems(() => accept(active)),
    Escape: () => withItems(() => offer([], false)),
  };

  function withItems(deed) {
    const isOpen = items.length > 0;
    if (isOpen) deed();
    return isOpen;
  }

  function recall() {
    const isPossible = line.value === '' && sent.length > 0;
    if (isPossible) fill(sent.at(-1));
    return isPossible;
  }

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
