/** Pooling as a few lines of PyTorch that print the same numbers. */

import { pair, shapeOf } from "../shared/maths/matrix.js";
import { doubles, lengths } from "../shared/page/pytorch.js";

function poolLine({ mode, window, stride, padding, count_include_pad }) {
  const padded = Math.max(...pair(padding)) > 0;
  const settings = [
    lengths(window),
    ...(stride === null ? [] : [`stride=${lengths(stride)}`]),
    ...(padded ? [`padding=${lengths(padding)}`] : []),
    ...(mode === "avg" && padded && !count_include_pad ? ["count_include_pad=False"] : []),
  ];
  return `F.${mode}_pool2d(X[None, None], ${settings.join(", ")})[0, 0]`;
}

/** Padding on one side and cropping on the other moves the picture; nothing is left of one that moves out of view. */
function movedLine({ input, shift: [down, right] }) {
  const [height, width] = shapeOf(input);
  if (Math.abs(down) >= height || Math.abs(right) >= width) return "torch.zeros_like(X)  # moved out of view";
  return `F.pad(X, (${right}, ${-right}, ${down}, ${-down}))  # left, right, top, bottom: a negative number crops`;
}

/** @param {import("./pooling.js").State} state @returns {string} a program that runs as it is */
export function poolCode(state) {
  const shifted = state.shift.some(Boolean);
  return `import torch
import torch.nn.functional as F

X = ${doubles(state.input)}


def pool(X):
    return ${poolLine(state)}


${shifted ? `X_moved = ${movedLine(state)}\n` : ""}Y = pool(${shifted ? "X_moved" : "X"})
print(Y)
${shifted ? `print(((Y - pool(X)).abs() > 1e-9).sum().item(), "outputs changed")\n` : ""}`;
}
