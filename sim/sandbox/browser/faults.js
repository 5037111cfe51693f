import { byId, el, expected, write } from './dom.js';

/**
 * @import { PageState, ShownFault } from '../protocol.ts'
 * @import { ActOnPlayer } from './wire.js'
 */

/**
 * What can go wrong, by name: some of it happens once, some lasts until it is ended.
 * @param {{ act: ActOnPlayer }} page
 */
export function createFaults({ act }) {
  const list = byId('fault-list');
  const about = byId('fault-about');
  const refused = byId('refused');
  const refusedCount = expected(HTMLElement, refused.querySelector('summary'));
  const refusedLines = expected(HTMLUListElement, refused.querySelector('ul'));
  /** @type {Map<string, HTMLButtonElement>} */
  const buttons = new Map();
  /** @type {ShownFault[]} */
  let known = [];

  /**
   * @param {string} id
   * @param {HTMLButtonElement} button
   */
  async function play(id, button) {
    const isOn = known.find((fault) => fault.id === id)?.isOn ?? false;
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    const played = await act('fault', { fault: id, on: !isOn });
    if (played) write(about, played.isOn === false ? `Over: ${played.name}.` : played.about);
  }

  function draw() {
    const groups = [...new Set(known.map(({ group }) => group))];
    list.replaceChildren(
      ...groups.map((group, place) => {
        const heading = el('h3', { id: `fault-group-${place}` }, group);
        const members = known.filter((fault) => fault.group === group);
        return el('div', { role: 'group', 'aria-labelledby': heading.id }, heading, ...members.map(drawFault));
      }),
    );
  }

  /** @param {ShownFault} fault */
  function drawFault({ id }) {
    /** @type {HTMLButtonElement} */
    const button = el('button', { type: 'button', class: 'fault', onclick: () => play(id, button) });
    buttons.set(id, button);
    return button;
  }

  /** @param {ShownFault} fault */
  function mark({ id, name, about: words, isOn, cure, isPossible }) {
    const button = buttons.get(id);
    if (!button) return;
    write(button, name);
    button.title = words;
    button.dataset.cure = cure;
    button.setAttribute('aria-disabled', String(!isPossible));
    if (isOn !== null) button.setAttribute('aria-pressed', String(isOn));
  }

  /**
   * Shows what the services refused although no bot should have tried it; there should be nothing.
   * @param {string[]} lines
   */
  function showRefused(lines) {
    refused.hidden = lines.length === 0;
    write(refusedCount, `The bot tried what it must not, ${lines.length}×`);
    refusedLines.replaceChildren(...lines.map((line) => el('li', {}, line)));
  }

  return {
    /** @param {PageState} state */
    show({ faults, refused: lines }) {
      const isNew = known.length !== faults.length;
      known = faults;
      if (isNew) draw();
      for (const fault of faults) mark(fault);
      if (refusedLines.children.length !== lines.length) showRefused(lines);
    },
  };
}
