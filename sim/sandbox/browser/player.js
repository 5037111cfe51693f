import { byId, el, expected, first, focused, icon, inputById, write } from './dom.js';
import { COMPUTER, NEXT, PAUSE, PHONE, PLAY, PREVIOUS, REPEAT, SHUFFLE } from './icons.js';
import { length } from './time.js';

/**
 * @import { Offers, PageState, RepeatMode, ShownAlbum, ShownDevice, ShownPlayer } from '../protocol.ts'
 * @import { ActOnPlayer } from './wire.js'
 */

/** @type {Record<RepeatMode, RepeatMode>} */
const REPEATS = { off: 'context', context: 'track', track: 'off' };
const REPEAT_NAMES = { off: 'Repeat is off', context: 'Repeats everything', track: 'Repeats this track' };
const STATES = { awake: 'awake', idle: 'fell asleep', dozing: 'dozing', asleep: 'asleep' };

/**
 * Somebody's player, as it lies in their hand: what plays, the keys, the devices and what comes next.
 * @param {{ act: ActOnPlayer, now: () => number, choosePlayer: (key: string) => void }} page
 */
export function createPlayer({ act, now, choosePlayer }) {
  const parts = {
    whose: byId('player-whose'),
    cover: byId('player-cover'),
    song: byId('player-song'),
    artists: byId('player-artists'),
    where: byId('player-where'),
    seek: inputById('player-seek'),
    elapsed: byId('player-elapsed'),
    length: byId('player-length'),
    devices: byId('player-devices'),
    upcoming: byId('player-upcoming'),
    more: byId('player-more'),
  };
  const songToQueue = expected(HTMLSelectElement, byId('queue-song'));
  const keys = {
    shuffle: keyWith('shuffle', SHUFFLE),
    previous: keyWith('previous', PREVIOUS),
    toggle: keyWith('toggle', PLAY),
    next: keyWith('next', NEXT),
    repeat: keyWith('repeat', REPEAT),
  };
  /** @type {ShownPlayer | null} */
  let shown = null;
  let seenAt = 0;
  let isSeeking = false;

  keys.shuffle.addEventListener('click', () => act('shuffle', { on: !shown?.shuffle }));
  keys.previous.addEventListener('click', () => act('previous', {}));
  keys.toggle.addEventListener('click', () => act(shown?.isPlaying ? 'pause' : 'play', {}));
  keys.next.addEventListener('click', () => act('next', {}));
  keys.repeat.addEventListener('click', () => act('repeat', { mode: REPEATS[shown?.repeat ?? 'off'] }));

  parts.seek.addEventListener('input', () => {
    isSeeking = true;
    showPosition(Number(parts.seek.value));
  });
  parts.seek.addEventListener('change', async () => {
    await act('seek', { positionMs: Number(parts.seek.value) });
    isSeeking = false;
  });
  byId('queue-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void act('queue', { song: songToQueue.value });
  });
  byId('phone-wake').addEventListener('click', () => act('wake', { device: 0 }));

  /**
   * @param {string} name
   * @param {string} sign
   */
  function keyWith(name, sign) {
    const button = byId(`key-${name}`);
    button.append(icon(sign));
    return button;
  }

  /** @param {PageState} state */
  function show(state) {
    shown = state.player;
    seenAt = state.now;
    showOwners(state.players, shown.key);
    showTrack(shown);
    const isPlaying = shown.isPlaying;
    keys.toggle.querySelector('path')?.setAttribute('d', isPlaying ? PAUSE : PLAY);
    keys.toggle.setAttribute('aria-label', isPlaying ? 'Pause' : 'Play');
    keys.shuffle.setAttribute('aria-pressed', String(shown.shuffle));
    keys.repeat.setAttribute('aria-pressed', String(shown.repeat !== 'off'));
    keys.repeat.setAttribute('aria-label', REPEAT_NAMES[shown.repeat]);
    keys.repeat.classList.toggle('once', shown.repeat === 'track');
    showDevices(shown.devices);
    showPhone(shown);
    showUpcoming(shown);
    tick();
  }

  /**
   * @param {PageState['players']} players
   * @param {string} shownKey
   */
  function showOwners(players, shownKey) {
    if (parts.whose.children.length === 0) parts.whose.append(...players.map(drawOwner));
    for (const { key, name, isPlaying } of players) {
      const radio = inputById(`player-of-${key}`);
      radio.checked = key === shownKey;
      radio.parentElement?.classList.toggle('sounds', isPlaying);
      radio.setAttribute('aria-label', isPlaying ? `${name}, playing` : name);
    }
  }

  /** @param {{ key: string, name: string }} owner */
  function drawOwner({ key, name }) {
    const choose = () => choosePlayer(key);
    return el(
      'label',
      {},
      el('input', { type: 'radio', name: 'player', id: `player-of-${key}`, value: key, onchange: choose }),
      el('span', {}, name),
    );
  }

  /** @param {ShownPlayer} player */
  function showTrack({ track, isPlaying, device, album }) {
    const isOther = track === null && isPlaying;
    if (track === null) parts.cover.removeAttribute('src');
    else if (parts.cover.getAttribute('src') !== track.cover) parts.cover.setAttribute('src', track.cover);
    parts.cover.hidden = track === null;
    write(parts.song, track?.title ?? (isOther ? 'Something that is no song' : 'Nothing on'));
    write(parts.artists, track ? `${track.artists} · ${track.album}` : '');
    const doing = isPlaying ? 'Playing' : track ? 'Paused' : 'Silent';
    write(
      parts.where,
      [device ? `${doing} on ${device}` : doing, album && 'the whole album'].filter(Boolean).join(' · '),
    );
    parts.seek.disabled = track === null;
    parts.seek.max = String(track?.durationMs ?? 1);
    write(parts.length, track ? length(track.durationMs) : '');
  }

  /** @param {ShownDevice[]} devices */
  function showDevices(devices) {
    const before = focused()?.dataset.key;
    parts.devices.replaceChildren(...devices.map(drawDevice));
    if (before) first(`[data-key="${before}"]`, parts.devices)?.focus();
  }

  /**
   * Darkens the phone while nothing of its owner's is awake.
   * @param {ShownPlayer} player
   */
  function showPhone({ name, devices }) {
    const isDark = devices.every(({ state }) => state !== 'awake');
    const inHand = devices.find(({ isActive }) => isActive) ?? devices[0];
    const wasWoken = !isDark && document.activeElement === byId('phone-wake');
    byId('phone').classList.toggle('dark', isDark);
    byId('phone-dark').hidden = !isDark;
    if (wasWoken) keys.toggle.focus();
    write(byId('phone-owner'), name);
    write(byId('phone-name'), inHand?.name ?? name);
    write(byId('phone-wake'), `Wake ${devices[0]?.name ?? name}`);
  }

  /** @param {ShownDevice} device */
  function drawDevice({ place, name, type, state, isActive }) {
    const isAwake = state === 'awake';
    // Waking and sending to sleep take turns in one place, so that a focus stays there.
    /**
     * @param {'wake' | 'sleep' | 'transfer'} action
     * @param {string} label
     * @param {string} slot
     */
    const key = (action, label, slot = action) =>
      el(
        'button',
        {
          type: 'button',
          class: 'small',
          'data-key': `${place}.${slot}`,
          'aria-label': `${label}: ${name}`,
          onclick: () => act(action, { device: place }),
        },
        label,
      );
    return el(
      'li',
      { class: isActive ? 'active' : null },
      icon(type === 'Smartphone' ? PHONE : COMPUTER),
      el('span', { class: 'device' }, el('span', {}, name), el('small', {}, isActive ? 'active' : STATES[state])),
      isAwake && !isActive && key('transfer', 'Play here'),
      isAwake ? key('sleep', 'Sleep', 'power') : key('wake', 'Wake', 'power'),
    );
  }

  /** @param {ShownPlayer} player */
  function showUpcoming({ upcoming, queued, more }) {
    const lines = upcoming.map((track, place) =>
      el(
        'li',
        {},
        el('bdi', {}, track.title),
        ' ',
        el('small', {}, el('bdi', {}, track.artists)),
        place < queued && el('span', { class: 'queued' }, 'queued'),
      ),
    );
    parts.upcoming.replaceChildren(...lines);
    write(parts.more, more > 0 ? `and ${more} more` : upcoming.length === 0 ? 'Nothing.' : '');
  }

  /** The music moves by itself between two looks. */
  function tick() {
    if (!shown || isSeeking) return;
    const moved = shown.isPlaying ? now() - seenAt : 0;
    const positionMs = Math.min(shown.progressMs + moved, shown.track?.durationMs ?? 0);
    parts.seek.value = String(positionMs);
    showPosition(positionMs);
  }

  /** @param {number} positionMs */
  function showPosition(positionMs) {
    const total = shown?.track?.durationMs;
    write(parts.elapsed, total ? length(positionMs) : '');
    parts.seek.style.setProperty('--done', total ? `${(100 * positionMs) / total}%` : '0%');
    parts.seek.setAttribute('aria-valuetext', total ? `${length(positionMs)} of ${length(total)}` : 'nothing plays');
  }

  return {
    show,
    tick,
    /**
     * Shows what one can reach for by hand.
     * @param {Offers} offers
     */
    stock({ songs, albums }) {
      songToQueue.replaceChildren(
        ...songs.map((song) => el('option', { value: song.id }, `${song.title} · ${song.artists}`)),
      );
      byId('player-albums').replaceChildren(...albums.map(drawAlbum));
    },
    focus() {
      const isDark = byId('phone-dark').hidden === false;
      (isDark ? byId('phone-wake') : first('button', parts.devices))?.focus();
    },
  };

  /** @param {ShownAlbum} album */
  function drawAlbum({ uri, name, artist, cover, tracks }) {
    return el(
      'li',
      {},
      el(
        'button',
        { type: 'button', title: `${tracks.length} songs by ${artist}`, onclick: () => act('album', { album: uri }) },
        el('img', { src: cover, alt: '', width: 64, height: 64, loading: 'lazy' }),
        el('span', { dir: 'auto' }, name),
      ),
    );
  }
}
