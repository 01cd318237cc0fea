/** What is seen, told in words, and the state as a PyTorch program. */

import { RATE } from "./descent.js";
import { readAt, scaleOf, toPixels } from "./sampling.js";
import { factor } from "../shared/grids/sum.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { formatNumber, inDecimals, plural } from "../shared/page/format.js";
import { doubles } from "../shared/page/pytorch.js";

const FURTHEST = 3;
const brief = (number) => formatNumber(Number(number.toFixed(2)));
const place = ([x, y]) => `(${brief(x)}, ${brief(y)})`;

/** Why a state cannot be shown, or null. */
export function samplerRefusal({ theta, direction }) {
  const [rows, columns] = shapeOf(theta);
  if (rows !== 2 || columns !== 3) return `theta must be 2×3, got ${rows}×${columns}`;
  if (theta.flat().some((number) => Math.abs(number) > FURTHEST)) return `theta must hold numbers from −${FURTHEST} to ${FURTHEST}; 1 is half of the picture`;
  const [[a, b], [c, d]] = theta;
  return direction === "forward" && a * d === b * c ? "theta squeezes the picture to a line, and no way leads back; direction must be 'inverse'" : null;
}

/** The way from the output pixel in view to its place in the input. */
export const wayWords = ({ at, pixel }) =>
  `Output pixel (${at.join(", ")}) stands at (x, y) = ${place(pixel.from)}. Theta sends it to ${place(pixel.place)}: row ${brief(pixel.there[0])}, column ${brief(pixel.there[1])} of the input.`;

/** What stands beyond the picture. */
export function outsideWords({ pixel, padding_mode: padding, shown }) {
  const size = shapeOf(shown);
  const outside = pixel.there.some((at, axis) => at < -0.5 || at > size[axis] - 0.5);
  if (padding !== "zeros") return outside ? `That is outside. ${padding === "border" ? "The nearest place of the border" : "Its reflection"} is read instead: row ${brief(pixel.read[0])}, column ${brief(pixel.read[1])}.` : "";
  const beyond = pixel.entries.filter(({ padded, weight }) => padded && weight !== 0).length;
  return beyond ? `${beyond} of the ${plural(pixel.entries.length, "pixel")} read ${beyond === 1 ? "lies" : "lie"} outside and ${beyond === 1 ? "counts" : "count"} as 0.` : "";
}

/** What the other mode would read at the same place. */
export function otherWords({ pixel, mode, shown }) {
  const other = mode === "nearest" ? "bilinear" : "nearest";
  const entries = readAt(shown, pixel.read, other);
  const value = brief(entries.reduce((sum, entry) => sum + entry.value * entry.weight, 0));
  return other === "nearest" ? `Nearest would read ${value}, at row ${entries[0].row}, column ${entries[0].column}.` : `Bilinear would read ${value}, a mean of four pixels.`;
}

/** How many output pixels nothing reached, when the input's pixels are sent. */
export function forwardWords({ sentOn, at }) {
  if (!sentOn) return "";
  const { counts } = sentOn;
  const all = counts.flat();
  const here = counts[at[0]][at[1]];
  const mine = here ? `Output pixel (${at.join(", ")}) got ${plural(here, "number")}${here > 1 ? ", of which the last stays" : ""}.` : `Nothing arrived at output pixel (${at.join(", ")}).`;
  return `${mine} ${all.filter((count) => count === 0).length} of ${all.length} output pixels got nothing, ${all.filter((count) => count > 1).length} got several.`;
}

/** A place of the frame in pixels, by one of the rulers. */
export function rulerFormula({ pixel, shown }, axis, corners) {
  const length = shapeOf(shown)[axis];
  const at = pixel.place[1 - axis];
  // Half of the length times two decimals would miss the result's.
  const product = `${factor(at, (number) => inDecimals(number, 4))} · ${corners ? `(${length} − 1)` : length} / 2 + (${length} − 1) / 2`;
  return `${axis ? "column" : "row"} = ${axis ? "x" : "y"} · ${corners ? `(${axis ? "w" : "h"} − 1)` : axis ? "w" : "h"} / 2 + (${axis ? "w" : "h"} − 1) / 2 = ${product} = ${brief(toPixels(at, length, corners))}`;
}

