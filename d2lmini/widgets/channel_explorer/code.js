/** A convolution with several channels as a few lines of PyTorch that print the number in view. */

const list = (values) => JSON.stringify(values).replaceAll(",", ", ");

/** One line for each entry of the first axis. */
const lines = (values) => `[\n${values.map((value) => `    ${list(value)},`).join("\n")}\n]`;

const doubleTensor = (values) => `torch.tensor(${values}, dtype=torch.float64)`;
const HEAD = "import torch\nimport torch.nn.functional as F\n";

/** @returns {string} a program that runs as it is */
export function channelCode({ input, weight, bias, filter, place }) {
  const whole = [input, weight, bias].flat(Infinity).every(Number.isInteger);
  const tensorOf = whole ? (values) => `torch.tensor(${values})` : doubleTensor;
  return `${HEAD}
X = ${tensorOf(lines(input))}  # (in, height, width)
weight = ${tensorOf(lines(weight))}  # (out, in, kernel height, kernel width)
bias = ${tensorOf(list(bias))}  # (out,)
Y = F.conv2d(X[None], weight, bias)[0]
print(Y[${filter}, ${place.join(", ")}])
`;
}

/** @returns {string} a program that runs as it is, with the book's package at hand for the photograph */
export function photoChannelsCode({ photo, photo_weight: weight, photo_bias: bias, filter, place, sizes }) {
  return `${HEAD}from d2lmini import sample_photo

X = (sample_photo("${photo}", size=${sizes.input[1]}) * 255).round().double()  # (3, height, width)
weight = ${doubleTensor(lines(weight))}  # (out, 3, 3, 3)
bias = ${doubleTensor(list(bias))}  # (out,)
Y = F.conv2d(X[None], weight, bias, padding=1)[0]
print(Y[${filter}, ${place.join(", ")}])
`;
}
