/** The few DOM shorthands that every widget uses. A write that changes nothing is left out: it would cost a layout. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element. Attributes that are null or false are left out; `on` holds listeners. */
export function element(tag, { on = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  for (const [type, listener] of Object.entries(on)) node.addEventListener(type, listener);
  node.append(...children);
  return node;
}

/** Draw an icon on a 16 by 16 field, in the colour of the text around it. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", class: "d2l-icon", "aria-hidden": "true", focusable: "false" })) {
    svg.setAttribute(name, value);
  }
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/** The text last shown in each element. What stands there now may be a translation of it, which stays until the text changes. */
const lastShown = new WeakMap();

/**
 * Show text in an element that holds nothing else. Its text node stays, for a new one would cost more than new words, unless a
 * page translator has wrapped it in elements of its own.
 */
export function setText(node, text) {
  if (lastShown.get(node) === text) return;
  lastShown.set(node, text);
  const only = node.firstChild;
  if (only?.nodeType === Node.TEXT_NODE && !only.nextSibling) only.data = text;
  else node.textContent = text;
}

export function setVariable(node, name, value) {
  if (node.style.getPropertyValue(name) !== String(value)) node.style.setProperty(name, value);
}

/** Add or drop children at the end until there are `count`. */
export function fitChildren(parent, count, make) {
  while (parent.children.length > count) parent.lastElementChild.remove();
  for (let index = parent.children.length; index < count; index += 1) parent.append(make(index));
}
