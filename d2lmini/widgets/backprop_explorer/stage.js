/** Input, kernel and error map, each with its gradient below it. */

import { asksWeights } from "./backward.js";
import { backwardGrids } from "./grids.js";
import { mapStepper, shapeStepper } from "./steppers.js";
import { panel } from "../shared/grids/panel.js";
import { times } from "../shared/maths/bounds.js";
import { paddedSize } from "../shared/maths/convolution.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

const pooling = (now) => now.pooling;
const GROWS = "how much the output grows with each entry of its window";

/** A gradient with its heading, underlined where it is the one asked for. */
const gradientBox = ({ role, title, words, body, hidden = () => false, asked = () => false }) =>
  element(
    "div",
    { class: "d2l-gradient", hidden, "data-asked": (now) => `${asked(now)}` },
    element("div", { class: "d2l-gradient-head" }, element("span", { class: `d2l-title d2l-${role}` }, title), element("span", { class: "d2l-caption" }, words)),
    body,
  );

/** @returns {{stage: HTMLElement, link: Function, windowLink: Function}} with the links of the grids */
export function backwardStage(here) {
  const { field, kernel, slopes, errors, dX, dW, link, windowLink } = backwardGrids(here);
  const db = element("strong", { class: "d2l-output d2l-total", translate: "no" }, (now) => formatNumber(now.gradients.db[now.filter]));
  const window = element("div", { hidden: (now) => !now.pooling }, slopes.element, element("p", { class: "d2l-caption d2l-grows" }, GROWS));
  const stage = element(
    "div",
    { class: "d2l-stage", "data-mode": (now) => now.mode, "--padded": (now) => paddedSize(now.axes[1]), "--columns": (now) => now.axes[1].size, "--errors": (now) => shapeOf(now.errors)[1] },
    panel({
      role: "input",
      title: "Input X",
      menu: mapStepper(here, "channel", (now) => now.X.length),
      size: [shapeStepper(here, "input rows", "plane", 0), "×", shapeStepper(here, "input columns", "plane", 1)],
      body: field,
      below: gradientBox({ role: "input", title: "dX", words: "gradient of the input", body: dX.element, asked: (now) => !asksWeights(now) }),
    }),
    panel({
      role: "kernel",
      title: (now) => (now.pooling ? "Window" : "Kernel K"),
      menu: element("span", { hidden: pooling }, mapStepper(here, "filter", (now) => now.K.length)),
      size: [shapeStepper(here, "kernel height", "kernel", 0), "×", shapeStepper(here, "kernel width", "kernel", 1)],
      body: element("div", {}, element("div", { hidden: pooling }, kernel.element), window),
      below: gradientBox({ role: "kernel", title: "dW", words: "gradient of the kernel", body: dW.element, hidden: pooling, asked: asksWeights }),
    }),
    panel({
      role: "output",
      title: "Error map dY",
      size: [element("span", { class: "d2l-output" }, (now) => times(shapeOf(now.errors))), "as the output"],
      body: errors.element,
      below: gradientBox({ role: "output", title: "db", words: "of the bias: all errors added", body: db, hidden: pooling }),
    }),
  );
  return { stage, link, windowLink };
}
