import { byId, el, write } from './dom.js';

const BOT_SIGN = 'M4 10h3v8H4zM10.5 5h3v13h-3zM17 8h3v10h-3z';
const COLOURS = 6;

/** The six people, one of whom one is; the choice stands in the address, so that two windows can be two people. */
export function createPeople({ onChange, icon }) {
  const list = byId('people');
  /** How much each has been told in private when one last was that person. */
  const read = new Map();
  const bot = el('p', { id: 'bot' });
  let known = [];
  let me = fromAddress();

  function fromAddress() {
    return /^#([a-z]+)$/.exec(location.hash)?.[1] ?? 'ada';
  }

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

  function avatar({ id, name = '', isBot }) {
    if (isBot) return el('span', { class: 'avatar bot', 'aria-hidden': 'true' }, icon(BOT_SIGN));
    const place = known.findIndex((person) => person.id === id);
    return el(
      'span',
      { class: `avatar colour-${Math.max(0, place) % COLOURS}`, 'aria-hidden': 'true' },
      name.slice(0, 1),
    );
  }

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

  /** A dot beside those who were told something that nobody has read yet. */
  function markNews() {
    for (const { key, told } of known) {
      if (key === me || told < (read.get(key) ?? 0)) read.set(key, told);
      write(byId(`news-of-${key}`), told > (read.get(key) ?? 0) ? 'new for them alone' : '');
    }
  }

  function showBot({ name, state }) {
    const words = { online: 'online', starting: 'starting…', down: 'offline' };
    bot.dataset.state = state;
    if (bot.children.length === 0) {
      bot.append(
        avatar({ isBot: true }),
        el(
          'span',
          { class: 'who' },
          el('b', {}, name, el('span', { class: 'app' }, 'App')),
          el('small', { role: 'status' }),
        ),
      );
    }
    write(bot.querySelector('small'), words[state]);
  }

  return {
    me: () => me,
    all: () => known,
    become,
    avatar,
    nameOf: (id) => known.find((person) => person.id === id)?.name,
    show(people, present, itself) {
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
