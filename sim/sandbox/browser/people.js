import { byId, el, icon, write } from './dom.js';

/** @import { PageState, ShownPerson } from '../protocol.ts' */

/** @typedef {{ id?: string, name?: string, isBot?: boolean }} Pictured Somebody whose picture is shown. */

const BOT_SIGN = 'M4 10h3v8H4zM10.5 5h3v13h-3zM17 8h3v10h-3z';
const BOT_STATES = { online: 'online', starting: 'starting…', down: 'offline' };
const COLOURS = 6;

/**
 * The six people, one of whom one is; the choice stands in the address, so that two windows can be two people.
 * @param {{ onChange: () => void }} page
 */
export function createPeople({ onChange }) {
  const list = byId('people');
  /**
   * How much each has been told in private when one last was that person.
   * @type {Map<string, number>}
   */
  const read = new Map();
  const botState = el('small', { role: 'status' });
  const bot = el('p', { id: 'bot' });
  /** @type {ShownPerson[]} */
  let known = [];
  let me = fromAddress();

  function fromAddress() {
    return /^#([a-z]+)$/.exec(location.hash)?.[1] ?? 'ada';
  }

  /** @param {string} key */
  function become(key) {
    if (location.hash !== `#${key}`) history.replaceState(null, '', `#${key}`);
    if (key === me) return;
    me = key;
    mark();
    onChange();
  }

  function mark() {
    for (const radio of list.querySelectorAll('input')) radio.checked = radio.value === me;
    const person = known.find(({ key }) => key === me);
    if (person) document.title = `${person.name} · Sesh sandbox`;
  }

  addEventListener('hashchange', () => become(fromAddress()));

  /** @param {Pictured} somebody */
  function avatar({ id, name = '', isBot }) {
    if (isBot) return el('span', { class: 'avatar bot', 'aria-hidden': 'true' }, icon(BOT_SIGN));
    const place = known.findIndex((person) => person.id === id);
    return el(
      'span',
      { class: `avatar colour-${Math.max(0, place) % COLOURS}`, 'aria-hidden': 'true' },
      name.slice(0, 1),
    );
  }

  /** @param {ShownPerson} person */
  function draw(person) {
    const { key, name, username, spotify } = person;
    return el(
      'label',
      {},
      el('input', { type: 'radio', name: 'me', value: key, onchange: () => become(key) }),
      avatar(person),
      el('span', { class: 'who' }, el('b', {}, name), el('small', {}, `@${username}${spotify ? '' : ' · no Spotify'}`)),
      el('span', { class: 'news', id: `news-of-${key}` }),
    );
  }

  /** Puts a dot beside those who were told something that nobody has read yet. */
  function markNews() {
    for (const { key, told } of known) {
      if (key === me || told < (read.get(key) ?? 0)) read.set(key, told);
      write(byId(`news-of-${key}`), told > (read.get(key) ?? 0) ? 'new for them alone' : '');
    }
  }

  /** @param {PageState['bot']} shown */
  function showBot({ name, state }) {
    bot.dataset.state = state;
    if (bot.children.length === 0) {
      const title = el('b', {}, name, el('span', { class: 'app' }, 'App'));
      bot.append(avatar({ isBot: true }), el('span', { class: 'who' }, title, botState));
    }
    write(botState, BOT_STATES[state]);
  }

  return {
    me: () => me,
    all: () => known,
    become,
    avatar,
    /** @param {string} id */
    nameOf: (id) => known.find((person) => person.id === id)?.name,
    /** @param {PageState} state */
    show({ people, me: present, bot: itself }) {
      if (known.length === 0) {
        known = people;
        list.append(...people.map(draw), bot);
      }
      known = people;
      me = present;
      mark();
      markNews();
      showBot(itself);
    },
  };
}
