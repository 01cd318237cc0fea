/** A 1×1 convolution, apart from the page: every pixel's channels times one matrix. Tests compare it with torch. */

/**
 * @typedef {number[][]} Kernel  a row for each output channel: its weights of red, green and blue
 * @typedef {Uint8Array | Float64Array} Planes  one channel after the other, each row by row
 */

const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const dot = (one, other) => sumOf(one.map((number, index) => number * other[index]));

/** The channels of one pixel after the kernel. @param {number[]} pixel red, green and blue @param {Kernel} kernel @param {number[]} bias */
export const mixPixel = (pixel, kernel, bias) => kernel.map((weights, channel) => dot(weights, pixel) + bias[channel]);

/**
 * Mix every pixel. No neighbour is read.
 * @param {Planes} planes red, green and blue @param {number} count pixels in a plane @param {Kernel} kernel @param {number[]} bias
 * @returns {Float64Array} a plane for each row of the kernel, one after the other
 */
export function mixPixels(planes, count, kernel, bias) {
  const output = new Float64Array(kernel.length * count);
  kernel.forEach(([first, second, third], channel) => {
    const [start, constant] = [channel * count, bias[channel]];
    for (let at = 0; at < count; at += 1) {
      output[start + at] = first * planes[at] + second * planes[count + at] + third * planes[2 * count + at] + constant;
    }
  });
  return output;
}

const CHANNELS = [0, 1, 2];

/** The channels of one pixel, in order. */
export const pixelOf = (planes, count, at) => CHANNELS.map((channel) => planes[channel * count + at]);

/** Each channel's mean over the photograph. @returns {number[]} */
export const meansOf = (planes, count) => CHANNELS.map((channel) => sumOf(planes.subarray(channel * count, (channel + 1) * count)) / count);

/** How red, green and blue vary together over the photograph. @returns {number[][]} */
export function covarianceOf(planes, count) {
  const means = meansOf(planes, count);
  return CHANNELS.map((one) => CHANNELS.map((other) => {
    let sum = 0;
    for (let at = 0; at < count; at += 1) sum += (planes[one * count + at] - means[one]) * (planes[other * count + at] - means[other]);
    return sum / count;
  }));
}

/**
 * How much of all the output's variance each channel holds: a row k gives k C kᵀ, and the bias nothing.
 * @returns {number[] | null} fractions of 1, or null where nothing varies
 */
export function varianceShares(kernel, covariance) {
  const variances = kernel.map((weights) => dot(weights, covariance.map((row) => dot(row, weights))));
  const total = sumOf(variances);
  return total > 0 ? variances.map((variance) => variance / total) : null;
}
