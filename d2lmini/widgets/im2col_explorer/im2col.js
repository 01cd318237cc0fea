/**
 * A convolution as one matrix product, apart from the page: tests compare with `F.unfold`, `F.fold` and `F.conv2d`.
 *
 * The columns have a row for each entry of a filter, channel by channel and each row by row, and a column for each window, in the
 * order in which they are read. A pixel is a number of the padded input: `row` and `column` count from the padding's corner.
 *
 * @typedef {{channel: number, row: number, column: number}} Pixel
 */

import { outputSize, pointedAt } from "../shared/maths/convolution.js";
import { filled, pair, placeOf, shapeOf } from "../shared/maths/matrix.js";

/** Sizes and settings of a layer, each [height, width]. */
export const layerGeometry = ({ X, K, stride, padding, dilation }) => ({
  size: shapeOf(X[0]),
  kernel: shapeOf(K[0][0]),
  stride: pair(stride),
  padding: pair(padding),
  dilation: pair(dilation),
});

/** Entries of one kernel. */
export const tapsOf = ([vertical, horizontal]) => vertical.kernel * horizontal.kernel;

/** The pixel that stands in a row of the column of the window at `at`. @returns {Pixel} */
export function pixelAt(axes, entry, at) {
  const [channel, tap] = placeOf(entry, tapsOf(axes));
  const [row, column] = placeOf(tap, axes[1].kernel).map((along, axis) => at[axis] * axes[axis].stride + along * axes[axis].dilation);
  return { channel, row, column };
}

/** Its place in the input itself; outside of it is padding. */
export const inInput = (axes, { row, column }) => [row - axes[0].padding, column - axes[1].padding];

/** A row of the columns, and the window nearest to `at` in whose column it holds the pixel; null where no window reads it. */
export function whereRead(axes, { channel, row, column }, at) {
  const { entry, next } = pointedAt(axes, [row, column], at);
  if (entry !== null) return { at, entry: channel * tapsOf(axes) + entry };
  return next && whereRead(axes, { channel, row, column }, next);
}

/** Every place of a pixel in the columns, as [row, column], from left to right. */
export function copiesOf(axes, { channel, row, column }) {
  const [downs, acrosses] = [row, column].map((place, axis) => {
    const { kernel, stride, dilation } = axes[axis];
    const read = Array.from({ length: kernel }, (_, tap) => ({ tap, at: (place - tap * dilation) / stride }));
    return read.filter(({ at }) => Number.isInteger(at) && at >= 0 && at < outputSize(axes[axis]));
  });
  const [across, taps] = [outputSize(axes[1]), channel * tapsOf(axes)];
  return downs
    .flatMap((down) => acrosses.map((along) => [taps + down.tap * axes[1].kernel + along.tap, down.at * across + along.at]))
    .sort(([, one], [, other]) => one - other);
}

/** Each window as a column. @param {Matrix[]} X @returns {Matrix} */
export function unfold(X, axes) {
  const [down, across] = axes.map(outputSize);
  return filled([X.length * tapsOf(axes), down * across], (entry, index) => {
    const pixel = pixelAt(axes, entry, placeOf(index, across));
    const [row, column] = inInput(axes, pixel);
    return X[pixel.channel][row]?.[column] ?? 0;
  });
}

/** The columns back where they came from, added up where windows overlap; what stood in the padding is dropped. @returns {Matrix[]} */
export function fold(columns, axes, channels) {
  const maps = Array.from({ length: channels }, () => filled(axes.map(({ size }) => size), () => 0));
  columns.forEach((numbers, entry) => numbers.forEach((number, index) => {
    const pixel = pixelAt(axes, entry, placeOf(index, outputSize(axes[1])));
    const [row, column] = inInput(axes, pixel);
    if (maps[pixel.channel][row]?.[column] !== undefined) maps[pixel.channel][row][column] += number;
  }));
  return maps;
}

/** Rows times columns. @returns {Matrix} */
export const multiplied = (rows, columns) =>
  filled([rows.length, columns[0].length], (row, column) => rows[row].reduce((sum, weight, entry) => sum + weight * columns[entry][column], 0));

/** What the page shows of a layer. */
export function layerOf({ X, K }, axes) {
  const columns = unfold(X, axes);
  const rows = K.map((kernels) => kernels.flat(2));
  const product = multiplied(rows, columns);
  const across = outputSize(axes[1]);
  return {
    columns,
    rows,
    product,
    places: axes.map(outputSize),
    outputs: product.map((line) => filled(axes.map(outputSize), (row, column) => line[row * across + column])),
    folded: fold(columns, axes, X.length),
    copies: fold(columns.map((numbers) => numbers.map(() => 1)), axes, X.length),
  };
}

/** What is copied, and what the product takes. `large` is how many times a large input would be copied. */
export function costsOf({ X, geometry, rows, columns, copies }) {
  const [numbers, size] = [X.flat(2).length, shapeOf(columns)];
  const [taps, steps] = [geometry.kernel, geometry.stride].map(([height, width]) => height * width);
  const inColumns = size[0] * size[1];
  return {
    numbers,
    inColumns,
    padding: inColumns - copies.flat(2).reduce((sum, count) => sum + count, 0),
    ratio: inColumns / numbers,
    large: taps / steps,
    multiplyAdds: rows.length * inColumns,
  };
}
