/** Three layers' costs as a PyTorch program. */

import { argument } from "../shared/page/pytorch.js";

/** @returns {string} a program that runs as it is; on "meta", tensors have sizes but no numbers, so none is too large */
export function budgetCode({ image, in_channels, kernel, stride, padding, out_channels }) {
  const settings = argument("kernel_size", kernel, null) + argument("stride", stride, 1) + argument("padding", padding, 0);
  const size = Array.isArray(image) ? image.join(", ") : `${image}, ${image}`;
  return `import torch
from torch import nn

conv = nn.Conv2d(${in_channels}, ${out_channels}${settings}, device="meta")
X = torch.zeros(1, ${in_channels}, ${size}, device="meta")
Y = conv(X)
window = conv.weight[0].numel()  # numbers that one output sees

parameters = {
    "dense": (X.numel() + 1) * Y.numel(),
    "local": (window + 1) * Y.numel(),
    "conv": sum(p.numel() for p in conv.parameters()),
}
multiply_adds = {"dense": X.numel() * Y.numel(), "local": window * Y.numel(), "conv": window * Y.numel()}
memory = {layer: 4 * count for layer, count in parameters.items()}  # bytes in float32
print(parameters, multiply_adds, memory, sep="\\n")
`;
}
