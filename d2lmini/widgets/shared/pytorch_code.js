/** The picture as a few lines of PyTorch that print the same numbers. */

import { pair } from "./convolution.js";

const rows = (matrix) => `[\n${matrix.map((row) => `    [${row.join(", ")}],`).join("\n")}\n]`;
const tensor = (matrix) => `torch.tensor(${rows(matrix)})`;
export const doubles = (matrix) => `torch.tensor(${rows(matrix)}, dtype=torch.float64)`;

export function argument(name, value, usual) {
  const [height, width] = pair(value);
  if (height === width) return height === usual ? "" : `, ${name}=${height}`;
  return `, ${name}=(${height}, ${width})`;
}

/** @returns {string} a program that runs as it is */
export function explorerCode({ input, kernel, stride, padding, dilation, mode }) {
  const settings = argument("stride", stride, 1) + argument("padding", padding, 0) + argument("dilation", dilation, 1);
  const whole = [...input, ...kernel].flat().every(Number.isInteger);
  const [X, K] = [input, kernel].map(whole ? tensor : doubles);
  const flip = mode === "convolution" ? "K = K.flip(0, 1)  # convolution turns the kernel half round; conv2d does not\n" : "";
  return `import torch
import torch.nn.functional as F

X = ${X}
K = ${K}
${flip}Y = F.conv2d(X[None, None], K[None, None]${settings})[0, 0]
print(Y)
`;
}

/** @returns {string} a program that runs as it is, with the book's package at hand for the photograph */
export function photoCode({ photo, kernel, divisor, at }, [height]) {
  const divided = divisor === 1 ? "" : ` / ${divisor}`;
  return `import torch
import torch.nn.functional as F
from d2lmini import sample_photo

X = (sample_photo("${photo}", size=${height}, gray=True) * 255).round().double()
K = ${doubles(kernel)}${divided}
Y = F.conv2d(X[None, None], K[None, None], padding=${(kernel.length - 1) / 2})[0, 0]
print(Y[${at.join(", ")}])
`;
}

/** @returns {string} a program that runs as it is, for a mix of a photograph's channels */
export function mixCode({ photo, kernel, bias, at }, [height]) {
  return `import torch
import torch.nn.functional as F
from d2lmini import sample_photo

X = (sample_photo("${photo}", size=${height}) * 255).round().double()
K = ${doubles(kernel)}
b = torch.tensor([${bias.join(", ")}], dtype=torch.float64)
Y = F.conv2d(X[None], K[:, :, None, None], b)[0]
print(Y[:, ${at.join(", ")}])
`;
}
