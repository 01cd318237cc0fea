/** A convolution with several channels to take apart: of numbers that can all be changed, and of a colour photograph. */

import { channelCode, photoChannelsCode } from "./code.js";
import { createChannelNumbers } from "./numbers.js";
import { createChannelPhoto } from "./photo.js";
import { channelRefusal, shapesOf } from "./settings.js";
import { choice } from "../shared/controls.js";
import { createExplorable } from "../shared/explorable.js";

const VIEWS = [
  { value: "numbers", words: "Numbers" },
  { value: "photograph", words: "Photograph" },
];
const TRAITS = ["view", "input", "weight", "bias", "at", "photo", "photo_weight", "photo_bias", "pixel", "filter"];

/** Whether a state's parts belong together: from Python they may come one by one. */
const isWhole = (state, limits) =>
  state.weight.every((kernels) => kernels.length === state.input.length) &&
  state.bias.length === state.weight.length &&
  state.photo_bias.length === state.photo_weight.length &&
  channelRefusal(shapesOf(state), limits) === null;

/** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill */
function render(host) {
  const [limits, photos, presets] = ["_limits", "_photos", "_presets"].map((name) => host.model.get(name));
  let state = {};
  let telling = false;
  const { refuse, say, store, mount } = createExplorable({
    host,
    name: "channel explorer",
    look: "d2l-channel-explorer",
    traits: TRAITS,
    paint,
    code: () => (state.view === "numbers" ? channelCode(state) : photoChannelsCode(state, photos[state.photo].size)),
    onReset: (initial) => change(initial),
  });

  function change(patch) {
    telling = true;
    store.write(patch);
  }
  const options = { limits, photos, presets, read: () => state, change, refuse };
  const views = { numbers: createChannelNumbers(options), photograph: createChannelPhoto(options) };
  const view = choice({ label: "view", options: VIEWS, onChoose: (value) => change({ view: value }) });

  function paint() {
    const next = store.read();
    if (!isWhole(next, limits)) return;
    const filters = next.view === "numbers" ? next.weight : next.photo_weight;
    state = { ...next, filter: Math.min(next.filter, filters.length - 1) };
    view.paint(state.view);
    for (const [name, { elements }] of Object.entries(views)) elements.forEach((node) => { node.hidden = name !== state.view; });
    const words = views[state.view].paint(state);
    if (telling) say(words);
    telling = false;
  }
  return mount(view.element, ...Object.values(views).flatMap(({ elements }) => elements));
}

export default { render };
