/**
 * @typedef {string | number | boolean | null | undefined} AttributeValue Null, undefined and false leave it out.
 * @typedef {{ [name: string]: AttributeValue | ((event: Event) => unknown) }} Attributes
 * @typedef {Node | string | null | undefined | false} Child Null, undefined and false are left out.
 */

/**
 * Creates an element with attributes, listeners (on…) and children; text is always text, never markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} attributes
 * @param {...Child} children
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates a drawn sign of one path, 24 by 24. It says nothing: whatever carries it has a name.
 * @param {string} path
 */
export function icon(path) {
  const svg = document.createElementNS(SVG, 'svg');
  set(svg, { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' });
  const drawn = document.createElementNS(SVG, 'path');
  set(drawn, { d: path });
  svg.append(drawn);
  return svg;
}

/**
 * Returns the element with this id. @throws {TypeError} if the page has none
 * @param {string} id
 */
export const byId = (id) => expected(HTMLElement, document.getElementById(id));

/** @param {string} id */
export const inputById = (id) => expected(HTMLInputElement, document.getElementById(id));

/**
 * Returns the value as what it has to be. @throws {TypeError} if it is something else
 * @template T
 * @param {new () => T} kind
 * @param {unknown} value
 * @returns {T}
 */
export function expected(kind, value) {
  if (value instanceof kind) return value;
  throw new TypeError(`the page lacks a ${kind.name}`);
}

/**
 * Returns all HTML elements that match a selector.
 * @param {string} selector
 * @param {ParentNode} root
 */
export function all(selector, root = document) {
  return [...root.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);
}

/**
 * Returns the first HTML element that matches a selector.
 * @param {string} selector
 * @param {ParentNode} root
 */
export const first = (selector, root = document) => all(selector, root)[0];

/** Returns the element with the focus. */
export const focused = () => (document.activeElement instanceof HTMLElement ? document.activeElement : null);

/**
 * Returns an address of the web, or null: nothing else may become a link or a picture.
 * @param {unknown} text
 */
export function webAddress(text) {
  if (typeof text !== 'string' || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}

/**
 * Writes only what is new, so that a selection or a focus survives.
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}
