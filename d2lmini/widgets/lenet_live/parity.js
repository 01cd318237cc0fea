/** The browser compares its own logits with PyTorch's, which came along with the page, and says how far they are apart. */

import { SIDE } from "./ink.js";
import { forward } from "./network.js";
import { copyOf } from "../shared/page/bytes.js";
import { copyButton } from "../shared/page/clipboard.js";
import { element } from "../shared/page/dom.js";
import { byPower } from "../shared/page/format.js";

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
  let [largest, timer] = [0, 0];
  const result = element("strong", { translate: "no" }, "…");
  const line = element("p", { class: "d2l-parity", "aria-busy": "true" }, `Largest difference of this page’s logits from PyTorch’s, on ${count} digits: `, result);

  function compareOne() {
    const index = own.length;
    own.push(forward(weights, bytes.subarray(index * PIXELS, (index + 1) * PIXELS)).output.after);
    own[index].forEach((logit, digit) => { largest = Math.max(largest, Math.abs(logit - torch[index * CLASSES + digit])); });
  }

  function goOn() {
    for (let done = 0; done < AT_ONCE && own.length < count; done += 1) compareOne();
    if (own.length < count) {
      timer = setTimeout(goOn);
      return;
    }
    result.textContent = byPower(largest);
    line.removeAttribute("aria-busy");
  }
  timer = setTimeout(goOn);
  here.signal.addEventListener("abort", () => clearTimeout(timer));
  const copy = copyButton({ words: "Copy this check", text: () => parityCode(own), say: here.say });
  return element("div", { class: "d2l-parity-box" }, line, copy.button, copy.field);
}
