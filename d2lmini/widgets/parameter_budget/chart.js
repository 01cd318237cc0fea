/** Three layers' costs as bars on one scale of powers of ten. A bar's parts are what multiplies to the cost. */

import { costOf } from "./layer_budget.js";
import { element } from "../shared/page/dom.js";
import { grouped, inUnits } from "../shared/page/format.js";

const LAYERS = {
  dense: { title: "Dense", words: "every output weighs every number of the image" },
  local: { title: "Locally connected", words: "every output has weights for its window only" },
  conv: { title: "Convolutional", words: "all positions of a channel share one window's weights" },
};
const PARTS = ["bytes", "one", "channels", "places"];
const ONE = { parameters: "parameters of one output", "multiply-adds": "products of one output", memory: "parameters of one output" };

/** The largest layers in reach take 10²¹ multiply-adds and a little more bytes. */
const DECADES = 22;
const TICKS = { 0: "1", 3: "10³", 6: "10⁶", 9: "10⁹", 12: "10¹²", 15: "10¹⁵", 18: "10¹⁸", 21: "10²¹" };

function spelt({ sizes, bias }) {
  const numbers = sizes.map(grouped).join("·");
  return bias ? `(${numbers} + ${bias})` : numbers;
}

const costWords = (factors, measure) => (measure === "memory" ? inUnits(costOf(factors)) : grouped(costOf(factors)));

/** The costs in a sentence, to be heard. */
export const costsWords = ({ factors, measure }) =>
  Object.entries(LAYERS).map(([name, { title }]) => `${title}: ${costWords(factors[name], measure)}`).join("; ");

/** A layer's cost, the bar, and the formula. Every factor has its place, which is empty where the layer has no such factor. */
function layerCost([name, { title, words }]) {
  const value = ({ factors }, part) => Number(factors[name][part]?.value ?? 1);
  const factor = (part) => ({ factors }) => (factors[name][part] ? spelt(factors[name][part]) : "");
  const times = (part) => ({ factors }) => (factors[name][part] ? " · " : "");
  return element(
    "li",
    {},
    element(
      "div",
      { class: "d2l-cost" },
      element("span", { class: "d2l-layer" }, element("span", { class: "d2l-title" }, title), element("span", { class: "d2l-caption" }, words)),
      element("strong", { translate: "no" }, ({ factors, measure }) => costWords(factors[name], measure)),
    ),
    element(
      "div",
      { class: "d2l-bar-parts", "aria-hidden": "true" },
      ...PARTS.map((part) => element("span", { "data-part": part, "--decades": (now) => Math.log10(value(now, part)) })),
    ),
    element(
      "p",
      { class: "d2l-factors", translate: "no" },
      factor("bytes"),
      times("bytes"),
      element("span", { class: "d2l-kernel" }, factor("one")),
      " · ",
      element("span", { class: "d2l-output" }, factor("channels")),
      times("places"),
      element("span", { class: "d2l-output" }, factor("places")),
      ({ factors, measure }) => (measure === "memory" ? ` = ${grouped(costOf(factors[name]))} bytes` : ""),
    ),
  );
}

export function budgetChart() {
  const tick = (power) => (now) => (now.measure === "memory" ? inUnits(10n ** BigInt(power)) : TICKS[power]);
  const key = (part, words, looks) => element("span", { class: "d2l-key", ...looks }, element("span", { "data-part": part }), words);
  return element(
    "div",
    { class: "d2l-budget", "--all": DECADES },
    element(
      "p",
      { class: "d2l-legend" },
      key("one", ({ measure }) => ONE[measure]),
      key("channels", "out channels"),
      key("places", "positions"),
      key("bytes", "4 bytes", { style: ({ measure }) => `visibility: ${measure === "memory" ? "visible" : "hidden"}` }),
    ),
    element("ul", { class: "d2l-layers" }, ...Object.entries(LAYERS).map(layerCost)),
    element(
      "div",
      { class: "d2l-scale", "aria-hidden": "true", translate: "no" },
      ...Object.keys(TICKS).map((power) => element("span", { "--decades": power }, tick(power))),
    ),
    element("p", { class: "d2l-caption" }, "A line at every thousandfold: lengths add, numbers multiply."),
  );
}
