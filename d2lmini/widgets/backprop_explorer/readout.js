/** The gradient in view spelt out, what the error in view hands on, and a nudge that checks both. */

import { asksWeights } from "./backward.js";
import { EQUATIONS, errorName, errorWords, formulaWords, nameOf, nudgeFormula, nudgeWords, sourceWords } from "./words.js";
import { field, radios, toggle } from "../shared/controls/controls.js";
import { transport } from "../shared/controls/transport.js";
import { sumOfProducts } from "../shared/grids/sum.js";
import { placeOf, shapeOf } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";

const STEPS = { 1: "1", 0.1: "0.1", 0.01: "0.01" };
const widthOf = (now) => shapeOf(now.errors)[1];

/** The sum that makes a gradient, in the hues of what it multiplies. */
function gradientSum(link, role, factors, when) {
  const read = (now) => ({
    name: nameOf(now),
    terms: now.terms,
    columns: asksWeights(now) ? widthOf(now) : shapeOf(now.kernel)[1],
    grids: [now.errors, asksWeights(now) ? now.input : now.pooling ? now.slopes : now.kernel],
  });
  const none = (now) => now.terms.length === 0;
  return element("div", { hidden: (now) => !when(now) || none(now) }, sumOfProducts({ read, link, role, factors }));
}

function shareSum(link, factors, when) {
  const read = (now) => ({ name: `${errorName(now)} gives`, terms: now.shares, columns: shapeOf(now.kernel)[1], grids: [now.errors, asksWeights(now) ? now.input : now.slopes] });
  return element("div", { class: `d2l-to-${factors[1]}`, hidden: (now) => !when(now) }, sumOfProducts({ read, link, role: "output", factors }));
}

export function readout(here, { link, windowLink }) {
  const walk = transport(here, {
    name: "error",
    position: (now) => ({ index: now.at[0] * widthOf(now) + now.at[1], count: now.errors.length * widthOf(now), where: `row ${now.at[0]}, column ${now.at[1]}` }),
    patch: (index, now) => ({ at: placeOf(index, widthOf(now)) }),
    atEnd: errorWords,
  });
  const not = (test) => (now) => !test(now);
  return element(
    "div",
    { class: "d2l-readout" },
    element(
      "div",
      { class: "d2l-part", role: "group", "aria-label": "gradient in view" },
      element("p", { class: "d2l-found" }, element("strong", {}, (now) => EQUATIONS[now.mode])),
      element("p", { class: "d2l-caption", translate: "no" }, formulaWords),
      gradientSum(link, "input", ["output", "kernel"], not(asksWeights)),
      gradientSum(link, "kernel", ["output", "input"], asksWeights),
      element("p", { class: "d2l-reading" }, sourceWords),
    ),
    element(
      "div",
      { class: "d2l-part", role: "group", "aria-label": "error in view" },
      element("div", { class: "d2l-walk" }, walk.element, toggle(here, { words: "only what came so far", value: (now) => now.so_far, patch: (on) => ({ so_far: on }) })),
      element("p", { class: "d2l-reading d2l-goes", "--lines": (now) => (now.mode === "max" || now.geometry.padding.some(Boolean) ? 2 : 1) }, errorWords),
      shareSum(windowLink, ["output", "kernel"], not(asksWeights)),
      shareSum(windowLink, ["output", "input"], asksWeights),
    ),
    element(
      "div",
      { class: "d2l-part d2l-nudge", role: "group", "aria-label": "nudge" },
      field("nudge by ±", radios({ label: "nudge by", options: STEPS, value: (now) => String(now.step), onChoose: (value) => here.change({ step: Number(value) }) })),
      element(
        "div",
        {},
        element("p", { translate: "no" }, element("span", { class: "d2l-caption" }, "loss L = Σ dY·Y: (L up − L down) / (2·step) = "), element("strong", {}, nudgeFormula)),
        element("p", { class: "d2l-reading" }, nudgeWords),
      ),
    ),
  );
}
