/** A feature map through activation function and pooling, apart from the page. Maps are row by row; tests compare with torch. */

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** What stands between two layers: the function, its slope, and the line of PyTorch that applies it to Y. */
export const ACTIVATIONS = {
  ReLU: { f: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0), torch: "Y.relu()" },
  "Leaky ReLU": { f: (x) => (x > 0 ? x : 0.01 * x), slope: (x) => (x > 0 ? 1 : 0.01), torch: "F.leaky_relu(Y)" },
  sigmoid: { f: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x), torch: "Y.sigmoid()" },
  tanh: { f: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2, torch: "Y.tanh()" },
  none: { f: (x) => x, slope: () => 1, torch: "Y" },
};

/** How a window of four numbers becomes one. */
export const POOLINGS = {
  maximum: { f: (a, b, c, d) => Math.max(a, b, c, d), torch: "F.max_pool2d(A[None], 2)[0]" },
  mean: { f: (a, b, c, d) => (a + b + c + d) / 4, torch: "F.avg_pool2d(A[None], 2)[0]" },
  "every second": { f: (a) => a, torch: "A[::2, ::2]" },
};

/** The channels added up, each times its weight. @param {Float64Array[]} planes from 0 to 255 @param {number[]} weights */
export function mixture(planes, weights) {
  const mixed = new Float64Array(planes[0].length);
  planes.forEach((plane, channel) => {
    const weight = weights[channel] / 255;
    for (let at = 0; at < mixed.length; at += 1) mixed[at] += weight * plane[at];
  });
  return mixed;
}

/** The four numbers of a window. */
export function windowOf(values, width, [row, column]) {
  const first = 2 * row * width + 2 * column;
  return [values[first], values[first + 1], values[first + width], values[first + width + 1]];
}

/** Pool windows of 2 by 2 that do not overlap. @param {number} width of a row */
export function pooled(values, width, pool) {
  const output = new Float64Array(values.length / 4);
  const columns = width / 2;
  for (let at = 0; at < output.length; at += 1) {
    output[at] = pool(...windowOf(values, width, [Math.floor(at / columns), at % columns]));
  }
  return output;
}

/** Each number as a block of 2 by 2, to be seen beside the larger maps. @param {[number, number]} size of the result */
export function doubled(values, [height, width]) {
  const columns = width / 2;
  return Float64Array.from({ length: height * width }, (_, at) =>
    values[Math.floor(at / width / 2) * columns + Math.floor((at % width) / 2)]);
}

/** @returns {number} the share of the numbers for which it holds */
export const shareOf = (values, holds) => values.reduce((count, value) => count + (holds(value) ? 1 : 0), 0) / values.length;
