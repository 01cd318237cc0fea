/** The output pixel in view spelt out, both rulers with their formulas, and the gradients. */

import { stepped, lossOf } from "./descent.js";
import { probes, targetOf, weighed } from "./sampling.js";
import {
  backgroundWords, forwardWords, identityWords, lossSlopes, lossWords, otherWords, outsideWords, rateWords, rulerFormula, slopeWords, squareWords, thetaSlopes, wayWords,
} from "./words.js";
import { pushButton } from "../shared/controls/controls.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { sumOfProducts } from "../shared/grids/sum.js";
import { element } from "../shared/page/dom.js";
import { formatNumber, inDecimals } from "../shared/page/format.js";

const MANY = 20;
const RULERS = { true: "True: −1 and 1 are the centres of the outermost pixels", false: "False: −1 and 1 are the outer edges of the picture" };
const isForward = (now) => now.direction === "forward";
const words = (look, text, hidden = (now) => !text(now)) => element("p", { class: look, hidden }, text);

/** Writes the factors with as few decimals, but at least two, as give the number that is shown. */
export function factorsWritten(entries) {
  const total = formatNumber(weighed(entries));
  const rounded = (decimals) => entries.map((entry) => ({ value: Number(entry.value.toFixed(decimals)), weight: Number(entry.weight.toFixed(decimals)) }));
  const decimals = [2, 3, 4, 5, 6].find((count) => formatNumber(weighed(rounded(count))) === total) ?? 7;
  return (number) => inDecimals(number, decimals);
}

/** The number in view: the pixels that it is made of, and the way to them. */
export function arithmetic(link) {
  const read = ({ at, pixel, shown }) => ({ name: `Y[${at.join(", ")}]`, terms: pixel.entries, columns: 2, grids: [shown, [[0.25]]], written: factorsWritten(pixel.entries) });
  return element(
    "div",
    { class: "d2l-readout" },
    element("div", { hidden: isForward }, sumOfProducts({ read, link })),
    words("d2l-reading d2l-two", wayWords, isForward),
    words("d2l-reading d2l-two", (now) => [otherWords(now), outsideWords(now)].filter(Boolean).join(" "), isForward),
    words("d2l-reading d2l-two", forwardWords),
    words("d2l-reading", squareWords),
    words("d2l-reading", backgroundWords),
  );
}

/** A ruler from −1 to 1 as long as the frame is, under the picture. */
export function ruler(corners) {
  const end = corners ? (now) => 0.5 / now.shown[0].length : () => 0;
  const tick = (at) => element("span", {}, at);
  return element(
    "div",
    { class: "d2l-ruler", "--end": end, "data-used": (now) => `${now.align_corners === corners}`, "aria-hidden": "true", translate: "no" },
    element("div", {}, tick("−1"), tick(corners ? "True" : "False"), tick("1")),
  );
}

/** The same place in pixels by both rulers, and the identity test. */
export function formulas() {
  const line = (corners) =>
    element(
      "div",
      { class: "d2l-rule", "data-used": (now) => `${now.align_corners === corners}` },
      element("strong", {}, RULERS[corners]),
      ...[1, 0].map((axis) => element("p", { translate: "no" }, (now) => rulerFormula(now, axis, corners))),
    );
  return element("div", { class: "d2l-rules", role: "group", "aria-label": "align_corners, two rulers" }, line(true), line(false), words("d2l-reading", identityWords));
}

/** Theta after some steps downhill from the state in view. */
export function descended(now, count) {
  const state = { ...now, input: now.shown };
  const target = targetOf(state);
  let { theta } = now;
  for (let step = 0; step < count; step += 1) {
    theta = stepped(theta, lossOf(state.input, probes({ ...state, theta }), target).toTheta);
  }
  return theta;
}

/** The slopes of the number in view and of the loss, and steps downhill. */
export function gradients(here) {
  const still = ({ distance }) => (distance.toTheta.flat().every((slope) => Math.abs(slope) < 1e-9) ? "the gradient to theta is 0: a step goes nowhere" : null);
  const step = (count, caption) => pushButton(here, { words: caption, reason: still, onPress: (button) => here.change({ theta: descended(here.now(), count) }, button) });
  const row = (caption, text) => element("div", { class: "d2l-formula" }, element("span", {}, caption), element("span", { translate: "no" }, element("span", {}, text)));
  const image = resultGrid({ role: "kernel", name: "gradient of the loss to the input", numbers: (now) => now.distance.toInput });
  return element(
    "div",
    { class: "d2l-gradients", role: "group", "aria-label": "gradients" },
    words("d2l-reading", slopeWords),
    element("div", { class: "d2l-why" }, row("by theta", thetaSlopes), row("loss by theta", lossSlopes)),
    element("div", { class: "d2l-steps" }, element("strong", {}, lossWords), step(1, "One step downhill"), step(MANY, `${MANY} steps`)),
    element("p", { class: "d2l-reading" }, rateWords),
    element("details", {}, element("summary", {}, "Gradient of the loss to each input pixel"), element("div", { class: "d2l-scroll d2l-small" }, image.element)),
  );
}
