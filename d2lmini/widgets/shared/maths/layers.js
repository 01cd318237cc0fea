/**
 * Layers of small networks in plain loops over flat arrays, apart from the page; tests compare them with PyTorch's. Maps are square,
 * and their values lie map after map, row after row.
 *
 * @typedef {{channels: number, side: number}} Maps
 */

/** Maps with zeros around them. */
export function padded(input, { channels, side }, padding) {
  if (padding === 0) return input;
  const wide = side + 2 * padding;
  const output = new Float64Array(channels * wide * wide);
  for (let line = 0; line < channels * side; line += 1) {
    const [channel, row] = [Math.floor(line / side), line % side];
    output.set(input.subarray(line * side, (line + 1) * side), (channel * wide + row + padding) * wide + padding);
  }
  return output;
}

/** Add to a map what one row of a filter finds in the rows of another: five products at once, so that sums are seldom read and written. */
function addRow(output, start, side, input, from, wide, weight, at) {
  const [a, b, c, d, e] = [weight[at], weight[at + 1], weight[at + 2], weight[at + 3], weight[at + 4]];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0, to = start + row * side, i = from + row * wide; column < side; column += 1, to += 1, i += 1) {
      output[to] += a * input[i] + b * input[i + 1] + c * input[i + 2] + d * input[i + 3] + e * input[i + 4];
    }
  }
}

/** Slide each filter, five rows of five weights for each map, over all maps. */
export function convolve(input, source, { channels, side, kernel, padding }, { weight, bias }) {
  const [maps, wide] = [padded(input, source, padding), source.side + 2 * padding];
  const output = new Float64Array(channels * side * side);
  for (let filter = 0; filter < channels; filter += 1) {
    const start = filter * side * side;
    output.fill(bias[filter], start, start + side * side);
    for (let channel = 0; channel < source.channels; channel += 1) {
      for (let i = 0; i < kernel; i += 1) {
        addRow(output, start, side, maps, (channel * wide + i) * wide, wide, weight, ((filter * source.channels + channel) * kernel + i) * kernel);
      }
    }
  }
  return output;
}

/** The largest of each 2×2 window. */
export function maxPool(input, { side: wide }, { channels, side, stride = 2 }) {
  const output = new Float64Array(channels * side * side);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const at = (channel * wide + stride * row) * wide + stride * column;
        output[(channel * side + row) * side + column] = Math.max(input[at], input[at + 1], input[at + wide], input[at + wide + 1]);
      }
    }
  }
  return output;
}

/** Each unit weighs all inputs. */
export function weigh(input, { weight, bias }) {
  return Float64Array.from(bias, (start, unit) => {
    let sum = start;
    for (let index = 0, at = unit * input.length; index < input.length; index += 1, at += 1) sum += weight[at] * input[index];
    return sum;
  });
}

export const relu = (values) => values.map((value) => (value > 0 ? value : 0));

/**
 * What the logits say: the probabilities, the digit with the largest, the runner-up, and by how much it is behind.
 * @returns {{probabilities: number[], first: number, second: number, margin: number}}
 */
export function predictionOf(logits) {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const [first, second] = [...logits.keys()].sort((one, other) => logits[other] - logits[one]);
  return { probabilities: powers.map((power) => power / total), first, second, margin: logits[first] - logits[second] };
}
