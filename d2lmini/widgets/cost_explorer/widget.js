/** One convolutional layer: what it costs, how the costs grow when a setting doubles, and how long this browser needs for it. */

import { costCode } from "./code.js";
import { costRefusal, costsOf, groupsOf } from "./costs.js";
import { curvesView, scalesOf } from "./curves.js";
import { doubling, missingReason } from "./doubling.js";
import { layerSettings } from "./layer_settings.js";
import { ledger } from "./ledger.js";
import { layerNamed, LAYERS } from "./presets.js";
import { curvesOf, factorsOf, leading, valuesOf } from "./scaling.js";
import { timingView } from "./timing_view.js";
import { countingNote, reading, tell, termsOf, verdict } from "./words.js";
import { presetMenu } from "../shared/controls/controls.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { fromTraits } from "../shared/page/remembered.js";

const LAYER = Object.keys(LAYERS["LeNet's second convolution"]);

function derive(here) {
  const { limits } = here;
  return fromTraits([...LAYER, "vary"], (state) => {
    const values = valuesOf(state, state.vary, limits);
    const [costs, curves, factors] = [costsOf(state), curvesOf(state, state.vary, values), factorsOf(state, state.vary)];
    const most = state.vary === "groups" ? groupsOf(state).at(-1) : Math.max(limits[leading(state.vary)][1], values.at(-1));
    const missing = factors ? null : missingReason(state, 2 * state[leading(state.vary)], {});
    return { values, costs, curves, factors, missing, scales: scalesOf(curves, most), terms: termsOf({ ...state, costs }) };
  });
}

export default explorable({
  name: "cost explorer",
  derive,
  refusal: costRefusal,
  tell,
  code: costCode,
  layout(here) {
    const menu = presetMenu(here, { label: "layer preset", names: Object.keys(LAYERS), named: layerNamed, patch: (name) => LAYERS[name] });
    return [
      menu,
      layerSettings(here),
      doubling(here),
      curvesView(here),
      ledger(),
      element(
        "div",
        { class: "d2l-readout" },
        element("p", { class: "d2l-verdict" }, verdict),
        element("p", { class: "d2l-reading" }, reading),
        element("p", { class: "d2l-reading" }, countingNote),
      ),
      timingView(here),
    ];
  },
});
