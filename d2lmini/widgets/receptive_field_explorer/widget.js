/** What a unit of a deep layer sees: its field in every layer before it, how much each pixel counts, and where the numbers come from. */

import { stackRefusal } from "./check.js";
import { fieldCode } from "./code.js";
import { layerEditor } from "./editor.js";
import { isInside } from "./graph.js";
import { parityLine } from "./parity.js";
import { recursionLines } from "./recursion_view.js";
import { sights } from "./sight.js";
import { layerTable } from "./table.js";
import { layerTiles } from "./tiles.js";
import { deriveView } from "./view.js";
import { effectiveWords, fieldWords, publishedWords, reachWords, sizeWords } from "./words.js";
import { choice, field, presetMenu, pushButton, toggle } from "../shared/controls/controls.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { PHOTOS } from "../shared/photos/photos.js";

const HINT =
  "Choose a unit on any map, or a pixel of the picture. What it sees is orange, what it reaches is green. In grey is what is left of the picture " +
  "where every layer averages. Keys: arrows walk the map, Page Up and Page Down change the layer.";
const WEIGHTS = { random: "Random weights", equal: "Equal weights" };
const READINGS = {
  random: "The gradient is that of a thin network with these windows: three channels, random weights, ReLU after each convolution, maximum pooling, branches added. Colours follow its root.",
  equal: "Every layer averages: a pixel counts as often as paths lead to it from the unit. Colours follow the root.",
};

const tell = (now) => [fieldWords(now), sizeWords(now), reachWords(now), effectiveWords(now)].filter(Boolean).join(" ");

/** A preset with the unit in the middle of its last map, which sees most. */
function presetState(presets, name) {
  const { published: _, ...state } = presets[name];
  return { ...state, layer: [state.layers.length - 1] };
}

export default explorable({
  name: "receptive field explorer",
  derive: deriveView,
  refusal: (state, here) => stackRefusal(state, here.limits),
  tell,
  code: fieldCode,
  layout(here) {
    const presets = here.given("presets");
    const [, mostSeeds] = here.limits.seed;
    const draw = pushButton(here, {
      words: "Draw again",
      reason: (now) => (now.weights === "random" ? null : "equal weights are not drawn; choose random ones"),
      onPress: () => here.change({ seed: (here.now().seed + 1) % (mostSeeds + 1) }),
    });
    return [
      presetMenu(here, { label: "layers preset", names: Object.keys(presets), named: (now) => now.preset, patch: (name) => presetState(presets, name) }),
      element(
        "div",
        { class: "d2l-settings" },
        field("picture", choice(here, { label: "picture", trait: "picture", options: { ...PHOTOS, digit: "Digit" } })),
        field("gradient with", choice(here, { label: "gradient with", trait: "weights", options: WEIGHTS })),
        draw,
      ),
      sights(here),
      element(
        "div",
        { class: "d2l-readout" },
        element("p", { class: "d2l-found" }, element("strong", {}, fieldWords)),
        element("p", { class: "d2l-reading", hidden: (now) => !sizeWords(now) }, sizeWords),
        element("p", { class: "d2l-found", hidden: (now) => !reachWords(now) }, reachWords),
        element("p", { class: "d2l-found", hidden: (now) => !now.node.layer }, effectiveWords),
        element("p", { class: "d2l-reading", hidden: (now) => !now.node.layer }, (now) => READINGS[now.weights]),
        element("p", { class: "d2l-reading", hidden: (now) => !publishedWords(now, presets) }, (now) => publishedWords(now, presets)),
      ),
      element("p", { class: "d2l-hint" }, HINT),
      element("div", { hidden: (now) => !now.nodes.some(isInside) }, toggle(here, { words: "layers inside blocks", value: (now) => now.inside, patch: (inside) => ({ inside }) })),
      layerTiles(here),
      layerEditor(here),
      recursionLines(),
      layerTable(),
      parityLine(here),
    ];
  },
});
