/** The network's totals: one of them is chosen, spelt out, and shown as bars in the list. */

import { policyWords, totalSum, totalText, verdict } from "./words.js";
import { element } from "../shared/page/dom.js";

const MEASURES = { parameters: "Parameters", "multiply-adds": "Multiply-adds", memory: "Activations", "receptive field": "Receptive field" };

export function totalCards(here) {
  const card = ([measure, title]) => {
    const words = (now) => (measure === "multiply-adds" && now.flops ? "FLOPs" : title);
    const radio = element("input", { type: "radio", name: "measure", value: measure, "aria-label": words, checked: (now) => now.measure === measure, on: { change: () => here.change({ measure }) } });
    return element(
      "label",
      { class: "d2l-total-card", "data-measure": measure },
      radio,
      element("span", { class: "d2l-caption" }, words),
      element("strong", { translate: "no" }, (now) => totalText(now.network, measure, now.flops)),
    );
  };
  const group = element("div", { class: "d2l-totals", role: "radiogroup", "aria-label": "measure" }, ...Object.entries(MEASURES).map(card));
  return element("form", { on: { submit: (event) => event.preventDefault() } }, group);
}

/** What is to be noticed, the total as a sum, and what is counted. */
export const totalReadout = () =>
  element(
    "div",
    { class: "d2l-readout" },
    element("p", { class: "d2l-verdict" }, verdict),
    element("p", { class: "d2l-total-sum", translate: "no" }, (now) => totalSum(now.network, now)),
    element("p", { class: "d2l-reading" }, policyWords),
  );
