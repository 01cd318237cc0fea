/** Filtering a photograph, apart from the page. Pixels are grey values from 0 to 255, row by row; tests compare with torch. */

/** Zeros around a photograph on every side: enough for a kernel of 5 by 5. */
const BORDER = 2;
/** Products added in one go, so that the output is read and written as seldom as can be. */
const AT_ONCE = 5;

/** @param {Uint8Array} pixels @returns {Float64Array} the photograph in doubles, with zeros around it */
export function bordered(pixels, [height, width]) {
  const wide = width + 2 * BORDER;
  const padded = new Float64Array((height + 2 * BORDER) * wide);
  for (let row = 0; row < height; row += 1) {
    padded.set(pixels.subarray(row * width, (row + 1) * width), (row + BORDER) * wide + BORDER);
  }
  return padded;
}

/** The kernel's entries that are not 0, with their way through a bordered photograph, by the handful; zeros fill the last one. */
function handfulsOf(kernel, wide) {
  const first = BORDER - (kernel.length - 1) / 2;
  const taps = kernel.flatMap((row, i) => row.map((weight, j) => ({ weight, offset: (first + i) * wide + first + j })));
  const used = taps.filter(({ weight }) => weight !== 0);
  while (used.length % AT_ONCE) used.push({ weight: 0, offset: 0 });
  return Array.from({ length: used.length / AT_ONCE }, (_, index) => {
    const handful = used.slice(index * AT_ONCE, (index + 1) * AT_ONCE);
    return { weights: handful.map(({ weight }) => weight), offsets: handful.map(({ offset }) => offset) };
  });
}

/** Add a handful of weighted rows, each from its own start, to the output from `at` to `end`. */
function addRows(output, at, end, padded, [a, b, c, d, e], [i, j, k, l, m]) {
  for (let shift = 0; at + shift < end; shift += 1) {
    output[at + shift] +=
      a * padded[i + shift] + b * padded[j + shift] + c * padded[k + shift] + d * padded[l + shift] + e * padded[m + shift];
  }
}

/**
 * Cross-correlate: each entry of the kernel adds a shifted, weighted copy of the photograph, row by row.
 * @param {Float64Array} padded a bordered photograph
 * @param {[number, number]} size its height and width without the border
 * @param {number[][]} kernel 3 by 3 or 5 by 5
 * @returns {Float64Array} the result, of the photograph's size
 */
export function filterPixels(padded, [height, width], kernel) {
  const output = new Float64Array(height * width);
  const wide = width + 2 * BORDER;
  const handfuls = handfulsOf(kernel, wide);
  for (let row = 0; row < height; row += 1) {
    for (const { weights, offsets } of handfuls) {
      addRows(output, row * width, (row + 1) * width, padded, weights, offsets.map((offset) => row * wide + offset));
    }
  }
  return output;
}

/** How values that no grey stands for are shown: the sign dropped or not, then scaled and shifted, then cut at black and white. */
export const SHOWINGS = {
  clip: { words: "black", rule: "below 0 is black, above 255 white", unsigned: false, scale: 1, shift: 0 },
  absolute: { words: "as their size", rule: "the sign is dropped, above 255 is white", unsigned: true, scale: 1, shift: 0 },
  signed: { words: "around mid-grey", rule: "0 is mid-grey, negative darker, positive lighter", unsigned: false, scale: 0.5, shift: 127.5 },
};

/** The grey, from 0 to 255, that a value is shown as. */
export const greyOf = (value, { unsigned, scale, shift }) => Uint8ClampedArray.of((unsigned ? Math.abs(value) : value) * scale + shift)[0];

/**
 * Write values as greys.
 * @param {Float64Array} values
 * @param {Uint8ClampedArray} colours red, green, blue and alpha of each pixel; alpha is left as it is
 */
export function drawGreys(values, colours, { unsigned, scale, shift }) {
  for (let at = 0; at < values.length; at += 1) {
    const grey = (unsigned ? Math.abs(values[at]) : values[at]) * scale + shift;
    colours[4 * at] = grey;
    colours[4 * at + 1] = grey;
    colours[4 * at + 2] = grey;
  }
}

/** The products whose sum is the output at a place, as `termsAt` gives them. */
export function pixelTerms(padded, [height, width], kernel, [row, column]) {
  const [wide, reach] = [width + 2 * BORDER, (kernel.length - 1) / 2];
  return kernel.flatMap((weights, i) =>
    weights.map((weight, j) => {
      const [y, x] = [row + i - reach, column + j - reach];
      return { value: padded[(y + BORDER) * wide + x + BORDER], weight, padded: y < 0 || y >= height || x < 0 || x >= width };
    }),
  );
}

/** The same kernel in another odd size: cut, or with zeros around it. */
export function centred(kernel, size) {
  const shift = (kernel.length - size) / 2;
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => kernel[i + shift]?.[j + shift] ?? 0));
}
