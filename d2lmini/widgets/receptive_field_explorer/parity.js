/** The browser compares its own gradients with PyTorch's, which came along with the page, and says how far they are apart. */

import { fieldCode } from "./code.js";
import { gradientOf } from "./gradient.js";
import { graphOf, nodeAt } from "./graph.js";
import { pictureOf } from "./maps.js";
import { pathsBack } from "./paths.js";
import { forward } from "./thin.js";
import { copyOf } from "../shared/page/bytes.js";
import { parityBox } from "../shared/page/parity.js";

/** The derivatives of a state's unit by every pixel, as a share of the largest. */
export function sharesOf({ layers, size, layer, at, weights, seed }, picture) {
  const { nodes } = graphOf(layers, size);
  const { index } = nodeAt(nodes, layer);
  const region = weights === "equal" ? pathsBack(nodes, index, at)[0] : gradientOf(nodes, forward(nodes, picture, seed), index, at);
  const whole = new Float64Array(size * size);
  for (const [place, value] of region.data.entries()) {
    whole[(region.top + Math.floor(place / region.columns)) * size + region.left + (place % region.columns)] = Math.abs(value);
  }
  const largest = whole.reduce((most, value) => Math.max(most, value), 0);
  return largest ? whole.map((value) => value / largest) : whole;
}

/** A program that computes PyTorch's gradient of one state again, and compares the picture's middle row. */
export function parityCode(state, shares) {
  const row = Math.floor(state.size / 2);
  const numbers = Array.from(shares.slice(row * state.size, (row + 1) * state.size));
  return `${fieldCode({ ...state, node: { path: state.layer } })}browser = torch.tensor([${numbers.join(", ")}], dtype=torch.float64)
print("largest difference", (gradient[${row}] / gradient.max() - browser).abs().max().item())
`;
}

export function parityLine(here) {
  const [cases, pictures] = [here.given("compared"), here.given("pictures")];
  const own = [];

  function compare(index) {
    const { shares, ...state } = cases[index];
    const torch = new Float64Array(copyOf(shares));
    own[index] = sharesOf(state, pictureOf(pictures[state.picture], state.size));
    return own[index].reduce((most, share, at) => Math.max(most, Math.abs(share - torch[at])), 0);
  }
  const words = `Largest difference of this page’s gradients from PyTorch’s, on ${cases.length} networks, as a share of the largest derivative`;
  return parityBox(here, { words, count: cases.length, compare, code: () => parityCode(cases[0], own[0]) });
}
