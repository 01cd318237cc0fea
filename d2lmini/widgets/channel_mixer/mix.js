/** A 1×1 convolution, apart from the page: every pixel's channels times one matrix. Tests compare it with torch. */

/**
 * @typedef {number[][]} Kernel  a row for each output channel: its weights of red, green and blue
 * @typedef {Uint8Array | Float64Array} Planes  one channel after the other, each row by row
 */

/** One output channel of one pixel. */
const mixed = ([first, second, third], bias, red, green, blue) => first * red + second * green + third * blue + bias;

/** The channels of one pixel after the kernel. @param {number[]} pixel red, green and blue @param {Kernel} kernel @param {number[]} bias */
export const mixPixel = (pixel, kernel, bias) => kernel.map((weights, channel) => mixed(weights, bias[channel], ...pixel));

/**
 * Mix every pixel. No neighbour is read.
 * @param {Planes} planes red, green and blue @param {number} count pixels in a plane @param {Kernel} kernel @param {number[]} bias
 * @param {Float64Array} output filled from its start, one plane for each row of the kernel
 */
export function mixPixels(planes, count, kernel, bias, output) {
  kernel.forEach(([first, second, third], channel) => {
    const [start, constant] = [channel * count, bias[channel]];
    for (let at = 0; at < count; at += 1) {
      output[start + at] = first * planes[at] + second * planes[count + at] + third * planes[2 * count + at] + constant;
    }
  });
}

/** The channels of one pixel, in order. */
export const pixelOf = (planes, count, at) => [0, 1, 2].map((channel) => planes[channel * count + at]);

/** Each channel's mean over the photograph. @returns {number[]} */
export const meansOf = (planes, count) => [0, 1, 2].map((channel) => planes.subarray(channel * count, (channel + 1) * count).reduce((sum, value) => sum + value, 0) / count);

/** How red, green and blue vary together over the photograph. @returns {number[][]} */
export function covarianceOf(planes, count) {
  const means = meansOf(planes, count);
  return [0, 1, 2].map((one) =>
    [0, 1, 2].map((other) => {
      let sum = 0;
      for (let at = 0; at < count; at += 1) sum += (planes[one * count + at] - means[one]) * (planes[other * count + at] - means[other]);
      return sum / count;
    }),
  );
}

/**
 * How much of all the output's variance each channel holds: a row k gives k C kᵀ, and the bias nothing.
 * @returns {number[] | null} fractions of 1, or null where nothing varies
 */
export function varianceShares(kernel, covariance) {
  const variances = kernel.map((weights) =>
    weights.reduce((sum, one, i) => sum + weights.reduce((part, other, j) => part + one * other * covariance[i][j], 0), 0),
  );
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  return total > 0 ? variances.map((variance) => variance / total) : null;
}
