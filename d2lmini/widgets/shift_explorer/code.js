/** The two layers and their outputs as a few lines of PyTorch. */

const PER_LINE = 8;

const tuple = (position) => `(${position.join(", ")})`;

function listOf(positions) {
  const lines = Array.from({ length: Math.ceil(positions.length / PER_LINE) }, (_, line) =>
    positions.slice(line * PER_LINE, (line + 1) * PER_LINE).map(tuple).join(", "));
  return lines.length < 2 ? `[${lines.join("")}]` : `[\n    ${lines.join(",\n    ")},\n]`;
}

const FIT = `inputs = torch.stack([image(*position).flatten() for position in learned], dim=1)
outputs = torch.stack([convolve(image(*position)).flatten() for position in learned], dim=1)
W = outputs @ torch.linalg.pinv(inputs)  # the smallest weights that give these outputs`;
const UNTAUGHT = "W = torch.zeros(64, 100, dtype=torch.float64)  # nothing learned yet";

/** @returns {string} a program that runs as it is */
export const shiftCode = ({ kernel, at, learned }) => `import torch
import torch.nn.functional as F

K = torch.tensor([${kernel.map((row) => `[${row.join(", ")}]`).join(", ")}], dtype=torch.float64)


def image(row, column):
    X = torch.zeros(10, 10, dtype=torch.float64)
    X[row : row + 3, column : column + 3] = K
    return X


def convolve(X):
    return F.conv2d(X[None, None], K[None, None])[0, 0]


learned = ${listOf(learned)}
${learned.length ? FIT : UNTAUGHT}

X = image${tuple(at)}
Y = convolve(X)
Y_dense = (W @ X.flatten()).reshape(8, 8)
print(Y)
print(Y_dense)
`;
