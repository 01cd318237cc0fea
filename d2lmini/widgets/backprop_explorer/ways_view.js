/** Three ways to the gradient of the input, side by side. */

import { readersOf } from "./backward.js";
import { marked } from "./marks.js";
import { columnWords, differenceWords, spreadWords } from "./words.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { filled } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

const card = (title, words, ...grids) =>
  element("div", { class: "d2l-way" }, element("strong", {}, title), ...grids, element("p", { class: "d2l-reading" }, words));

/** A box that scrolls, for keys too. */
const scrolling = (label, ...parts) => element("div", { class: "d2l-wide", tabindex: 0, role: "group", "aria-label": label }, ...parts);

const stampOf = ({ shares, kernel }) => filled([kernel.length, kernel[0].length], (row, column) => {
  const { value, weight } = shares[row * kernel[0].length + column];
  return value * weight;
});

export function waysView() {
  const grid = (role, name, numbers) => resultGrid({ role, name, numbers });
  const stamp = grid("input", "stamp", stampOf);
  const errors = grid("output", "spread errors", (now) => now.spread.errors);
  const kernel = grid("kernel", "rotated kernel", (now) => now.rotated);
  const columns = grid("input", "columns", (now) => now.ways.columns);

  marked(errors, (now) => {
    const blank = now.spread.source.flatMap((line, row) => line.flatMap((place, column) => (place ? [] : [[row, column]])));
    const parts = now.kernel.flatMap((line, row) => line.map((_, column) => [now.pixel[0] + row * now.axes[0].dilation, now.pixel[1] + column * now.axes[1].dilation]));
    return { blank, parts };
  });
  marked(columns, (now) => {
    const [height, width] = now.geometry.kernel;
    return { parts: readersOf(now.axes, now.pixel).map(({ at, tap }) => [(now.channel * height + tap[0]) * width + tap[1], at[0] * now.layer.size[1] + at[1]]) };
  });
  const stampWords = ({ errors: map, at: [row, column], axes }) => {
    const [top, left] = axes.map(({ stride, padding }, axis) => [row, column][axis] * stride - padding);
    return `The error in view, ${formatNumber(map[row][column])}, times the kernel, added to dX from row ${formatNumber(top)}, column ${formatNumber(left)} on. Every error does the same.`;
  };
  return element(
    "div",
    { class: "d2l-ways", role: "group", "aria-label": "three ways to dX", hidden: (now) => now.mode !== "dX" },
    element("div", { class: "d2l-title" }, "Three ways to dX"),
    element(
      "div",
      { class: "d2l-cards" },
      card("Scatter: each error stamps the kernel", stampWords, element("div", { class: "d2l-pair" }, stamp.element)),
      card("Full correlation with the rotated kernel", spreadWords, scrolling("spread errors and rotated kernel", element("div", { class: "d2l-pair" }, errors.element, element("span", { class: "d2l-star", "aria-hidden": "true" }, "⋆"), kernel.element))),
      card("Kᵀ · dY as columns, then fold", columnWords, scrolling("columns", columns.element)),
    ),
    element("p", { class: "d2l-found" }, element("strong", {}, differenceWords)),
  );
}
