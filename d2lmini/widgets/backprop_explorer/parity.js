/** The browser compares its own gradients with autograd's, which came along with the page, and says how far they are apart. */

import { gradientsOf, isPooling, layerOf } from "./backward.js";
import { backpropCode } from "./code.js";
import { largestDifference } from "./ways.js";
import { parityBox } from "../shared/page/parity.js";

/** How far apart the gradients of one layer are. */
export function apart({ dX, dW, ...state }) {
  const own = gradientsOf(state, layerOf(state));
  const ofKernels = isPooling(state.mode) ? [] : own.dW.map((kernels, filter) => largestDifference(kernels, dW[filter]));
  return Math.max(largestDifference(own.dX, dX), ...ofKernels);
}

/** A program that asks autograd again, and compares one layer's gradient of the input. */
export function parityCode({ dX: _, dW: __, ...state }) {
  const { dX } = gradientsOf(state, layerOf(state));
  return `${backpropCode(state)}browser = torch.tensor(${JSON.stringify(dX)}, dtype=torch.float64)
print("largest difference", (dX - browser).abs().max().item())
`;
}

export function parityLine(here) {
  const layers = here.given("compared");
  return parityBox(here, {
    words: `Largest difference of this page’s gradients from autograd’s, on ${layers.length} layers`,
    count: layers.length,
    compare: (index) => apart(layers[index]),
    code: () => parityCode(layers[1]),
  });
}
