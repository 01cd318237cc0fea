/** A network to build: a list of layers with their shapes, costs and fields, every number of which opens to its arithmetic. */

import { networkRefusal } from "./check.js";
import { networkProgram } from "./code.js";
import { actsOn, layerEditor } from "./editor.js";
import { layerList } from "./layer_list.js";
import { textPanel } from "./text_panel.js";
import { totalCards, totalReadout } from "./totals.js";
import { deriveNetwork } from "./view.js";
import { verdict } from "./words.js";
import { presetMenu, stepper, toggle } from "../shared/controls/controls.js";
import { pathText, rowName, rowWords } from "../shared/network/words.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { asSentence } from "../shared/page/format.js";

const HINT = "Choose a layer to set it and to see where its numbers come from. Keys: ↑ ↓ walk, Alt + ↑ ↓ move, Delete, + add.";

function tell(now, before) {
  if (now.network !== before.network || now.measure !== before.measure) return asSentence(verdict(now).replace(/\.$/, ""));
  if (now.selected?.row) return asSentence(rowWords(now.selected.row, now.flops));
  return now.selected ? `Branch ${pathText(now.at)}.` : verdict(now);
}

const problemOf = ({ network: { failing } }) => (failing ? `${rowName(failing)}, does not fit: ${failing.misfit.why}` : null);

function inputSettings(here) {
  const part = (label, axis) => stepper(here, { label: `input ${label}`, value: (now) => now.shape[axis], patch: (value, now) => ({ shape: [...now.shape].with(axis, value) }) });
  const [channels, height, width] = ["channels", "height", "width"].map(part);
  return element("div", { class: "d2l-input-shape" }, element("span", { class: "d2l-title d2l-input" }, "Input"), element("span", { class: "d2l-size" }, channels, "×", height, "×", width));
}

export default explorable({
  name: "network builder",
  refusal: (state, here) => networkRefusal(state, { kinds: here.given("kinds"), limits: here.limits }),
  derive: deriveNetwork,
  tell,
  code: (now, here) => networkProgram(now.network, now.shape, here.given("kinds"), problemOf(now)),
  layout(here) {
    const [kinds, presets] = [here.given("kinds"), here.given("presets")];
    const acts = actsOn(here, kinds);
    const menu = presetMenu(here, { label: "network preset", names: Object.keys(presets), named: (now) => now.preset, patch: (name) => ({ ...presets[name], at: [0] }) });
    const editor = layerEditor(here, kinds, acts);
    const list = layerList(here, editor, { ...acts, add: (at) => { here.change({ at }); editor.querySelector(".d2l-add").focus(); } });
    return [
      menu,
      element("div", { class: "d2l-case" }, inputSettings(here), toggle(here, { words: "count FLOPs", value: (now) => now.flops, patch: (flops) => ({ flops }) })),
      totalCards(here),
      totalReadout(),
      element("p", { class: "d2l-hint" }, HINT),
      list,
      textPanel(here, kinds),
    ];
  },
});
