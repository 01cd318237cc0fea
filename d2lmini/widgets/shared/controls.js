/** Small controls on native elements. Each has an `element` and a `paint` that shows a value; the state is the model's. */

import { element, icon, setAttribute } from "./dom.js";

const CUSTOM = "custom";

/** A caption and the controls that it names. */
export function field(caption, ...controls) {
  return element("div", { class: "d2l-field" }, element("span", { class: "d2l-caption" }, caption), ...controls);
}

/** A push button with an icon, words, or both. A `reason` to `paint` greys it; it stays focusable and says why. */
export function pushButton({ label, path, words, onPress, refuse }) {
  let blocked = null;
  const press = () => (blocked ? refuse(node, blocked) : onPress(node));
  const node = element(
    "button",
    { type: "button", class: words ? "d2l-button" : "d2l-button d2l-round", "aria-label": words ? null : label, on: { click: press } },
    ...(path ? [icon(path)] : []),
    ...(words ? [element("span", {}, words)] : []),
  );
  function paint(reason) {
    blocked = reason;
    setAttribute(node, "aria-disabled", reason ? "true" : null);
    setAttribute(node, "title", reason);
  }
  return { element: node, paint };
}

/**
 * A whole number between − and +: one tab stop, arrow keys or typing. At a limit the button is greyed and says why.
 * @param {{label: string, onChoose: (value: number | string, anchor: HTMLElement) => void}} options
 */
export function stepper({ label, onChoose }) {
  let value = NaN;
  const show = () => { box.value = String(value); };
  const choose = (next, anchor) => {
    if (next !== value) onChoose(next, anchor);
    show();
  };
  const chooseTyped = () => {
    const typed = box.value.trim();
    choose(/^[+-]?\d+$/.test(typed) ? Number(typed) : typed || "nothing", box);
  };
  const button = (sign, step, verb) => {
    const press = (event) => choose(value + step, event.currentTarget);
    return element("button", { type: "button", tabindex: -1, "aria-label": `${verb} ${label}`, on: { click: press } }, sign);
  };
  const onKey = (event) => {
    if (event.key === "ArrowUp") choose(value + 1, box);
    else if (event.key === "ArrowDown") choose(value - 1, box);
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

  /** `less` and `more` hold the reason why that step is impossible, or null. */
  function paint(state) {
    if (state.value !== value) {
      value = state.value;
      show();
      setAttribute(box, "aria-valuenow", value);
    }
    for (const [control, reason] of [[less, state.less], [more, state.more]]) {
      setAttribute(control, "aria-disabled", reason ? "true" : null);
      setAttribute(control, "title", reason);
    }
  }
  return { element: node, paint };
}

/** One of a few, all in view. A form of its own keeps radio buttons of the same name in other widgets apart. */
export function choice({ label, options, onChoose }) {
  const radio = ({ value }) => element("input", { type: "radio", name: "choice", value, on: { change: () => onChoose(value) } });
  const radios = options.map(radio);
  const labels = options.map(({ words }, index) => element("label", {}, radios[index], element("span", {}, words)));
  const group = element("div", { class: "d2l-choice", role: "radiogroup", "aria-label": label }, ...labels);
  const node = element("form", { on: { submit: (event) => event.preventDefault() } }, group);
  return { element: node, paint: (value) => radios.forEach((button) => { button.checked = button.value === value; }) };
}

/** On or off. */
export function toggle({ words, onChange }) {
  const box = element("input", { type: "checkbox", role: "switch", on: { change: () => onChange(box.checked, box) } });
  const node = element("label", { class: "d2l-toggle" }, box, element("span", {}, words));
  return { element: node, paint: (value) => { box.checked = value; } };
}

/** Named states to start from; "Custom" stands for any other. `onChoose` gets the option's name. */
export function presetMenu({ label, names, onChoose }) {
  let shown = CUSTOM;
  const option = (name) => element("option", { value: name }, name);
  const custom = element("option", { value: CUSTOM, hidden: true }, "Custom");
  const choose = () => {
    onChoose(node.value, node);
    node.value = shown;
  };
  const node = element("select", { class: "d2l-menu", "aria-label": label, on: { change: choose } }, custom, ...names.map(option));
  function paint(name) {
    shown = name ?? CUSTOM;
    node.value = shown;
  }
  return { element: node, paint };
}
