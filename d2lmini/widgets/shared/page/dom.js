/**
 * Elements whose attributes and children can be functions of what is shown. An element keeps such functions, takes over those of
 * its children, and `refresh` runs them all. A write that changes nothing is left out: it would cost a layout.
 */

const SVG = "http://www.w3.org/2000/svg";
/** Attributes that only tell how a field began; what stands in it now is the property. */
const PROPERTIES = ["value", "checked", "readOnly"];

/** What follows the state, by element: its own functions, and the children that have some. */
const followers = new WeakMap();

function followersOf(node) {
  if (!followers.has(node)) followers.set(node, { own: [], children: [] });
  return followers.get(node);
}

/**
 * Let an element follow the state: `show` gets what `read` takes from it, whenever one of these values is another than before.
 * @param {(now: object) => unknown[]} read
 */
export function follow(node, read, show) {
  let last = [];
  followersOf(node).own.push((now) => {
    const next = read(now);
    if (next.length === last.length && next.every((value, index) => value === last[index])) return;
    last = next;
    show(...next);
  });
  return node;
}

/** The same for one value, which elements have by the hundred. */
function followOne(node, read, show) {
  let last = followOne; // what no state holds
  followersOf(node).own.push((now) => {
    const next = read(now);
    if (next === last) return;
    last = next;
    show(next);
  });
}

/** Show a state in an element and in all within it. What is hidden is left out until it is seen again. */
export function refresh(node, now) {
  const found = followers.get(node);
  if (!found) return;
  for (const show of found.own) show(now);
  if (!node.hidden) for (const child of found.children) refresh(child, now);
}

/**
 * Make an element. Attributes that are null or false are left out, those named `--…` are CSS variables, and `on` holds listeners.
 * A function in place of an attribute or a child is called with each state: it returns the value, or the text.
 */
export const element = (tag, attributes, ...children) => furnished(document.createElement(tag), attributes, children);

/** The same for a part of a drawing. */
export const shape = (tag, attributes, ...children) => furnished(document.createElementNS(SVG, tag), attributes, children);

function furnished(node, { on = {}, ...attributes } = {}, children = []) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") followOne(node, value, (next) => setAttribute(node, name, next));
    else setAttribute(node, name, value);
  }
  for (const [type, listener] of Object.entries(on)) node.addEventListener(type, listener);
  if (children.length === 1 && typeof children[0] === "function") followOne(node, children[0], (text) => setText(node, text));
  else append(node, ...children);
  return node;
}

/** Add children to an element; it takes over what follows the state in them. */
export function append(node, ...children) {
  const parts = children.map((child) => (typeof child === "function" ? element("span", {}, child) : child));
  node.append(...parts);
  followersOf(node).children.push(...parts.filter((part) => followers.has(part)));
  return node;
}

/** Draw an icon on a 16 by 16 field, in the colour of the text around it. */
export const icon = (path) =>
  shape("svg", { viewBox: "0 0 16 16", class: "d2l-icon", "aria-hidden": "true", focusable: "false" }, shape("path", { d: path }));

export function setAttribute(node, name, value) {
  if (PROPERTIES.includes(name)) {
    if (node[name] !== value) node[name] = value;
  } else if (name.startsWith("--")) {
    if (node.style.getPropertyValue(name) !== String(value)) node.style.setProperty(name, value);
  } else if (value === null || value === undefined || value === false) {
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

/** Add or drop children at the end until there are `count`. */
export function fitChildren(parent, count, make) {
  while (parent.children.length > count) parent.lastElementChild.remove();
  for (let index = parent.children.length; index < count; index += 1) parent.append(make(index));
}

/** Light up one of several parts at a time, found by `nodeOf`, or none for null. */
export function lamp(nodeOf) {
  let lit = null;
  return (which) => {
    lit?.classList.remove("d2l-linked");
    lit = which === null || which === undefined ? null : nodeOf(which);
    lit?.classList.add("d2l-linked");
  };
}
