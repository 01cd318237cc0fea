/** What three layers cost that read the same image and give outputs of the same size: exact, and on a scale of powers of ten. */

import { costWords, createBudgetChart } from "./chart.js";
import { budgetCode } from "./code.js";
import { createBudgetControls } from "./controls.js";
import { budgetNamed, BUDGETS } from "./presets.js";
import { choice, presetMenu } from "../shared/controls.js";
import { pair } from "../shared/convolution.js";
import { element, setText } from "../shared/dom.js";
import { createExplorable } from "../shared/explorable.js";
import { plural } from "../shared/format.js";
import { budgetRefusal, countingNote, grouped, layerFactors, placesOf, verdict } from "./layer_budget.js";

const MEASURES = { parameters: "Parameters", "multiply-adds": "Multiply-adds", memory: "Memory" };
const HINT = "Choose a layer or change any size, and watch which parts of the bars move.";

const sizeWords = (size) => size.map(grouped).join("×");

/** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill */
function render(host) {
  const limits = host.model.get("_limits");
  const { refuse, say, store, mount } = createExplorable({
    host,
    name: "parameter budget",
    look: "d2l-parameter-budget",
    traits: ["image", "in_channels", "kernel", "stride", "padding", "out_channels", "measure"],
    paint,
    code: () => budgetCode(state),
    onReset: (initial) => change(initial),
  });

  let state = {};
  let telling = false;

  /** Change the state if that is possible, or say at the anchor why it is not. */
  function change(patch, anchor) {
    const reason = budgetRefusal({ ...state, ...patch }, limits);
    if (reason) return refuse(anchor, reason.replaceAll("_", " "));
    telling = true;
    return store.write(patch);
  }

  const options = Object.entries(MEASURES).map(([value, words]) => ({ value, words }));
  const measure = choice({ label: "measure", options, onChoose: (value) => change({ measure: value }) });
  const menu = presetMenu({ label: "layer preset", names: Object.keys(BUDGETS), onChoose: (name, anchor) => change(BUDGETS[name], anchor) });
  const [image, output] = ["d2l-input", "d2l-output"].map((look) => element("span", { class: look }));
  const chart = createBudgetChart();
  const [words, note] = [element("p", { class: "d2l-verdict" }), element("p", { class: "d2l-reading" })];
  const controls = createBudgetControls({ limits, read: () => state, change });

  function paint() {
    const next = store.read();
    // A state that does not fit is on its way from Python in parts: the rest follows.
    if (budgetRefusal(next, limits)) return;
    state = next;
    const factors = layerFactors(state, state.measure);
    measure.paint(state.measure);
    menu.paint(budgetNamed(state));
    setText(image, `a ${sizeWords(pair(state.image))} image with ${plural(state.in_channels, "channel")}`);
    setText(output, `${plural(state.out_channels, "channel")} of ${sizeWords(placesOf(state))}`);
    chart.paint(factors, state.measure);
    setText(words, verdict(state, state.measure));
    setText(note, countingNote(state, state.measure));
    controls.paint(state);
    if (telling) say(`${costWords(factors, state.measure)}. ${verdict(state, state.measure)}`);
    telling = false;
  }

  const sizes = element("p", { class: "d2l-sizes" }, "All three read ", image, " and give ", output, ".");
  return mount(
    measure.element,
    element("div", { class: "d2l-case" }, menu.element, controls.toggle),
    element("p", { class: "d2l-hint" }, HINT),
    controls.settings,
    sizes,
    chart.element,
    element("div", { class: "d2l-readout" }, words, note),
  );
}

export default { render };
