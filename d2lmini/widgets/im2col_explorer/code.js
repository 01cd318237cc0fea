/** The layer as a few lines of PyTorch: its windows as columns, one product, and the columns folded back. */

import { argument, lengths } from "../shared/page/pytorch.js";

const lines = (values) => `[\n${values.map((value) => `    ${JSON.stringify(value).replaceAll(",", ", ")},`).join("\n")}\n]`;
const doubles = (values) => `torch.tensor(${lines(values)}, dtype=torch.float64)`;
const tuple = (sizes) => `(${sizes.join(", ")})`;

/** @returns {string} a program that runs as it is */
export function im2colCode({ X, K, stride, padding, dilation, geometry, rows, columns, places }) {
  const steps = argument("stride", stride, 1) + argument("padding", padding, 0) + argument("dilation", dilation, 1);
  const kernel = lengths(geometry.kernel);
  return `import torch
import torch.nn.functional as F

X = ${doubles(X)}  # (channels, height, width)
K = ${doubles(K)}  # (filters, channels, kernel height, kernel width)

columns = F.unfold(X[None], ${kernel}${steps})[0]  # ${tuple([columns.length, columns[0].length])}: a window is a column
W = K.flatten(1)  # ${tuple([rows.length, rows[0].length])}: a filter is a row
Y = (W @ columns).view(${[K.length, ...places].join(", ")})
print(Y)
print(torch.allclose(Y, F.conv2d(X[None], K${steps})[0]))

folded = F.fold(columns[None], ${tuple(geometry.size)}, ${kernel}${steps})[0]  # copies add up
print(folded)
`;
}
