/** A convolution with several channels to take apart: of numbers that can all be changed, and of a colour photograph. */

import { channelCode, photoChannelsCode } from "./code.js";
import { deriveNumbers, numbersView, tellNumbers } from "./numbers.js";
import { derivePhoto, photographView, tellPhoto } from "./photo.js";
import { channelRefusal, reshaped } from "./shapes.js";
import { choice } from "../shared/controls/controls.js";
import { shapesOf } from "../shared/maths/layer_shapes.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { follow, refresh } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { remembered } from "../shared/page/remembered.js";

/** What the view in use makes of a state, and what both tell of it in the same way. */
function derive(here) {
  const views = { numbers: deriveNumbers(here), photograph: derivePhoto(here) };
  const asGrid = remembered((number) => [[number]]);

  return (state) => {
    const [weight, bias] = state.view === "numbers" ? [state.weight, state.bias] : [state.photo_weight, state.photo_bias];
    const filter = Math.min(state.filter, weight.length - 1);
    const { size, outputSize, numberAt, ...shown } = views[state.view](state, filter);
    const { partials, output } = shown.filters[filter];
    const [filters, channels] = shapeOf(weight);
    return {
      ...shown,
      filter,
      shift: asGrid(bias[filter]),
      addends: partials.map(numberAt),
      total: numberAt(output),
      sizes: { input: [channels, ...size], weight: [filters, channels, ...shapeOf(weight[0][0])], bias: [filters], output: [filters, ...outputSize] },
    };
  };
}

/** The numbers with the most channels and filters. */
function inFull(here) {
  const [channels, filters] = [here.limits.channels, here.limits.filters].map(([, most]) => most);
  const state = { ...here.now(), ...reshaped(here.now(), { ...shapesOf(here.now()), channels, filters }) };
  return { ...state, ...derive(here)(state) };
}

export default explorable({
  name: "channel explorer",
  refusal: channelRefusal,
  derive,
  tell: (now) => (now.view === "numbers" ? tellNumbers(now) : tellPhoto(now)),
  code: (now) => (now.view === "numbers" ? channelCode(now) : photoChannelsCode(now)),
  layout(here) {
    const views = { numbers: numbersView(here), photograph: photographView(here) };
    // Shown once in full, before anything is hidden: a channel or filter that comes later need only be uncovered.
    const full = remembered(() => inFull(here));
    for (const part of views.numbers) follow(part, () => [here], () => refresh(part, full()));
    for (const [view, parts] of Object.entries(views)) {
      for (const part of parts) follow(part, (now) => [now.view !== view], (hidden) => { part.hidden = hidden; });
    }
    const options = { numbers: "Numbers", photograph: "Photograph" };
    return [choice(here, { label: "view", trait: "view", options }), ...views.numbers, ...views.photograph];
  },
});
