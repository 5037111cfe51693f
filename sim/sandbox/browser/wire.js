/*
 * To and from the server: what there is to see, that there is something new, and what one does.
 */

/** @import { ChannelActions, Failure, Offers, PageState, PlayerActions, ShownCommand } from '../protocol.ts' */

/**
 * @typedef {(sentence: string) => void} OnFailure
 * @typedef {<A extends keyof ChannelActions>(action: A, parts: ChannelActions[A]['parts'], onFailure?: OnFailure) =>
 *   Promise<ChannelActions[A]['answer'] | undefined>} ActInChannel
 * @typedef {<A extends keyof PlayerActions>(action: A, parts: PlayerActions[A]['parts'], onFailure?: OnFailure) =>
 *   Promise<PlayerActions[A]['answer'] | undefined>} ActOnPlayer
 */

const AGAIN_MS = 2_000;
const NO_ANSWER = 'The sandbox does not answer. Is it still running?';

/**
 * @param {string} me
 * @param {string} player
 * @returns {Promise<PageState>}
 */
export const readState = (me, player) => read(`state?${new URLSearchParams({ as: me, player })}`);
/** @returns {Promise<ShownCommand[]>} */
export const readCommands = () => read('commands').catch(() => []);
/** @returns {Promise<Offers>} */
export const readShelf = () => read('shelf');

/**
 * Does something in the channel as somebody; undefined if it failed, after the sentence that says why was told.
 * @template {keyof ChannelActions} A
 * @param {string} as
 * @param {A} action
 * @param {ChannelActions[A]['parts']} parts
 * @param {OnFailure} onFailure
 * @returns {Promise<ChannelActions[A]['answer'] | undefined>}
 */
export function actInChannel(as, action, parts, onFailure) {
  return post(action, { ...parts, as }, onFailure);
}

/**
 * Does something to somebody's player, or to the clock; undefined if it failed, after the sentence that says why was told.
 * @template {keyof PlayerActions} A
 * @param {string} player
 * @param {A} action
 * @param {PlayerActions[A]['parts']} parts
 * @param {OnFailure} onFailure
 * @returns {Promise<PlayerActions[A]['answer'] | undefined>}
 */
export function actOnPlayer(player, action, parts, onFailure) {
  return post(action, { ...parts, player }, onFailure);
}

/**
 * Calls `onNews` whenever there is something new, and tells whether the line stands. A hidden page lets go of it.
 * @param {() => void} onNews
 * @param {(isOpen: boolean) => void} onLine
 */
export function listen(onNews, onLine) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {number | undefined} */
  let again;

  function open() {
    clearTimeout(again);
    source = new EventSource('/sandbox/events');
    source.onopen = () => {
      onLine(true);
      onNews();
    };
    source.onmessage = () => onNews();
    source.onerror = () => {
      onLine(false);
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
    };
  }

  function close() {
    clearTimeout(again);
    source?.close();
    source = null;
  }

  document.addEventListener('visibilitychange', () => {
    close();
    if (!document.hidden) open();
  });
  addEventListener('pagehide', close);
  open();
}

/**
 * @param {string} action
 * @param {object} body
 * @param {OnFailure} onFailure
 */
async function post(action, body, onFailure) {
  try {
    const response = await fetch(`/sandbox/do/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    /** @type {Partial<Failure>} */
    const failure = answer;
    onFailure(failure.error ?? 'That did not work.');
  } catch {
    onFailure(NO_ANSWER);
  }
  return undefined;
}

/** @param {string} path */
async function read(path) {
  const response = await fetch(`/sandbox/${path}`);
  if (!response.ok) throw new Error(NO_ANSWER);
  return response.json();
}
