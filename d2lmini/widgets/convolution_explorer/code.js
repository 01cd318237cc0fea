/** A convolution as a few lines of PyTorch that print the same numbers. */

import { argument, doubles, tensor } from "../shared/page/pytorch.js";

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
