import { all, byId, el, icon, write } from './dom.js';
import { DONE } from './icons.js';

/** @import { TourStep } from '../protocol.ts' */

const STORED = 'sesh tour';

/** The tour: one step at a time, going on by itself when a step is done, or wherever one likes. */
export function createTour() {
  const steps = all('#tour-steps > li').map((step, place) => {
    const mark = el('button', { type: 'button', onclick: () => choose(place) }, String(place + 1));
    byId('tour-marks').append(el('li', {}, mark));
    return { step, mark, name: step.dataset.step ?? '', heading: step.querySelector('h3')?.textContent ?? '' };
  });
  const toggle = byId('tour-toggle');
  /**
   * How many were done when one chose a step oneself: the next that is done leads on again.
   * @type {{ place: number, done: number } | null}
   */
  let chosen = null;
  /** @type {Set<string>} */
  let done = new Set();

  /** @param {number} place */
  function choose(place) {
    chosen = { place, done: done.size };
    draw();
  }

  function shownPlace() {
    if (chosen?.done === done.size) return chosen.place;
    const open = steps.findIndex(({ name }) => !done.has(name));
    return open < 0 ? steps.length - 1 : open;
  }

  function draw() {
    const shown = shownPlace();
    steps.forEach(({ step, mark, name, heading }, place) => {
      const isDone = done.has(name);
      step.hidden = place !== shown;
      mark.classList.toggle('done', isDone);
      mark.replaceChildren(isDone ? icon(DONE) : String(place + 1));
      mark.setAttribute('aria-label', `${place + 1}: ${heading}${isDone ? ', done' : ''}`);
      if (place === shown) mark.setAttribute('aria-current', 'step');
      else mark.removeAttribute('aria-current');
    });
  }

  /** @param {boolean} isOpen */
  function show(isOpen) {
    byId('tour').hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    write(toggle, isOpen ? 'Hide' : 'Show');
    sessionStorage.setItem(STORED, isOpen ? 'open' : 'hidden');
  }

  toggle.addEventListener('click', () => show(byId('tour').hidden !== false));
  show(sessionStorage.getItem(STORED) !== 'hidden');
  draw();
  return {
    /** @param {TourStep[]} seen */
    show(seen) {
      if (seen.length === done.size) return;
      done = new Set(seen);
      draw();
    },
  };
}
