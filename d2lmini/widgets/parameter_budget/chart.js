/** Three layers' costs as bars on one scale of powers of ten. A bar's parts are what multiplies to the cost. */

import { element, fitChildren, setAttribute, setText, setVariable } from "../shared/dom.js";
import { costOf, grouped, inUnits } from "./layer_budget.js";

const LAYERS = {
  dense: { title: "Dense", words: "every output weighs every number of the image" },
  local: { title: "Locally connected", words: "every output has weights for its window only" },
  conv: { title: "Convolutional", words: "all places of a channel share one window's weights" },
};
const LOOKS = { one: "d2l-kernel", channels: "d2l-output", places: "d2l-output" };
const ONE = { parameters: "parameters of one output", "multiply-adds": "products of one output", memory: "parameters of one output" };

/** The largest layers in reach take 10²¹ multiply-adds and a little more bytes. */
const DECADES = 22;
const TICKS = [0, 3, 6, 9, 12, 15, 18, 21];
const POWERS = ["1", "10³", "10⁶", "10⁹", "10¹²", "10¹⁵", "10¹⁸", "10²¹"];

const spelt = ({ sizes, bias }) => {
  const numbers = sizes.map(grouped).join("·");
  return bias ? `(${numbers} + ${bias})` : numbers;
};

function makeLayer({ title, words }) {
  const [count, formula] = [element("strong", { translate: "no" }), element("p", { class: "d2l-factors", translate: "no" })];
  const bar = element("div", { class: "d2l-bar-parts", "aria-hidden": "true" });
  const heading = element("span", { class: "d2l-layer" }, element("span", { class: "d2l-title" }, title), element("span", { class: "d2l-caption" }, words));
  const node = element("li", {}, element("div", { class: "d2l-cost" }, heading, count), bar, formula);

  function paint(factors, measure) {
    const cost = costOf(factors);
    setText(count, measure === "memory" ? inUnits(cost) : grouped(cost));
    fitChildren(bar, factors.length, () => element("span"));
    factors.forEach(({ part, value }, index) => {
      setAttribute(bar.children[index], "data-part", part);
      setVariable(bar.children[index], "--decades", Math.log10(Number(value)));
    });
    const spans = factors.flatMap((factor, index) => [index ? " · " : "", element("span", { class: LOOKS[factor.part] ?? null }, spelt(factor))]);
    formula.replaceChildren(...spans, element("span", {}, measure === "memory" ? ` = ${grouped(cost)} bytes` : ""));
  }
  return { node, paint };
}

export function createBudgetChart() {
  const layers = Object.fromEntries(Object.entries(LAYERS).map(([name, words]) => [name, makeLayer(words)]));
  const ticks = TICKS.map((power) => element("span", { style: `--decades: ${power}` }));
  const one = element("span");
  const key = (part, words) => element("span", { class: "d2l-key" }, element("span", { "data-part": part }), words);
  const bytes = key("bytes", "4 bytes");
  const legend = element("p", { class: "d2l-legend" }, "Lengths add, numbers multiply:", key("one", one), key("channels", "out channels"), key("places", "places"), bytes);
  const node = element(
    "div",
    { class: "d2l-budget", style: `--all: ${DECADES}` },
    element("ul", { class: "d2l-layers" }, ...Object.values(layers).map((layer) => layer.node)),
    element("div", { class: "d2l-scale", "aria-hidden": "true", translate: "no" }, ...ticks),
    legend,
  );

  /** @param {Record<string, object[]>} factors of each layer */
  function paint(factors, measure) {
    for (const [name, layer] of Object.entries(layers)) layer.paint(factors[name], measure);
    ticks.forEach((tick, index) => setText(tick, measure === "memory" ? inUnits(10n ** BigInt(TICKS[index])) : POWERS[index]));
    setText(one, ONE[measure]);
    bytes.style.visibility = measure === "memory" ? "visible" : "hidden";
  }
  return { element: node, paint };
}

/** The costs in a sentence, to be heard. */
export const costWords = (factors, measure) =>
  Object.entries(LAYERS)
    .map(([name, { title }]) => `${title}: ${measure === "memory" ? inUnits(costOf(factors[name])) : grouped(costOf(factors[name]))}`)
    .join("; ");
