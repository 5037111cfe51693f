import { byId, el, first, focused } from './dom.js';
import { drawMessage, drawNotice, spoken } from './message.js';

/**
 * @import { Notice, PageState, ShownMessage } from '../protocol.ts'
 * @import { MessageContext } from './message.js'
 * @import { Pictured } from './people.js'
 * @import { ActInChannel } from './wire.js'
 * @import { WordsContext } from './words.js'
 */

/**
 * `tick` writes the times that stand in messages.
 * @typedef {WordsContext & {
 *   now: () => number,
 *   avatar: (somebody: Pictured) => Node,
 *   act: ActInChannel,
 *   tick: () => void,
 * }} ChannelContext
 * @typedef {{ id: string, at: number, draw: () => HTMLElement, from: ShownMessage | Notice }} Entry
 */

const NEAR_END_PX = 120;
/** What happens quicker than this needs no word that it is under way. */
const QUICK_MS = 400;

/**
 * The channel as one person sees it, kept in step message by message.
 * @param {ChannelContext} context
 */
export function createChannel(context) {
  const list = byId('messages');
  list.tabIndex = 0;
  const pending = byId('pending');
  const announcer = byId('announcer');
  /**
   * What stands in the list, by id: the element, and what it was drawn from.
   * @type {Map<string, { item: HTMLElement, signature: string }>}
   */
  const drawn = new Map();
  /** @type {Set<string>} */
  const busy = new Set();
  let isAtEnd = true;
  /** @type {PageState | null} */
  let latest = null;
  /** @type {string | null} */
  let reader = null;

  /** @type {MessageContext} */
  const full = { ...context, isBusy: (message, control) => busy.has(`${message} ${control}`), press, choose };

  list.addEventListener('scroll', () => {
    isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  });
  new ResizeObserver(stayAtEnd).observe(list);

  function stayAtEnd() {
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  }

  /**
   * @param {string} message
   * @param {string} button
   */
  async function press(message, button) {
    await whileBusy(`${message} ${button}`, () => context.act('press', { message, button }));
  }

  /**
   * @param {string} message
   * @param {string} select
   * @param {string[]} values
   */
  async function choose(message, select, values) {
    await whileBusy(`${message} ${select}`, () => context.act('choose', { message, select, values }));
  }

  /**
   * @param {string} key
   * @param {() => Promise<unknown>} deed
   */
  async function whileBusy(key, deed) {
    if (busy.has(key)) return;
    busy.add(key);
    redraw();
    await deed();
    busy.delete(key);
    redraw();
  }

  function redraw() {
    if (latest) show(latest);
  }

  /** @param {PageState} state */
  function show(state) {
    latest = state;
    const isNewReader = reader !== state.me;
    reader = state.me;
    const isFirstLook = drawn.size === 0;
    /** @type {Entry[]} */
    const items = [
      ...state.messages.map((message) => ({
        id: message.id,
        at: message.createdAt,
        draw: () => drawMessage(message, full),
        from: message,
      })),
      ...state.notices.map((notice) => ({
        id: notice.id,
        at: notice.at,
        draw: () => drawNotice(notice, full),
        from: notice,
      })),
    ].sort((one, other) => one.at - other.at || one.id.length - other.id.length || one.id.localeCompare(other.id));

    const fresh = items.filter(({ id }) => !drawn.has(id));
    takeAway(new Set(items.map(({ id }) => id)));
    items.forEach((item, place) => {
      put(item, place);
    });
    byId('empty').hidden = items.length > 0;
    context.tick();
    if (isNewReader) isAtEnd = true;
    stayAtEnd();
    if (!isFirstLook && !isNewReader) announce(fresh, state);
  }

  /** @param {Set<string>} present */
  function takeAway(present) {
    for (const [id, { item }] of drawn) {
      if (present.has(id)) continue;
      const hadFocus = item.contains(document.activeElement);
      item.remove();
      drawn.delete(id);
      if (hadFocus) byId('line').focus();
    }
  }

  /**
   * @param {Entry} entry
   * @param {number} place
   */
  function put(entry, place) {
    const item = upToDate(entry);
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  }

  /** @param {Entry} entry */
  function upToDate({ id, draw, from }) {
    const known = drawn.get(id);
    const busyHere = [...busy].filter((key) => key.startsWith(`${id} `)).join();
    const signature = JSON.stringify([from, busyHere, reader]);
    if (known?.signature === signature) return known.item;
    const item = known?.item ?? el('li');
    const slot = item.contains(focused()) ? focused()?.dataset.slot : undefined;
    const message = draw();
    item.replaceChildren(message);
    if (slot !== undefined) (first(`[data-slot="${slot}"]`, item) ?? message).focus();
    drawn.set(id, { item, signature });
    return item;
  }

  /**
   * @param {Entry[]} fresh
   * @param {PageState} state
   */
  function announce(fresh, state) {
    const names = new Map(state.people.map((person) => [person.id, person.name]));
    const words = fresh.map(({ from }) =>
      'author' in from ? spoken(from, (id) => names.get(id) ?? 'somebody') : from.text,
    );
    if (words.length > 0) announcer.replaceChildren(...words.slice(-3).map((text) => el('p', {}, text)));
  }

  return {
    show,
    /**
     * Says that something is being sent for as long as it takes, unless it is quick.
     * @param {() => Promise<unknown>} deed
     */
    async sending(deed) {
      const timer = setTimeout(() => {
        pending.hidden = false;
      }, QUICK_MS);
      try {
        return await deed();
      } finally {
        clearTimeout(timer);
        pending.hidden = true;
      }
    },
  };
}
