/*
 * To and from the server: what there is to see, that there is something new, and what one does.
 */

const AGAIN_MS = 2_000;
const NO_ANSWER = 'The sandbox does not answer. Is it still running?';

export const readState = (me, player) => read(`state?${new URLSearchParams({ as: me, player })}`);
export const readCommands = () => read('commands').catch(() => []);
export const readShelf = () => read('shelf');

/** Does something; undefined if it failed, after the sentence that says why was told. */
export async function perform(action, body, onFailure) {
  try {
    const response = await fetch(`/sandbox/do/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    onFailure(answer.error ?? 'That did not work.');
  } catch {
    onFailure(NO_ANSWER);
  }
  return undefined;
}

/** Calls `onNews` whenever there is something new, and tells whether the line stands. A hidden page lets go of it. */
export function listen(onNews, onLine) {
  let source = null;
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

async function read(path) {
  const response = await fetch(`/sandbox/${path}`);
  if (!response.ok) throw new Error(NO_ANSWER);
  return response.json();
}
