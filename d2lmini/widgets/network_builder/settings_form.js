/** The settings of the selected layer, each with the control that fits it. */

import { field, settings, stepper, toggle } from "../shared/controls/controls.js";
import { patched } from "../shared/maths/layer_tree.js";
import { element, follow } from "../shared/page/dom.js";
import { pair } from "../shared/maths/matrix.js";
import { parseNumber } from "../shared/page/format.js";

const LABELS = {
  out_channels: "out channels", kernel_size: "kernel", out_features: "out features", output_size: "output size", ceil_mode: "round up", bias: "bias",
  affine: "gain and shift", p: "share dropped", negative_slope: "slope below 0",
};
const label = (name) => LABELS[name] ?? name;

/** Every setting of any kind, by name, with how it is set: as by the first kind that has it. */
function allSettings(kinds) {
  const shown = Object.values(kinds).flatMap(({ settings: own }) => Object.entries(own).filter(([, { type, quiet }]) => type !== "reads" && !quiet));
  return shown.filter(([name], index) => shown.findIndex(([other]) => other === name) === index);
}

/** @param {(net: Layer[]) => object} edit the change of the state that a network asks for */
export function settingsForm(here, kinds, edit) {
  const layer = (now) => now.selected?.layer;
  const has = (now, name) => layer(now)?.[name] !== undefined;
  const patch = (name, value, now) => edit((net) => patched(net, now.at, { [name]: value }));
  const lengths = (now, name) => pair(layer(now)[name] ?? layer(now).kernel_size);
  const apart = (now, names) => names.some((name) => Array.isArray(layer(now)?.[name]));

  const whole = (name) => stepper(here, { label: label(name), value: (now) => (has(now, name) ? layer(now)[name] : 0), patch: (value, now) => patch(name, value, now) });
  const along = (name, axis, side) => stepper(here, {
    label: `${label(name)} ${side}`,
    value: (now) => (has(now, name) ? lengths(now, name)[axis] : 0),
    patch: (value, now) => patch(name, lengths(now, name).with(axis, value), now),
  });
  const single = (name) => stepper(here, { label: label(name), value: (now) => (has(now, name) ? lengths(now, name)[0] : 0), patch: (value, now) => patch(name, value, now) });
  const pairs = kindsLengths(kinds);

  function control(name, type) {
    if (type === "flag") return toggle(here, { words: label(name), value: (now) => layer(now)?.[name] === true, patch: (on, now) => patch(name, on, now) });
    if (type === "real") return field(label(name), realBox(here, name, { read: (now) => layer(now)?.[name] ?? 0, patch: (value, now) => patch(name, value, now) }));
    if (type === "whole" || name === "size") return field(label(name), whole(name));
    const both = element("span", { class: "d2l-size", hidden: (now) => !apart(now, pairs) }, along(name, 0, "height"), "×", along(name, 1, "width"));
    return field(label(name), element("span", { hidden: (now) => apart(now, pairs) }, single(name)), both);
  }
  const hiddenUnless = (name, node) => element("span", { class: "d2l-setting", hidden: (now) => !has(now, name) }, node);
  const fields = allSettings(kinds).map(([name, { type }]) => hiddenUnless(name, control(name, type)));
  const split = toggle(here, {
    words: "height and width apart",
    value: (now) => apart(now, pairs),
    patch: (on, now) => edit((net) => patched(net, now.at, Object.fromEntries(pairs.filter((name) => has(now, name)).map((name) => [name, on ? lengths(now, name) : lengths(now, name)[0]])))),
  });
  const splitting = element("span", { class: "d2l-setting", hidden: (now) => !pairs.some((name) => has(now, name)) || layer(now).layer === "PartialConv2d" }, split);
  return settings(...fields, splitting);
}

const kindsLengths = (kinds) => allSettings(kinds).filter(([, { type }]) => type === "lengths").map(([name]) => name);

/** A number to type; one that cannot be is refused, and the old one stays. */
function realBox(here, name, { read, patch }) {
  const show = () => { box.value = String(read(here.now())); };
  function choose() {
    const { value, reason } = parseNumber(box.value, here.limits.number);
    if (reason) here.refuse(box, reason);
    else if (value !== read(here.now())) here.change(patch(value, here.now()), box);
    show();
  }
  const onKey = (event) => { if (event.key === "Escape") show(); };
  const box = element("input", { class: "d2l-box", type: "text", autocomplete: "off", "aria-label": label(name), on: { change: choose, keydown: onKey } });
  return follow(box, (now) => [read(now)], show);
}
