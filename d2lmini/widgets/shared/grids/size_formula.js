/** Why the output has its size: the formula in words, then with the page's numbers, and what no window reads. */

import { axesOf, outputSize, unreadAlong } from "../maths/convolution.js";
import { element } from "../page/dom.js";
import { listed, plural } from "../page/format.js";

const PARTS = [
  "⌊(", "size", " + 2·", "padding", " − ", "dilation", "·(", "kernel", " − 1) − 1) / ", "stride", "⌋ + 1 = ", "output",
];
const ROLES = { size: "d2l-input", kernel: "d2l-kernel", output: "d2l-output" };
const NAMED = ["size", "padding", "dilation", "kernel", "stride", "output"];
const LINES = [["height", "row"], ["width", "column"]];

/** One axis' sentence parts about entries that no window reads, e.g. "the last row is never read". */
function unreadWords(axis, word) {
  const { last, between } = unreadAlong(axis);
  const words = [];
  if (between.length === 1) words.push(`${word} ${between[0]} is stepped over`);
  if (between.length > 1) words.push(`${word}s ${listed(between)} are stepped over`);
  if (last) words.push(last === 1 ? `the last ${word} is never read` : `the last ${plural(last, word)} are never read`);
  return words;
}

/** Where windows start, if they skip places: "Windows start every 2 rows and every 3 columns (ticks). ". */
function stepWords(axes) {
  const steps = axes.flatMap((axis, index) => (axis.stride > 1 ? [`every ${axis.stride} ${LINES[index][1]}s`] : []));
  return steps.length ? `Windows start ${listed(steps)} (ticks). ` : "";
}

/** What the windows read, in a sentence or two. Row and column numbers count in the padded input, from 0. */
export function readingSentence(geometry) {
  const axes = axesOf(geometry);
  const padded = geometry.padding.some((padding) => padding > 0);
  const unread = axes.flatMap((axis, index) => unreadWords(axis, LINES[index][1]));
  if (unread.length === 0) return `${stepWords(axes)}Every row and column of the ${padded ? "padded " : ""}input is read.`;
  return `${stepWords(axes)}Hatched${padded ? " in the padded input" : ""}: ${listed(unread)}.`;
}

/** A formula and its caption, in a line of their own. */
export const formulaLine = (caption, ...parts) =>
  element("p", { class: "d2l-formula" }, element("span", { class: "d2l-caption" }, caption), element("span", { translate: "no" }, ...parts));

/** The size of a convolution's output, or by other parts and with a `window` for its kernel; `now.axes` has the numbers. */
export function sizeFormula(parts = PARTS, window = "kernel") {
  const line = (caption, text) =>
    formulaLine(caption, ...parts.map((part) => (NAMED.includes(part) ? element("span", { class: ROLES[part] ?? null }, text(part)) : part)));
  const number = (part, axis) => String(part === "output" ? outputSize(axis) : axis[part]);
  return element(
    "div",
    { class: "d2l-why", role: "group", "aria-label": "why this size" },
    line("size", (part) => ({ size: "input", kernel: window })[part] ?? part),
    ...LINES.map(([caption], index) => line(caption, (part) => ({ axes }) => number(part, axes[index]))),
    element("p", { class: "d2l-reading" }, (now) => readingSentence(now.geometry)),
  );
}
