/** What is copied and what the product takes, as numbers and as bars; and which number is in which row and column. */

import { costWords, entryOf, equals, ratioWords } from "./words.js";
import { formulaLine } from "../shared/grids/size_formula.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { formatNumber, grouped, inUnits } from "../shared/page/format.js";

const BYTES = 4;

/** Numbers in memory: how they are counted, how many, how many bytes, and a bar on the scale of the larger of both. */
function amount(name, formula, numbers, countOf) {
  const share = (now) => countOf(now) / Math.max(now.costs.numbers, now.costs.inColumns);
  return element(
    "div",
    { class: "d2l-amount" },
    element("span", { class: "d2l-caption" }, name),
    element("span", { class: "d2l-count", translate: "no" }, formula, numbers, element("strong", { class: "d2l-input" }, (now) => grouped(countOf(now)))),
    element("span", { class: "d2l-bytes", translate: "no" }, (now) => `${inUnits(BYTES * countOf(now))} in float32`),
    element("span", { class: "d2l-share", "aria-hidden": "true", "--share": share }),
  );
}

const product = (sizes) => sizes.join("·");

export function costsView() {
  return element(
    "div",
    { class: "d2l-costs", role: "group", "aria-label": "what it copies and costs" },
    element("p", { class: "d2l-title" }, "What it copies, and what it costs"),
    amount("input", "c·h·w = ", ({ X, geometry }) => `${product([X.length, ...geometry.size])} = `, (now) => now.costs.numbers),
    amount("columns", "(c·kh·kw)·(oh·ow) = ", ({ columns }) => `${product(shapeOf(columns))} = `, (now) => now.costs.inColumns),
    element(
      "div",
      { class: "d2l-amount" },
      element("span", { class: "d2l-caption" }, "ratio"),
      element("span", { class: "d2l-count", translate: "no" }, ({ costs }) => `${grouped(costs.inColumns)} / ${grouped(costs.numbers)} ${equals(costs.ratio)} `,
        element("strong", { class: "d2l-input" }, ({ costs }) => `${formatNumber(costs.ratio)}`)),
    ),
    element(
      "div",
      { class: "d2l-amount" },
      element("span", { class: "d2l-caption" }, "product"),
      element("span", { class: "d2l-count", translate: "no" }, "filters·(c·kh·kw)·(oh·ow) = ",
        ({ rows, columns }) => `${product([rows.length, ...shapeOf(columns)])} = `,
        element("strong", { class: "d2l-output" }, ({ costs }) => grouped(costs.multiplyAdds))),
      element("span", { class: "d2l-bytes" }, "multiply-adds"),
    ),
    element("p", { class: "d2l-reading" }, ratioWords, " ", costWords),
  );
}

/** The order of rows and columns, and what the product adds up, for what is in view. */
export function orderLines() {
  const row = ({ entry, axes }) => {
    const [channel, down, across] = entryOf(entry, axes);
    return `(${channel}·${axes[0].kernel} + ${down})·${axes[1].kernel} + ${across} = ${entry}`;
  };
  const column = ({ at, places, index }) => `${at[0]}·${places[1]} + ${at[1]} = ${index}`;
  return element(
    "div",
    { class: "d2l-why", role: "group", "aria-label": "the order of rows and columns" },
    formulaLine("row", "(channel·kh + kernel row)·kw + kernel column = ", element("span", { class: "d2l-input" }, row)),
    formulaLine("column", "output row·ow + output column = ", element("span", { class: "d2l-output" }, column)),
    element("p", { class: "d2l-reading" },
      "An output is a row of the kernels times a column: the first weight times the first number, the second times the second, and so on, all added up."),
  );
}
