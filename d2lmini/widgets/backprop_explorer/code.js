/** The state as a program that asks autograd for the gradients in view. */

import { argument, lengths } from "../shared/page/pytorch.js";

const list = (values) => JSON.stringify(values).replaceAll(",", ", ");
const lines = (values) => `[\n${values.map((value) => `    ${list(value)},`).join("\n")}\n]`;
const doubles = (values, more = "") => `torch.tensor(${lines(values)}, dtype=torch.float64${more})`;

function layerLine({ mode, K, stride, padding, dilation }) {
  const settings = argument("padding", padding, 0) + argument("dilation", dilation, 1);
  if (mode !== "max" && mode !== "avg") return `F.conv2d(X[None], K${argument("stride", stride, 1)}${settings})[0]`;
  const window = lengths([K[0][0].length, K[0][0][0].length]);
  return `F.${mode}_pool2d(X[None], ${window}, stride=${lengths(stride)}${settings})[0]`;
}

/** @returns {string} a program that runs as it is */
export function backpropCode(state) {
  const convolves = state.mode === "dX" || state.mode === "dW";
  return `import torch
import torch.nn.functional as F

X = ${doubles(state.X, ", requires_grad=True")}  # (channels, height, width)
${convolves ? `K = ${doubles(state.K, ", requires_grad=True")}  # (filters, channels, kernel height, kernel width)\n` : ""}dY = ${doubles(state.dY)}  # of the output's shape
Y = ${layerLine(state)}
Y.backward(dY)
dX = X.grad
print("dX", dX)
${convolves ? `dW, db = K.grad, dY.sum((1, 2))\nprint("dW", dW)\nprint("db", db)\n` : ""}`;
}
