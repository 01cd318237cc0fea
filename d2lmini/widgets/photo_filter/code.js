/** A filtered photograph as a few lines of PyTorch that print the number in view. */

import { doubles } from "../shared/page/pytorch.js";

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
