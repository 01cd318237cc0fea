/** What is said of a prediction and of a unit, and the program that computes both. */

import { hasActivation, LAYERS, NAMES } from "./network.js";
import { SIDE } from "./ink.js";
import { fieldWords, unitName } from "./unit.js";
import { formatNumber, share } from "../shared/page/format.js";
import { tensor } from "../shared/page/pytorch.js";

export function predictionWords({ prediction }) {
  if (!prediction) return "No ink, so no prediction.";
  const { first, second, margin, probabilities } = prediction;
  return `Runner-up ${second}, ${formatNumber(margin)} logits behind. Probability ${share(probabilities[first])} against ${share(probabilities[second])}.`;
}

/** The prediction with its digit, for those who do not see it. */
export const verdictWords = (now) => `${now.prediction ? `${now.prediction.first}. ` : ""}${predictionWords(now)}`;

/** The value of the unit in view, in a sentence. */
export function unitWords({ pin, unit }) {
  const { before, after } = unit;
  const value = hasActivation(pin.layer)
    ? `${formatNumber(before)} before the activation, ${formatNumber(after)} after it`
    : `${formatNumber(after)}, which no activation follows`;
  return `${unitName(pin)}: ${value}; ${fieldWords(pin)}.`;
}

export function tell(now, before) {
  const pinned = now.pin !== before.pin && now.ink === before.ink && now.epoch === before.epoch && now.fit === before.fit;
  const words = pinned || now.layer !== before.layer ? unitWords(now) : verdictWords(now);
  return words[0].toUpperCase() + words.slice(1);
}

/** How many modules of the network are passed before a layer's activation, and after it. */
const ENDS = {};
let passed = 0;
for (const name of NAMES) {
  // The maps are laid out in a row before the first dense layer.
  passed += name === "dense 1" ? 2 : 1;
  const before = passed;
  passed += hasActivation(name) ? 1 : 0;
  ENDS[name] = { before, after: passed };
}

/** @returns {string} a program that runs as it is and prints the logits and the unit in view */
export function networkCode({ prepared: { pixels, empty }, epoch, pin }) {
  const rows = Array.from({ length: SIDE }, (_, row) => [...pixels.subarray(row * SIDE, (row + 1) * SIDE)]);
  const place = LAYERS[pin.layer].kind === "dense" ? `0, ${pin.channel}` : `0, ${pin.channel}, ${pin.at.join(", ")}`;
  const { before, after } = ENDS[pin.layer];
  return `import torch
from d2lmini import lenet_mnist

net = lenet_mnist(epoch=${epoch}).requires_grad_(False)
picture = ${tensor(rows)}
X = picture.view(1, 1, 28, 28) / 255
logits = net(X)[0]
${empty ? 'print("no ink: these logits come from the biases alone")\n' : ""}print(logits)

# ${unitName(pin)}, before and after the activation
before, after = net[:${before}](X)[${place}], net[:${after}](X)[${place}]
print(before, after)
`;
}
