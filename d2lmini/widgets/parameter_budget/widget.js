/** What three layers cost that read the same image and give outputs of the same size: exact, and on a scale of powers of ten. */

import { amount } from "./amount.js";
import { budgetChart, costsWords } from "./chart.js";
import { budgetCode } from "./code.js";
import { budgetNamed, budgetRefusal, BUDGETS, countingNote, layerFactors, placesOf, verdict } from "./layer_budget.js";
import { choice, field, presetMenu, settings } from "../shared/controls/controls.js";
import { outside, squareSettings } from "../shared/controls/lengths.js";
import { pair } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { grouped, plural } from "../shared/page/format.js";
import { fromTraits } from "../shared/page/remembered.js";

const MEASURES = { parameters: "Parameters", "multiply-adds": "Multiply-adds", memory: "Memory" };
const HINT = "Choose a layer or change any size, and watch which parts of the bars move.";
const AXES = ["image", "kernel", "stride", "padding"];
const TRAITS = [...AXES, "in_channels", "out_channels", "measure"];

const sizeWords = (size) => size.map(grouped).join("×");

function channels(here, trait, label) {
  const bounds = here.limits[trait];
  const options = { label, bounds, outside: outside(label, bounds), value: (now) => now[trait], patch: (count) => ({ [trait]: count }) };
  return field(label, amount(here, options));
}

export default explorable({
  name: "parameter budget",
  refusal: budgetRefusal,
  derive: () => fromTraits(TRAITS, (state) => ({ factors: layerFactors(state), verdict: verdict(state) })),
  tell: (now) => `${costsWords(now)}. ${now.verdict}`,
  code: budgetCode,
  layout(here) {
    const { fields: [image, ...others], toggle } = squareSettings(here, AXES, { make: amount });
    const menu = presetMenu(here, { label: "layer preset", names: Object.keys(BUDGETS), named: budgetNamed, patch: (name) => BUDGETS[name] });
    const [read, given] = [
      element("span", { class: "d2l-input" }, (now) => `a ${sizeWords(pair(now.image))} image with ${plural(now.in_channels, "channel")}`),
      element("span", { class: "d2l-output" }, (now) => `${plural(now.out_channels, "channel")} of ${sizeWords(placesOf(now))}`),
    ];
    return [
      choice(here, { label: "measure", trait: "measure", options: MEASURES }),
      element("div", { class: "d2l-case" }, menu, toggle),
      element("p", { class: "d2l-hint" }, HINT),
      settings(image, channels(here, "in_channels", "in channels"), ...others, channels(here, "out_channels", "out channels")),
      element("p", { class: "d2l-sizes" }, "All three read ", read, " and give ", given, "."),
      budgetChart(),
      element(
        "div",
        { class: "d2l-readout" },
        element("p", { class: "d2l-verdict" }, (now) => now.verdict),
        element("p", { class: "d2l-reading" }, countingNote),
      ),
    ];
  },
});
