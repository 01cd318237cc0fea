/** The layer in view, to be set, to be taken out, and to put another one after it. */

import { SETTINGS } from "./check.js";
import { isInside } from "./graph.js";
import { layerWords } from "./words.js";
import { field, pushButton, radios, settings, stepper, toggle } from "../shared/controls/controls.js";
import { addedAfter, isBlock, isBranch, kept, patched, removed } from "../shared/maths/layer_tree.js";
import { pair } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";

const DELETE = "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4";
const NOTHING = "nothing";
const PLAIN = { kernel: 3, stride: 1, padding: 1, dilation: 1 };

const conv = (kernel) => ({ kind: "conv", ...PLAIN, kernel, padding: (kernel - 1) / 2 });
const pool = (settled) => ({ kind: "pool", ...PLAIN, ...settled, ceil: false });
const NEW = {
  Convolution: conv(3),
  Pooling: pool({ kernel: 2, stride: 2, padding: 0 }),
  "Residual block": { kind: "add", branches: [[conv(3), conv(3)], []] },
  "Inception block": { kind: "concat", branches: [[conv(1)], [conv(1), conv(3)], [conv(1), conv(5)], [pool({}), conv(1)]] },
};

const isWindow = ({ node: { layer } }) => layer !== null && !isBlock(layer);
const isApart = (now) => isWindow(now) && SETTINGS.some((name) => Array.isArray(now.node.layer[name]));
const lengths = (now, name) => (isWindow(now) ? pair(now.node.layer[name]) : [0, 0]);

/** Whether a layer of a branch keeps the size: then another kernel or dilation takes the padding along, or the branches would not fit. */
const keepsSize = ({ node }) => isInside(node) && node.axes?.every(({ kernel, stride, padding, dilation }) => stride === 1 && 2 * padding === dilation * (kernel - 1));

const withPadding = (layer) => {
  const padding = [0, 1].map((axis) => (pair(layer.dilation)[axis] * (pair(layer.kernel)[axis] - 1)) / 2);
  return { ...layer, padding: padding[0] === padding[1] ? padding[0] : padding };
};

/** The change of the state that another value of a setting asks for. */
function setTo(now, name, value) {
  const layer = { ...now.node.layer, [name]: value };
  const along = keepsSize(now) && (name === "kernel" || name === "dilation") && pair(value).every(Number.isInteger);
  return { layers: patched(now.layers, now.node.path, along ? withPadding(layer) : layer) };
}

function setting(here, name) {
  const caption = name === "padding" ? "padding per side" : name;
  const along = (side, axis) => stepper(here, { label: `${name} ${side}`, value: (now) => lengths(now, name)[axis], patch: (value, now) => setTo(now, name, lengths(now, name).with(axis, value)), step: stepOf(name) });
  const single = stepper(here, { label: name, value: (now) => lengths(now, name)[0], patch: (value, now) => setTo(now, name, value), step: stepOf(name) });
  const both = element("span", { class: "d2l-size", hidden: (now) => !isApart(now) }, along("height", 0), "×", along("width", 1));
  return element("span", { hidden: (now) => name === "dilation" && now.node.layer?.kind === "pool" }, field(caption, element("span", { hidden: isApart }, single), both));
}

/** An even kernel could not keep the size. */
const stepOf = (name) => (now) => (name === "kernel" && keepsSize(now) ? 2 : 1);

/** Other layers, with a unit in view: the layer at a path, or what is left near it. */
function changedTo(layers, path) {
  const near = kept(layers, path);
  return { layers, layer: isBranch(near) ? near.slice(0, -1) : near };
}

function addMenu(here) {
  const option = (name) => element("option", { value: name }, name);
  const placeholder = element("option", { value: NOTHING, hidden: true }, "Add after…");
  function choose() {
    const [name, now] = [menu.value, here.now()];
    menu.value = NOTHING;
    // After the picture comes the first layer.
    const [layers, path] = now.node.layer ? addedAfter(now.layers, now.node.path, NEW[name]) : [[NEW[name], ...now.layers], [0]];
    here.change({ layers, layer: path }, menu);
  }
  const menu = element("select", { class: "d2l-menu d2l-add", "aria-label": "add a layer", on: { change: choose } }, placeholder, ...Object.keys(NEW).map(option));
  return menu;
}

/** What is set where the picture is in view: its size. */
const sizeSetting = (here) =>
  field("pixels a side", stepper(here, { label: "pixels a side", value: (now) => now.size, patch: (size) => ({ size }) }));

export function layerEditor(here) {
  const kind = radios({
    label: "kind of layer",
    options: { conv: "Convolution", pool: "Pooling" },
    value: (now) => now.node.layer?.kind,
    onChoose: (value) => {
      const now = here.now();
      const rest = value === "pool" ? { dilation: 1, ceil: false } : {};
      const patch = { layers: patched(now.layers, now.node.path, { kind: value, ...rest }) };
      here.change(patch, kind);
      // A refused change leaves the state, and so the choice, as it was.
      if (here.reason(patch)) for (const input of kind.querySelectorAll("input")) input.checked = input.value === now.node.layer.kind;
    },
  });
  const apart = toggle(here, {
    words: "height and width apart",
    value: isApart,
    patch: (on, now) => ({ layers: patched(now.layers, now.node.path, Object.fromEntries(SETTINGS.map((name) => [name, on ? lengths(now, name) : lengths(now, name)[0]]))) }),
  });
  const remove = pushButton(here, {
    label: "delete the layer",
    path: DELETE,
    reason: (now) => (now.node.layer ? null : "the picture is in view; choose a layer to delete it"),
    onPress: (anchor) => {
      const now = here.now();
      here.change(changedTo(removed(now.layers, now.node.path), now.node.path), anchor);
    },
  });
  return element(
    "div",
    { class: "d2l-editor" },
    element("div", { class: "d2l-editor-head" }, element("strong", {}, (now) => (now.node.layer ? layerWords(now.node) : "the picture")), remove, addMenu(here)),
    element("div", { hidden: (now) => !isWindow(now) }, settings(field("kind", kind), ...SETTINGS.map((name) => setting(here, name)), apart)),
    element("p", { class: "d2l-hint", hidden: (now) => !keepsSize(now) }, "In a branch that keeps the size, another kernel or dilation takes the padding along."),
    element("div", { class: "d2l-settings", hidden: (now) => now.node.layer !== null }, sizeSetting(here)),
  );
}
