/** A mix of a photograph's channels as a few lines of PyTorch that print the pixel in view. */

import { doubles } from "../shared/page/pytorch.js";

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
