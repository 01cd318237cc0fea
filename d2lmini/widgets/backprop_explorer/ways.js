/** The gradient of a convolution's input in three ways that come to the same, apart from the page. */

import { entriesOf, placesOf } from "./backward.js";
import { correlate, outputSize, spanOf } from "../shared/maths/convolution.js";
import { filled, shapeOf } from "../shared/maths/matrix.js";

/** The kernel turned half round: both axes reversed, nothing transposed. */
export const rotated = (kernel) => kernel.map((row) => [...row].reverse()).reverse();

/**
 * Errors as the rotated kernel reads them: a stride puts zeros between them, and around them are as many as the kernel reaches, less
 * the padding.
 * @returns {{errors: number[][], source: ([number, number] | null)[][]}} with the error's own place for each, or null for a zero
 */
export function spread(errors, axes) {
  const along = ({ size, stride, padding, ...axis }) => {
    const places = new Array(size + spanOf(axis) - 1).fill(null);
    const first = spanOf(axis) - 1 - padding;
    for (let at = 0; at < outputSize({ size, stride, padding, ...axis }); at += 1) {
      // An error of which every number read was padding lies outside, and is left out.
      if (first + at * stride in places) places[first + at * stride] = at;
    }
    return places;
  };
  const [rows, columns] = axes.map(along);
  const source = filled([rows.length, columns.length], (row, column) => (rows[row] === null || columns[column] === null ? null : [rows[row], columns[column]]));
  return { errors: source.map((line) => line.map((place) => (place ? errors[place[0]][place[1]] : 0))), source };
}

const added = (one, other) => one.map((line, row) => line.map((value, column) => value + other[row][column]));

/** Each channel: its spread errors under the rotated kernels, added over the filters. */
export function byCorrelation({ X, K, dY }, { axes, geometry }) {
  const alone = { stride: 1, padding: 0, dilation: geometry.dilation };
  return X.map((_, channel) =>
    dY.map((errors, filter) => correlate({ input: spread(errors, axes).errors, kernel: rotated(K[filter][channel]), ...alone })).reduce(added));
}

/** W-transposed times the errors, each map in a row: a column for each window, in the order of `F.unfold`. */
export function columnsOf({ K, dY }) {
  const [weights, errors] = [K.map((kernels) => kernels.flat(2)), dY.map((map) => map.flat())];
  return filled([weights[0].length, errors[0].length], (row, column) => weights.reduce((sum, filter, map) => sum + filter[row] * errors[map][column], 0));
}

/** Put the columns back where their windows lie, and add up. */
export function folded(columns, { X }, { axes, size, geometry }) {
  const entries = geometry.kernel[0] * geometry.kernel[1];
  return X.map((plane, channel) => {
    const sum = filled(shapeOf(plane), () => 0);
    placesOf(size).forEach((at, column) => entriesOf(axes, at).forEach(({ place: [row, line] }, entry) => {
      if (sum[row]?.[line] !== undefined) sum[row][line] += columns[channel * entries + entry][column];
    }));
    return sum;
  });
}

/** How far apart gradients are at most. @param {number[][][][]} ways */
export function largestDifference(first, ...others) {
  const numbers = first.flat(2);
  return Math.max(...others.flatMap((other) => other.flat(2).map((value, index) => Math.abs(value - numbers[index]))));
}
