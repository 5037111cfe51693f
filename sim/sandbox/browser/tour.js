import { byId, el, icon, write } from './dom.js';
import { DONE } from './icons.js';

const STORED = 'sesh tour';

/** The tour: one step at a time, going on by itself when a step is done, or wherever one likes. */
export function createTour() {
  const steps = [...document.querySelectorAll('#tour-steps > li')];
  const marks = steps.map((_, place) => {
    const mark = el('button', { type: 'button', onclick: () => choose(place) }, String(place + 1));
    byId('tour-marks').append(el('li', {}, mark));
    return mark;
  });
  const toggle = byId('tour-toggle');
  /** How many were done when one chose a step oneself: the next that is done leads on again. */
  let chosen = null;
  let done = new Set();

  function choose(place) {
    chosen = { place, done: done.size };
    draw();
  }

  function shownPlace() {
    if (chosen?.done === done.size) return chosen.place;
    const open = steps.findIndex(({ dataset }) => !done.has(dataset.step));
    return open < 0 ? steps.length - 1 : open;
  }

  function draw() {
    const shown = shownPlace();
    steps.forEach((step, place) => {
      const isDone = done.has(step.dataset.step);
      step.hidden = place !== shown;
      const mark = marks[place];
      mark.classList.toggle('done', isDone);
      mark.replaceChildren(isDone ? icon(DONE) : String(place + 1));
      mark.setAttribute('aria-label', `${place + 1}: ${step.querySelector('h3').textContent}${isDone ? ', done' : ''}`);
      if (place === shown) mark.setAttribute('aria-current', 'step');
      else mark.removeAttribute('aria-current');
    });
  }

  function show(isOpen) {
    byId('tour').hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    write(toggle, isOpen ? 'Hide' : 'Show');
    sessionStorage.setItem(STORED, isOpen ? 'open' : 'hidden');
  }

  toggle.addEventListener('click', () => show(byId('tour').hidden));
  show(sessionStorage.getItem(STORED) !== 'hidden');
  draw();
  return {
    show(seen) {
      if (seen.length === done.size) return;
      done = new Set(seen);
      draw();
    },
  };
}
