/** What the game says to an answer: right or wrong, the axis drawn with the kernel's places, and the arithmetic in steps. */

import { canDraw, createAxisStrip } from "./axis_strip.js";
import { axesOf, outputSize } from "../shared/convolution.js";
import { element, icon, setAttribute, setText } from "../shared/dom.js";
import { firstAxes, sizesThrough } from "./questions.js";
import { reasonRows } from "./reasons.js";

const TICK = "M2.5 8.5 6.5 12.5 13.5 4";
const CROSS = "M3.5 3.5l9 9M12.5 3.5l-9 9";
const SIDES = ["height", "width"];

/** The axes to draw, each with its name. What is asked for stays hidden until it is revealed. */
function axesToDraw(question, revealed) {
  const axes = firstAxes(question);
  if (question.layers.length > 1) {
    const sizes = sizesThrough(question, 0, outputSize);
    const layers = question.layers.map((layer, index) => ({ name: `layer ${index + 1}`, axis: axesOf({ ...layer, size: [sizes[index], 1] })[0] }));
    return revealed ? layers : layers.slice(0, 1);
  }
  const hidden = revealed || question.kind !== "padding" ? {} : { padding: 0 };
  return axes.map((axis, index) => ({ name: axes.length > 1 ? SIDES[index] : "each axis", axis: { ...axis, ...hidden } }));
}

/** Where a line is too narrow, it breaks before the equals sign. */
const unbroken = (equation) => equation.replace(" = ", " =\u00a0");
const headCell = (scope, words) => element("th", { scope }, words);

export function createReasonView() {
  const [opening, rest] = [element("strong"), element("span")];
  const mark = element("span", { class: "d2l-mark" });
  const verdict = element("p", { class: "d2l-verdict" }, mark, element("span", {}, opening, rest));
  const drawing = element("div", { class: "d2l-strips" });
  const steps = element("table", { class: "d2l-steps" });
  const node = element("div", { class: "d2l-readout" }, verdict, element("div", { class: "d2l-reason" }, drawing, steps));

  function paintVerdict(outcome, [first, words]) {
    setAttribute(verdict, "data-outcome", outcome);
    mark.replaceChildren(...(outcome === "open" ? [] : [icon(outcome === "right" ? TICK : CROSS)]));
    setText(opening, first ? `${first} ` : "");
    setText(rest, words);
  }

  function paintDrawing(question, revealed) {
    const views = axesToDraw(question, revealed);
    const shown = views.every(({ axis }) => canDraw(axis)) ? views : [];
    drawing.replaceChildren(...shown.map(({ name, axis }) => createAxisStrip(name, axis, revealed)));
    drawing.hidden = shown.length === 0;
  }

  function paintSteps(question, revealed) {
    const rows = revealed ? reasonRows(question) : [];
    const heads = question.asked.length > 1 ? [element("tr", {}, element("td"), ...SIDES.map((side) => headCell("col", side)))] : [];
    const lines = rows.map(({ words, equations }) => element("tr", {}, headCell("row", words), ...equations.map((equation) => element("td", { translate: "no" }, unbroken(equation)))));
    steps.replaceChildren(...heads, ...lines);
    steps.hidden = rows.length === 0;
  }

  /** @param {{question: object, outcome: "open" | "right" | "wrong", settled: boolean, words: [string, string]}} view */
  function paint({ question, outcome, settled, words }) {
    paintVerdict(outcome, words);
    paintDrawing(question, settled);
    paintSteps(question, settled);
  }
  return { element: node, paint };
}
