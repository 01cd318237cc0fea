/** What the page shows of a state, each part computed again only when what it depends on has changed. */

import { lossOf, normalised } from "./descent.js";
import { answersOf } from "./localisation.js";
import { IDENTITY, probes, sentForward, targetOf, valuesOf } from "./sampling.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { fromTraits, remembered } from "../shared/page/remembered.js";

const ASKED = ["input", "theta", "size", "align_corners", "mode", "padding_mode", "normalised"];
const largest = (one, other) => Math.max(...one.flatMap((line, row) => line.map((value, column) => Math.abs(value - other[row][column]))));

export function deriveView(here) {
  const networks = here.given("networks");
  const shown = remembered((input, isNormalised) => (isNormalised ? normalised(input) : input));
  const withShown = (state) => ({ ...state, input: shown(state.input, state.normalised) });
  const asked = fromTraits(ASKED, (state) => probes(withShown(state)));
  const target = fromTraits(ASKED.filter((name) => name !== "theta"), (state) => targetOf(withShown(state)));
  const forward = fromTraits(ASKED, (state) => sentForward(withShown(state)));
  const values = remembered(valuesOf);
  const distance = remembered(lossOf);
  /** What the identity makes of the input in its own size, with one ruler, and with the grid of one ruler read by the other. */
  const identity = fromTraits(["input", "normalised", "align_corners"], (state) => {
    const whole = { ...withShown(state), size: shapeOf(state.input), mode: "bilinear", padding_mode: "zeros" };
    const mixed = mixedIdentity(shapeOf(state.input), state.align_corners);
    return [IDENTITY, mixed].map((theta) => largest(valuesOf(probes({ ...whole, theta })), whole.input));
  });
  const answers = remembered((input) => answersOf(networks, input));
  /** What the sampler hands on for each network's theta, in the size of the input. */
  const handedOn = fromTraits(ASKED.filter((name) => !["theta", "size"].includes(name)), (state) =>
    Object.fromEntries(Object.entries(answers(state.input)).map(([name, theta]) => [name, theta && valuesOf(probes({ ...withShown(state), size: shapeOf(state.input), theta }))])));
  return (state) => {
    const pixels = asked(state);
    const input = shown(state.input, state.normalised);
    const sentOn = state.direction === "forward" ? forward(state) : null;
    return {
      shown: input,
      asked: pixels,
      pixel: pixels[state.at[0]]?.[state.at[1]] ?? pixels[0][0],
      sentOn,
      output: sentOn ? sentOn.values : values(pixels),
      distance: distance(input, pixels, target(state)),
      identity: identity(state),
      answers: answers(state.input),
      handedOn: handedOn(state),
    };
  };
}

/** The theta that a grid of the other ruler amounts to. */
function mixedIdentity([height, width], corners) {
  const ratio = (length) => (length === 1 ? 1 : corners ? (length - 1) / length : length / (length - 1));
  return [[ratio(width), 0, 0], [0, ratio(height), 0]];
}
