import { all, byId, write } from './dom.js';
import { clockTime, day, hour } from './time.js';

/**
 * @import { PageState } from '../protocol.ts'
 * @import { ActOnPlayer } from './wire.js'
 */

/**
 * The world's clock: runs by itself, and can be wound forward.
 * @param {{ act: ActOnPlayer }} page
 */
export function createClock({ act }) {
  const buttons = all('#clock button');
  const toEnd = byId('wind-to-end');
  let ahead = 0;

  const now = () => Date.now() + ahead;

  function tick() {
    write(byId('clock-time'), clockTime(now()));
    write(byId('clock-day'), day(now()));
    write(byId('phone-time'), hour(now()));
  }

  /** @param {HTMLElement} button */
  async function wind(button) {
    if (button.getAttribute('aria-disabled') === 'true') return;
    mark(true);
    await (button === toEnd ? act('wind-to-end', {}) : act('wind', { ms: Number(button.dataset.ms) }));
  }

  /** @param {boolean} isWinding */
  function mark(isWinding) {
    byId('clock').classList.toggle('winding', isWinding);
    write(byId('winding'), isWinding ? 'winding…' : '');
    for (const button of buttons) button.setAttribute('aria-disabled', String(isWinding));
  }

  for (const button of buttons) button.addEventListener('click', () => void wind(button));

  return {
    now,
    tick,
    /** @param {PageState} state */
    show(state) {
      ahead = state.now - Date.now();
      mark(state.isWinding);
      const isSounding = state.players.some(({ isPlaying }) => isPlaying);
      if (!isSounding) toEnd.setAttribute('aria-disabled', 'true');
      toEnd.title = isSounding ? '5 seconds before the track ends' : 'Nothing plays';
      tick();
    },
  };
}
