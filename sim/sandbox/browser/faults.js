import { byId, el, write } from './dom.js';

/** What can go wrong, by name: some of it happens once, some lasts until it is ended. */
export function createFaults({ act }) {
  const list = byId('fault-list');
  const about = byId('fault-about');
  const refused = byId('refused');
  const buttons = new Map();
  let known = [];

  async function play({ id, isOn }) {
    const button = buttons.get(id);
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

  function drawFault({ id }) {
    const button = el('button', {
      type: 'button',
      class: 'fault',
      onclick: () => play(known.find((one) => one.id === id)),
    });
    buttons.set(id, button);
    return button;
  }

  function mark({ id, name, about: words, isOn, cure, isPossible }) {
    const button = buttons.get(id);
    write(button, name);
    button.title = words;
    button.dataset.cure = cure;
    button.setAttribute('aria-disabled', String(!isPossible));
    if (isOn !== null) button.setAttribute('aria-pressed', String(isOn));
  }

  /** What the services refused although no bot should have tried it; there should be nothing. */
  function showRefused(all) {
    refused.hidden = all.length === 0;
    write(refused.querySelector('summary'), `The bot tried what it must not, ${all.length}×`);
    refused.querySelector('ul').replaceChildren(...all.map((line) => el('li', {}, line)));
  }

  return {
    show({ faults, refused: lines }) {
      const isNew = known.length !== faults.length;
      known = faults;
      if (isNew) draw();
      for (const fault of faults) mark(fault);
      if (refused.querySelectorAll('li').length !== lines.length) showRefused(lines);
    },
  };
}
