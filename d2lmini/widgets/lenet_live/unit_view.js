/** The unit in view: what it reads, times its weights, plus its bias, through the activation. */

import { hasActivation, LAYERS, NAMES, sourceOf } from "./network.js";
import { legend } from "./layers.js";
import { tiledCanvas, tiling } from "../shared/photos/tiles.js";
import { boundsOf, fieldWords, partsOf, pinnedIn, unitName } from "./unit.js";
import { field, presetMenu, settings, stepper } from "../shared/controls/controls.js";
import { sign } from "../shared/grids/panel.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { factor } from "../shared/grids/sum.js";
import { numberReason } from "../shared/maths/bounds.js";
import { filled } from "../shared/maths/matrix.js";
import { element, follow } from "../shared/page/dom.js";
import { formatNumber, isRounded } from "../shared/page/format.js";
import { remembered } from "../shared/page/remembered.js";

/** So many terms are written as numbers; more are shown as colours, and in the table. */
const WRITTEN = 25;
/** So many maps' parts of a sum are written out. */
const PARTS = 16;
const COLUMNS = { "conv 2": 3, "dense 1": 4, "dense 2": 12, output: 12 };
const BLOCKS = Object.fromEntries(Object.entries(COLUMNS).map(([name, columns]) => {
  const [{ kernel }, { channels, side }] = [LAYERS[name], sourceOf(name)];
  return [name, tiling({ channels, side: kernel ?? side }, columns)];
}));
/** Where there are numbers, the canvases that are not seen still need something to show. */
const NO_BLOCKS = tiling({ channels: 1, side: 5 }, 1);

const isWritten = ({ unit }) => unit.terms.length <= WRITTEN;
const isPool = ({ pin }) => LAYERS[pin.layer].kind === "pool";

/** Of each term the input, the weight and their product. */
const READ = {
  input: ({ value }) => value,
  kernel: ({ weight }) => weight,
  output: ({ value, weight }) => value * weight,
};

/** Three decimals find room in a cell. */
const short = (number) => Math.round(1000 * number) / 1000;

/** One of the three, as numbers where there are few, or as colours. */
function factors(role, title) {
  const read = READ[role];
  const values = remembered((unit) => Float64Array.from(unit.terms, read));
  const asMatrix = remembered((unit) => filled([unit.length, unit.length], (row, column) => short(read(unit.terms[row * unit.length + column]))));
  const small = remembered(() => [[0]]);
  const most = remembered((unit) => unit.terms.reduce((largest, term) => Math.max(largest, Math.abs(read(term))), 0));
  const grid = resultGrid({ role, name: title.toLowerCase(), numbers: (now) => (isWritten(now) ? asMatrix(now.unit) : small()) }).element;
  const canvas = tiledCanvas((now) => [values(now.unit), isWritten(now) ? NO_BLOCKS : BLOCKS[now.pin.layer], most(now.unit), `${title.toLowerCase()} of ${unitName(now.pin)}`]);
  const size = ({ unit: { maps, length, terms } }) => (length === 1 ? `${terms.length} numbers` : `${maps > 1 ? `${maps} × ` : ""}${length}×${length}`);
  return element(
    "div",
    { class: `d2l-factors-panel d2l-${role}-panel`, hidden: role === "input" ? null : isPool },
    element("span", { class: `d2l-title d2l-${role}` }, title),
    element("span", { class: "d2l-caption" }, size),
    element("div", { class: "d2l-written", hidden: (now) => !isWritten(now) }, grid),
    element("div", { class: "d2l-coloured", hidden: isWritten }, canvas, legend((now) => most(now.unit))),
  );
}

/** The sum, map by map where there are not too many. */
function sumWords({ unit, pin }) {
  if (isPool({ pin })) return `max(${unit.terms.map(({ value }) => formatNumber(value)).join(", ")})`;
  if (unit.maps === 1 || unit.maps > PARTS) return `sum of ${unit.terms.length} products ${factor(partsOf({ ...unit, maps: 1 })[0])}`;
  return partsOf(unit).map((part) => factor(part)).join(" + ");
}

/** The way from the sum to the value, each part under its name. */
function chain() {
  const step = (caption, looks, ...parts) =>
    element("div", { class: "d2l-step", ...looks }, element("span", { class: "d2l-caption" }, caption), element("span", { translate: "no" }, ...parts));
  const equals = ({ unit }) => (isRounded(unit.before) ? "≈ " : "= ");
  const active = (now) => !hasActivation(now.pin.layer);
  const number = (read, look) => element("strong", { class: look }, (now) => formatNumber(read(now.unit)));
  return element(
    "div",
    { class: "d2l-chain", "data-parts": ({ unit: { maps } }) => (maps === 1 || maps > PARTS ? "one" : maps > 6 ? "many" : "some") },
    step("input times weights", { class: "d2l-step d2l-step-sum" }, element("span", {}, sumWords)),
    step("bias", { class: "d2l-step d2l-step-bias", hidden: isPool }, "+ ", element("strong", { class: "d2l-kernel" }, ({ unit }) => factor(unit.bias ?? 0))),
    step("before the activation", { hidden: isPool }, element("span", {}, equals), number((unit) => unit.before, "d2l-output d2l-before")),
    step("after the activation, ReLU", { hidden: active }, element("span", {}, ({ unit }) => `max(0, ${formatNumber(unit.before)}) = `), number((unit) => unit.after, "d2l-output d2l-after")),
    step("the largest", { hidden: (now) => !isPool(now) }, "= ", number((unit) => unit.after, "d2l-output d2l-largest")),
  );
}

/** Layer, map, row and column to choose; a finger finds these more easily than a unit. */
function chooser(here) {
  const has = (part) => (now) => (part === "channel" ? boundsOf(now.pin.layer).channels : boundsOf(now.pin.layer).side) - 1;
  function part(label, most, value, patch) {
    return stepper(here, { label, value, patch, outside: (next, now) => numberReason(label, next, [0, most(now)]) });
  }
  const inMap = (axis) => part(["row", "column"][axis], has("side"), (now) => now.at[axis], (next, now) => ({ at: now.at.with(axis, next) }));
  const dense = ({ pin }) => LAYERS[pin.layer].kind === "dense";
  const hideable = (...parts) => element("div", { class: "d2l-place-fields", hidden: dense }, ...parts);
  const layer = presetMenu(here, { label: "layer", names: NAMES, named: (now) => now.layer, patch: (name, now) => pinnedIn(name, now.pin) });
  return settings(
    field("layer", layer),
    field("map or unit", part("map or unit", has("channel"), (now) => now.channel, (next) => ({ channel: next }))),
    hideable(field("row", inMap(0)), field("column", inMap(1))),
  );
}

const titleOf = ({ pin }) => {
  const name = unitName(pin);
  return `${name[0].toUpperCase()}${name.slice(1)}`;
};

export function unitView(here) {
  const node = element(
    "div",
    { class: "d2l-readout d2l-unit", role: "group", "aria-label": "unit in view" },
    element("p", { class: "d2l-found" }, element("strong", {}, titleOf), element("span", { class: "d2l-caption" }, (now) => `${fieldWords(now.pin)} (framed above)`)),
    chooser(here),
    element(
      "div",
      { class: "d2l-factors", translate: "no" },
      factors("input", "Input"),
      element("span", { hidden: isPool }, sign("×")),
      factors("kernel", "Weights"),
      element("span", { hidden: isPool }, sign("=")),
      factors("output", "Products"),
    ),
    chain(),
  );
  return follow(node, (now) => [isWritten(now)], (written) => node.classList.toggle("d2l-few", written));
}
