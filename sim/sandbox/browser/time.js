/*
 * Times as Discord's client shows them, on the world's clock: `<t:…:R>` counts by itself. A time is in milliseconds.
 */

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const STEPS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** @param {Intl.DateTimeFormatOptions} options */
const format = (options) => new Intl.DateTimeFormat('en-GB', options);
const STYLES = {
  t: format({ timeStyle: 'short' }),
  T: format({ timeStyle: 'medium' }),
  d: format({ dateStyle: 'short' }),
  D: format({ dateStyle: 'long' }),
  f: format({ dateStyle: 'long', timeStyle: 'short' }),
  F: format({ dateStyle: 'full', timeStyle: 'short' }),
};
const DAY = format({ weekday: 'short', day: 'numeric', month: 'short' });

/**
 * Returns a time in one of Discord's styles, as seen at `now`.
 * @param {number} at
 * @param {string} style
 * @param {number} now
 */
export function inStyle(at, style, now) {
  if (!isTime(at)) return 'Invalid date';
  if (style === 'R') return relative(at, now);
  return STYLES[isStyle(style) ? style : 'f'].format(at);
}

/** @param {number} at */
export const inFull = (at) => (isTime(at) ? STYLES.F.format(at) : 'Invalid date');
/** @param {number} at */
export const clockTime = (at) => STYLES.T.format(at);
/** @param {number} at */
export const hour = (at) => STYLES.t.format(at);
/** @param {number} at */
export const day = (at) => DAY.format(at);

/**
 * Returns when a message was sent: the hour today, with the day before or after.
 * @param {number} at
 * @param {number} now
 */
export function sentAt(at, now) {
  return day(at) === day(now) ? STYLES.t.format(at) : `${day(at)}, ${STYLES.t.format(at)}`;
}

/**
 * Returns minutes and seconds, as a player shows them.
 * @param {number} ms
 */
export function length(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * @param {number} at
 * @param {number} now
 */
function relative(at, now) {
  const seconds = Math.round((at - now) / 1_000);
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return RELATIVE.format(Math.round(seconds / size), unit);
}

/** @param {number} at */
function isTime(at) {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15;
}

/**
 * @param {string} style
 * @returns {style is keyof typeof STYLES}
 */
function isStyle(style) {
  return Object.hasOwn(STYLES, style);
}
