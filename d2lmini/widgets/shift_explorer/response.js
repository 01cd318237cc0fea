/**
 * How a convolution and a dense layer respond to a pattern in an image of zeros, in numbers and in words, apart from the page; tests
 * compare with `F.conv2d` and `torch.linalg.pinv`.
 *
 * The pattern's positions are numbered row by row, and so are a map's outputs: output p is the one that looks at position p.
 */

import { correlate } from "../shared/maths/convolution.js";
import { filled } from "../shared/maths/matrix.js";
import { formatNumber } from "../shared/page/format.js";

/** Pixels of the image, and of the pattern, along each axis. */
export const IMAGE = 10;
export const SIDE = 3;
/** Positions of the pattern along each axis, and so outputs of a layer. */
export const REACH = IMAGE - SIDE + 1;
export const EVERYWHERE = filled([REACH, REACH], (row, column) => [row, column]).flat();
/** Larger errors, measured by the output of 1 to 9 that a map should peak with, are none of rounding's. */
const TOLERANCE = 1e-9;

export const indexOf = ([row, column]) => row * REACH + column;

/** The image with the pattern's upper left pixel at a position. @returns {number[][]} */
export const imageOf = (pattern, [top, left]) => filled([IMAGE, IMAGE], (row, column) => pattern[row - top]?.[column - left] ?? 0);

/**
 * The convolution's map for each position of the pattern, which is its kernel. Its outputs move with the pattern: how far an output is
 * from the pattern's position tells how they overlap.
 * @returns {number[][]}
 */
export function convMaps(pattern) {
  const overlaps = correlate({ input: pattern, kernel: pattern, stride: 1, padding: SIDE - 1, dilation: 1 });
  const output = (down, right) => overlaps[down + SIDE - 1]?.[right + SIDE - 1] ?? 0;
  return EVERYWHERE.map(([top, left]) => EVERYWHERE.map(([row, column]) => output(row - top, column - left)));
}

/**
 * Fit a dense layer to the convolution's outputs at the learned positions. Of all weights that give those outputs exactly, it has the
 * smallest: to an image, it responds as the convolution does to that part of it which the learned images add up to. What is left of
 * the image makes the error.
 *
 * The kernel is the pattern, so the convolution's outputs are the products of images with each other, and its errors those of
 * what is left of them. Each position learned takes its own rest out of all others, as Gram and Schmidt do. Its product with itself
 * is not 0, because the images are linearly independent: in reading order, the pattern's first lit pixel comes later from position to
 * position, so the image of the first position in a sum lights a pixel that no other does.
 *
 * @param {number[][]} targets the convolution's map for each position
 * @param {number[]} learned positions
 * @returns {number[][]} the dense layer's map for each position
 */
export function denseMaps(targets, learned) {
  const errors = targets.map((map) => Float64Array.from(map));
  for (const position of learned) {
    const rest = errors[position].slice();
    for (const error of errors) {
      const share = error[position] / rest[position];
      for (let at = 0; at < error.length; at += 1) error[at] -= share * rest[at];
    }
  }
  return targets.map((map, position) => map.map((value, at) => value - errors[position][at]));
}

/** The largest difference between a map and its target. */
const errorOf = (map, target) => Math.max(...map.map((value, at) => Math.abs(value - target[at])));

/** The positions at which these maps are right. @returns {number[]} */
export const placesRight = (maps, targets) =>
  [...maps.keys()].filter((position) => errorOf(maps[position], targets[position]) < TOLERANCE * targets[position][position]);

export const placeWords = ([row, column]) => `row ${row}, column ${column}`;

/** How large a map's largest output is, and where. */
export function peakWords(map) {
  const peak = Math.max(...map);
  if (peak < TOLERANCE) return "0 everywhere";
  const positions = EVERYWHERE.filter((_, index) => peak - map[index] < TOLERANCE);
  return `${formatNumber(peak)} at ${positions.length === 1 ? placeWords(positions[0]) : `${positions.length} positions`}`;
}

/**
 * How the dense layer's output compares with the convolution's.
 * @param {{output: number[], target: number[], learned: [number, number][], right: number[], at: [number, number]}} now
 *   the maps in view of both layers, the positions taught, and the numbers of those at which the layer is right
 */
export function verdict({ output, target, learned, right, at }) {
  if (right.length === target.length) return "Every position is taught: only now is the dense layer right everywhere.";
  if (right.includes(indexOf(at))) return "The dense layer has learned this position: both layers give the same feature map.";
  if (learned.length === 0) return "The dense layer has learned nothing yet: all its weights are 0.";
  const peak = Math.max(...output);
  if (peak < TOLERANCE) return "Not learned here. No pixel is shared with an image that is, so the dense layer gives 0.";
  return learned.length === 1
    ? `Not learned here: the dense layer gives ${formatNumber(peak / target[indexOf(at)])} times the only feature map it knows, unmoved.`
    : `Not learned here: the dense layer mixes the ${learned.length} feature maps it knows, and is wrong by up to ${formatNumber(errorOf(output, target))}.`;
}
