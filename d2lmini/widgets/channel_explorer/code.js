/** A convolution with several channels as a few lines of PyTorch that print the number in view. */

import { samplePhoto } from "../shared/photos/photos.js";

const list = (values) => JSON.stringify(values).replaceAll(",", ", ");

/** One line for each entry of the first axis. */
const lines = (values) => `[\n${values.map((value) => `    ${list(value)},`).join("\n")}\n]`;

const doubles = (values) => `torch.tensor(${values}, dtype=torch.float64)`;

/** What both programs end in. */
const layerLines = ({ weight, bias, filter, place }, tensorOf, axes, padding = "") => `weight = ${tensorOf(lines(weight))}  # (${axes})
bias = ${tensorOf(list(bias))}  # (out,)
Y = F.conv2d(X[None], weight, bias${padding})[0]
print(Y[${filter}, ${place.join(", ")}])
`;

/** @returns {string} a program that runs as it is */
export function channelCode(now) {
  const whole = [now.input, now.weight, now.bias].flat(Infinity).every(Number.isInteger);
  const tensorOf = whole ? (values) => `torch.tensor(${values})` : doubles;
  return `import torch
import torch.nn.functional as F

X = ${tensorOf(lines(now.input))}  # (in, height, width)
${layerLines(now, tensorOf, "out, in, kernel height, kernel width")}`;
}

/** @returns {string} a program that runs as it is, with the book's package at hand for the photograph */
export const photoChannelsCode = ({ photo, photo_weight: weight, photo_bias: bias, filter, place, sizes }) =>
  `${samplePhoto(photo, sizes.input.slice(1))}  # (3, height, width)
${layerLines({ weight, bias, filter, place }, doubles, "out, 3, 3, 3", ", padding=1")}`;
