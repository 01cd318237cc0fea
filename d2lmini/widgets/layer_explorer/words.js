/** What is said of the stages, and the program that runs through them. */

import { ACTIVATIONS, POOLINGS } from "./stages.js";
import { formatNumber } from "../shared/page/format.js";
import { doubles } from "../shared/page/pytorch.js";
import { samplePhoto } from "../shared/photos/photos.js";

const percent = (share) => `${(100 * share).toFixed(0)}\u00A0%`;

/** The window in view, from one stage to the next. */
export const unitWords = ({ unit: [row, column], window: read, seen, value }) =>
  `pooled row ${row}, column ${column}: ${read.map(formatNumber).join(", ")} become ${seen.map(formatNumber).join(", ")}, and these ${formatNumber(value)}`;

/** What the activation function and the pooling do to the map as a whole. */
export const shareWords = ({ activation, flat, zeros }) =>
  `Zeros: ${percent(zeros[0])} of the numbers after the activation function, ${percent(zeros[1])} after pooling. ` +
  (activation === "none" ? "Without an activation function, the next convolution would be one with this." : `Slope below 0.05: ${percent(flat)}.`);

/** @returns {string} a program that runs as it is, with the book's package at hand, and prints the pooled number in view */
export const stagesCode = ({ photo, order, colours, kernel, activation, pooling, unit }, size) => `${samplePhoto(photo, size)} / 255
${order === "BGR" ? "X = X.flip(0)  # blue, green, red\n" : ""}K = torch.tensor([${colours[0].join(", ")}], dtype=torch.float64)[:, None, None] * ${doubles(kernel)}
Y = F.conv2d(X[None], K[None], padding=1)[0, 0]
A = ${ACTIVATIONS[activation].torch}
P = ${POOLINGS[pooling].torch}
print(P[${unit.join(", ")}])
`;
