/**
 * Small controls on native elements. Each is an element that follows the state. `here` is what a view's parts are given (see
 * `explorable.js`); where a control takes a `trait`, it shows and changes that part of the state.
 */

import { element, follow, icon, setAttribute } from "../page/dom.js";

const CUSTOM = "custom";

/** A caption and the controls that it names. */
export function field(caption, ...controls) {
  return element("div", { class: "d2l-field" }, element("span", { class: "d2l-caption" }, caption), ...controls);
}

/** Controls beside each other, under the picture. */
export const settings = (...fields) => element("div", { class: "d2l-settings" }, ...fields);

/** Grey a control, which stays focusable, and tell why. */
export function block(node, reason) {
  setAttribute(node, "aria-disabled", reason ? "true" : null);
  setAttribute(node, "title", reason);
}

/**
 * A push button with an icon, words, or both. While `reason` says why it cannot be pressed it is grey, and a press is refused.
 * @param {{label?: string, path?: string, words?: string | ((now: object) => string), reason?: (now: object) => string | null, onPress: () => void}} options
 */
export function pushButton(here, { label, path, words, reason = () => null, onPress, ...attributes }) {
  let blocked = null;
  const press = () => (blocked ? here.refuse(node, blocked) : onPress(node));
  const node = element(
    "button",
    { type: "button", class: words ? "d2l-button" : "d2l-button d2l-round", "aria-label": words ? null : label, on: { click: press }, ...attributes },
    ...(path ? [icon(path)] : []),
    ...(words ? [element("span", {}, words)] : []),
  );
  return follow(node, (now) => [reason(now)], (why) => {
    blocked = why;
    block(node, why);
  });
}

/**
 * A whole number between − and +: one tab stop, arrow keys or typing. At a limit the button is greyed and says why.
 * @param {object} options
 * @param {(now: object) => number} options.value
 * @param {(value: number | string, now: object) => object} options.patch the change that another number asks for
 * @param {(value: number | string, now: object) => string | null} [options.outside] why a number is impossible, asked before the patch is made
 * @param {(now: object) => number} [options.step] how far the buttons and arrow keys go
 */
export function stepper(here, { label, value: read, patch, outside = () => null, step = () => 1 }) {
  let value = NaN;
  const reason = (next) => outside(next, here.now()) ?? here.reason(patch(next, here.now()));
  const show = () => { box.value = String(value); };

  function choose(next, anchor) {
    const why = next === value ? null : reason(next);
    if (why) here.refuse(anchor, why);
    else if (next !== value) here.change(patch(next, here.now()), anchor);
    show();
  }
  const chooseTyped = () => {
    const typed = box.value.trim();
    choose(/^[+-]?\d+$/.test(typed) ? Number(typed) : typed || "nothing", box);
  };
  const stepped = (sign) => value + sign * step(here.now());
  const button = (sign, way, verb) => {
    const press = (event) => choose(stepped(way), event.currentTarget);
    return element("button", { type: "button", tabindex: -1, "aria-label": `${verb} ${label}`, on: { click: press } }, sign);
  };
  const onKey = (event) => {
    if (event.key === "ArrowUp") choose(stepped(1), box);
    else if (event.key === "ArrowDown") choose(stepped(-1), box);
    else if (event.key === "Enter") chooseTyped();
    else if (event.key === "Escape") show();
    else return;
    event.preventDefault();
    box.select();
  };
  const on = { keydown: onKey, focus: () => box.select(), change: chooseTyped };
  const box = element("input", { type: "text", inputmode: "numeric", autocomplete: "off", role: "spinbutton", "aria-label": label, on });
  const [less, more] = [button("−", -1, "decrease"), button("+", 1, "increase")];
  const node = element("span", { class: "d2l-stepper", translate: "no" }, less, box, more);
  follow(node, (now) => [read(now)], (next) => {
    value = next;
    show();
    setAttribute(box, "aria-valuenow", value);
  });
  return follow(node, () => [reason(stepped(-1)), reason(stepped(1))], (tooLittle, tooMuch) => {
    block(less, tooLittle);
    block(more, tooMuch);
  });
}

/** One of a few, all in view. A form of its own keeps radio buttons of the same name in other widgets apart. */
export function radios({ label, options, value: read, onChoose, ...looks }) {
  const radio = (value) => element("input", { type: "radio", name: "choice", value, checked: (now) => read(now) === value, on: { change: () => onChoose(value) } });
  const labels = Object.entries(options).map(([value, words]) => element("label", {}, radio(value), element("span", {}, words)));
  const group = element("div", { class: "d2l-choice", role: "radiogroup", "aria-label": label, ...looks }, ...labels);
  return element("form", { on: { submit: (event) => event.preventDefault() } }, group);
}

/** One of a few words that a trait can be. @param {{label: string, trait: string, options: Record<string, string | Node>}} options words by value */
export const choice = (here, { label, trait, options }) =>
  radios({ label, options, value: (now) => now[trait], onChoose: (value) => here.change({ [trait]: value }) });

/** On or off. @param {{words: string, value: (now: object) => boolean, patch: (on: boolean, now: object) => object}} options */
export function toggle(here, { words, value, patch }) {
  function onChange() {
    here.change(patch(box.checked, here.now()), box);
    // A refused change leaves the state, and so the box, as it was.
    if (here.reason(patch(box.checked, here.now()))) box.checked = value(here.now());
  }
  const box = element("input", { type: "checkbox", role: "switch", checked: value, on: { change: onChange } });
  return element("label", { class: "d2l-toggle" }, box, element("span", {}, words));
}

/**
 * Named states to start from; "Custom" stands for any other.
 * @param {{label: string, names: string[], named: (now: object) => string | null | undefined, patch: (name: string, now: object) => object}} options
 */
export function presetMenu(here, { label, names, named, patch }) {
  let shown = CUSTOM;
  const option = (name) => element("option", { value: name }, name);
  const custom = element("option", { value: CUSTOM, hidden: true }, "Custom");
  const choose = () => {
    const name = node.value;
    node.value = shown;
    // Some browsers list an option that is hidden.
    if (name !== CUSTOM) here.change(patch(name, here.now()), node);
  };
  const node = element("select", { class: "d2l-menu", "aria-label": label, on: { change: choose } }, custom, ...names.map(option));
  return follow(node, (now) => [named(now)], (name) => {
    shown = name ?? CUSTOM;
    node.value = shown;
  });
}