export function identityWords({ identity: [same, mixed] }) {
  return `The identity test, with this input: a grid made and read by the same ruler changes no number by more than ${same < 1e-9 ? "0" : brief(same)}. Made by one ruler and read by the other, it changes one by ${brief(mixed)}.`;
}

/** The frame is not square where the picture is not. */
export function squareWords({ shown, align_corners: corners }) {
  const [height, width] = shapeOf(shown);
  if (height === width) return "";
  return `This picture is not square: 1 in the frame is ${brief(scaleOf(width, corners))} pixels across but ${brief(scaleOf(height, corners))} down, so a turn in the frame skews the picture.`;
}

export function backgroundWords({ normalised, padding_mode: padding, shown, asked }) {
  if (!normalised) return "";
  const size = shapeOf(shown);
  const beyond = asked.flat().filter(({ there }) => there.some((at, axis) => at < -0.5 || at > size[axis] - 0.5)).length;
  const lowest = brief(Math.min(...shown.flat()));
  if (padding !== "zeros") return `Normalised, the darkest pixel is ${lowest}; ${padding === "border" ? "the border" : "a reflection"} goes on around the picture.`;
  return `Normalised, the darkest pixel is ${lowest}, but outside stands 0: a frame of grey. ${beyond} of ${asked.length * asked[0].length} output pixels read outside.`;
}

const signed = (number) => formatNumber(number);

export const slopeWords = ({ pixel, mode }) =>
  mode === "nearest"
    ? "Slopes of this output: 0 by x and by y. Rounding hides a small move of the place, so theta learns nothing."
    : `Slopes of this output: ${signed(pixel.toPlace[0])} by x, ${signed(pixel.toPlace[1])} by y; by each read pixel its weight.`;

const rows = (matrix) => matrix.map((row) => `[${row.map(signed).join(", ")}]`).join(" ");
export const thetaSlopes = ({ pixel }) => rows(pixel.toTheta);
export const lossSlopes = ({ distance }) => rows(distance.toTheta);
export const lossWords = ({ distance }) => `Loss ${formatNumber(Number(distance.loss.toFixed(4)))}`;
export const rateWords = `A step is −${RATE} times the gradient. The loss is the mean squared difference from what the identity gives, divided by the input’s variance.`;

const CENTRE = {
  True: "(2 * index / (length - 1) - 1 if length > 1 else 0)",
  False: "(2 * index + 1) / length - 1",
};

const FORWARD = ([height, width], corners) => `(a, b, e), (c, d, f) = theta.tolist()
determinant = a * d - b * c


def centre(index, length):
    return ${CENTRE[corners]}


Y = torch.zeros(${height}, ${width}, dtype=torch.float64)
for row in range(X.shape[0]):
    for column in range(X.shape[1]):
        u, v = centre(column, X.shape[1]) - e, centre(row, X.shape[0]) - f
        x, y = (d * u - b * v) / determinant, (a * v - c * u) / determinant
        i = round(y * ${scaleOf(height, corners === "True")} + ${(height - 1) / 2})
        j = round(x * ${scaleOf(width, corners === "True")} + ${(width - 1) / 2})
        if 0 <= i < ${height} and 0 <= j < ${width}:
            Y[i, j] = X[row, column]
print(Y)
`;

const INVERSE = ([height, width], corners, mode, padding) => `theta.requires_grad_()


def sample(theta, mode):
    grid = F.affine_grid(theta[None], [1, 1, ${height}, ${width}], align_corners=${corners})
    how = {"mode": mode, "padding_mode": "${padding}", "align_corners": ${corners}}
    return F.grid_sample(X[None, None], grid, **how)[0, 0]


Y = sample(theta, "${mode}")
loss = F.mse_loss(Y, sample(torch.eye(2, 3).double(), "bilinear")) / (X.var(correction=0) or 1)
loss.backward()
print(Y.detach())
print("loss", loss.item())
print("its gradient to theta", theta.grad)
`;

/** @returns {string} a program that runs as it is */
export function samplerCode({ input, theta, size, align_corners: corners, mode, padding_mode: padding, direction, normalised }) {
  const flag = corners ? "True" : "False";
  return `import torch
import torch.nn.functional as F

X = ${doubles(input)}
${normalised ? "X = (X - X.mean()) / (X.std(correction=0) or 1)\n" : ""}theta = ${doubles(theta)}
${direction === "forward" ? FORWARD(size, flag) : INVERSE(size, flag, mode, padding)}`;
}
