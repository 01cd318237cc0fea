/** The layer and its costs as a PyTorch program. */

import { zerosOf } from "./costs.js";

/** PyTorch has padding "same" for stride 1; for other strides of odd kernels there is a number that does it. */
function paddingOf({ kernel_size, stride, padding }) {
  if (padding !== "same") return { argument: padding === 0 ? "" : `, padding=${padding}`, around: "" };
  if (kernel_size === 1) return { argument: "", around: "" };
  if (stride === 1 && kernel_size % 2) return { argument: ', padding="same"', around: "" };
  const { before, around } = zerosOf({ kernel_size, padding });
  if (kernel_size % 2) return { argument: `, padding=${before}`, around: "" };
  return { argument: "", around: `X = F.pad(X, (${before}, ${around - before}) * 2)  # left, right, top, bottom\n` };
}

/** @returns {string} a program that runs as it is; on "meta", tensors have sizes but no numbers, so none is too large */
export function costCode(layer) {
  const { in_channels, out_channels, height, width, kernel_size, stride, groups, bias } = layer;
  const { argument, around } = paddingOf(layer);
  const stepped = stride === 1 ? "" : `, stride=${stride}`;
  const parted = groups === 1 ? "" : `, groups=${groups}`;
  const plain = bias ? "" : ", bias=False";
  const { before } = zerosOf(layer);
  const unfolded = around || before === 0 ? "" : `, padding=${before}`;
  return `import torch
import torch.nn.functional as F
from torch import nn

conv = nn.Conv2d(${in_channels}, ${out_channels}, ${kernel_size}${stepped}${argument}${parted}${plain}, device="meta")
image = X = torch.zeros(1, ${in_channels}, ${height}, ${width}, device="meta")
${around}Y = conv(X)
columns = F.unfold(X, ${kernel_size}${stepped}${unfolded})  # im2col

parameters = sum(p.numel() for p in conv.parameters())
multiply_adds = Y.numel() * conv.weight[0].numel()  # FLOPs are twice as many
memory = {
    "input": image.nbytes,
    "weights": sum(p.nbytes for p in conv.parameters()),
    "output": Y.nbytes,
    "columns": columns.nbytes,
}
intensity = 2 * multiply_adds / (memory["input"] + memory["weights"] + memory["output"])
print(parameters, multiply_adds, memory, intensity, sep="\\n")
`;
}
