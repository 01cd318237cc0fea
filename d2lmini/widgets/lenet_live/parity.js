/** The browser compares its own logits with PyTorch's, which came along with the page, and says how far they are apart. */

import { SIDE } from "./ink.js";
import { forward } from "./network.js";
import { copyOf } from "../shared/page/bytes.js";
import { parityBox } from "../shared/page/parity.js";

const PIXELS = SIDE * SIDE;
const CLASSES = 10;
/** Pictures compared without letting go of the page. */
const AT_ONCE = 4;

/** @returns {string} a program that computes PyTorch's logits again and compares them with the browser's */
export const parityCode = (logits) => `import torch
from d2lmini import lenet_mnist, load_data_mnist

browser = torch.tensor([
${logits.map((row) => `    [${Array.from(row, (logit) => Number(logit.toPrecision(9))).join(", ")}],`).join("\n")}
])
_, test_iter = load_data_mnist(len(browser))
X, y = next(iter(test_iter))
with torch.no_grad():
    logits = lenet_mnist()(X)
print((logits - browser).abs().max())
`;

/** @param {Record<string, object>} weights those after the last epoch */
export function parityLine(here, weights) {
  const { pixels, logits } = here.given("compared");
  const [bytes, torch] = [new Uint8Array(copyOf(pixels)), new Float32Array(copyOf(logits))];
  const count = bytes.length / PIXELS;
  const own = [];

  function compare(index) {
    own[index] = forward(weights, bytes.subarray(index * PIXELS, (index + 1) * PIXELS)).output.after;
    return own[index].reduce((most, logit, digit) => Math.max(most, Math.abs(logit - torch[index * CLASSES + digit])), 0);
  }
  const words = `Largest difference of this page’s logits from PyTorch’s, on ${count} digits`;
  return parityBox(here, { words, count, atOnce: AT_ONCE, compare, code: () => parityCode(own) });
}
