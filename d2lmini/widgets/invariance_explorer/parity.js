/** The browser compares its own logits of all five networks with PyTorch's, which came along with the page. */

import { logitsOf, SIDE } from "./network.js";
import { copyOf } from "../shared/page/bytes.js";
import { parityBox } from "../shared/page/parity.js";

const PIXELS = SIDE * SIDE;
const CLASSES = 10;

const rows = (logits) => logits.map((row) => `    [${Array.from(row, (logit) => Number(logit.toPrecision(9))).join(", ")}],`).join("\n");

/** @returns {string} a program that computes PyTorch's logits again and compares them with the browser's, network by network */
export const parityCode = (own) => `import torch
from d2lmini import invariant_mnist, load_data_mnist

browser = {
${Object.entries(own).map(([name, logits]) => `"${name}": torch.tensor([\n${rows(logits)}\n]),`).join("\n")}
}
_, test_iter = load_data_mnist(2000)
with torch.no_grad():
    for name, logits in browser.items():
        print((invariant_mnist(name)(test_iter.images[: len(logits)]) - logits).abs().max())
`;

/** @param {Record<string, object>} networks */
export function parityLine(here, networks) {
  const { pixels, logits } = here.given("compared");
  const bytes = new Uint8Array(copyOf(pixels));
  const torch = Object.fromEntries(Object.entries(logits).map(([name, given]) => [name, new Float32Array(copyOf(given))]));
  const count = bytes.length / PIXELS;
  const own = Object.fromEntries(Object.keys(torch).map((name) => [name, []]));

  function compare(index) {
    const picture = Float64Array.from(bytes.subarray(index * PIXELS, (index + 1) * PIXELS), (grey) => grey / 255);
    const differences = Object.keys(own).flatMap((name) => {
      own[name][index] = logitsOf(networks[name], picture);
      return Array.from(own[name][index], (logit, digit) => Math.abs(logit - torch[name][index * CLASSES + digit]));
    });
    return Math.max(...differences);
  }
  const words = `Largest difference of this page’s logits from PyTorch’s, on ${count} digits and ${Object.keys(own).length} networks`;
  return parityBox(here, { words, count, compare, code: () => parityCode(own) });
}
