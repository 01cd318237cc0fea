/** A question about sizes as a PyTorch program that prints the answer. */

import { outputSize } from "../shared/maths/convolution.js";
import { firstAxes } from "./reasons.js";

const netOf = (code) => {
  const lines = code.split("\n");
  return lines.length === 1 ? code : `nn.Sequential(\n${lines.map((line) => `    ${line},`).join("\n")}\n)`;
};

/** The program's last lines. Tensors on "meta" have sizes but no numbers, so that trying many costs nothing. */
const ENDINGS = {
  output: ({ code, size }) => `net = ${netOf(code)}
X = torch.zeros(1, 1, ${size.join(", ")})
print(*net(X).shape[2:])`,
  padding: ({ code, size }) => `X = torch.zeros(1, 1, ${size.join(", ")}, device="meta")
for padding in range(${size[0]}):
    net = ${code.replace("=?", "=padding").replace(/\)$/, ', device="meta")')}
    if net(X).shape == X.shape:
        print(padding)`,
  kernel: ({ code, size }, axis) => `X = torch.zeros(1, 1, ${size.join(", ")}, device="meta")
for kernel_size in range(1, ${size[0] + 2 * axis.padding + 1}):
    net = ${code.replace("=?", "=kernel_size").replace(/\)$/, ', device="meta")')}
    if net(X).shape[2] == ${outputSize(axis)}:
        print(kernel_size)`,
  unread: ({ code, size }, axis) => `net = ${code}
X = torch.zeros(1, 1, ${size.join(", ")})
read = (net(X).shape[2] - 1) * ${axis.stride} + ${axis.kernel}
print(${size[0]} + 2 * ${axis.padding} - read)`,
  largest: ({ code, size }, axis) => `net = ${code}
sizes = range(${size[0]}, ${size[0] + axis.stride})
print(max(n for n in sizes if net(torch.zeros(1, 1, n, n)).shape[2] == ${outputSize(axis)}))`,
};

/** @returns {string} a program that runs as it is */
export const questionCode = (question) => `import torch
from torch import nn

${ENDINGS[question.kind](question, firstAxes(question)[0])}
`;
