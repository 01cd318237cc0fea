/**
 * How a convolution and a dense layer answer to a pattern in an image of zeros, in numbers and in words, apart from the page; tests
 * compare with `F.conv2d` and `torch.linalg.pinv`.
 *
 * The pattern's places are numbered row by row, and so are a map's outputs: output p is the one that looks at place p.
 */

import { correlate } from "../shared/maths/convolution.js";
import { filled } from "../shared/maths/matrix.js";
import { formatNumber } from "../shared/page/format.js";

/** Pixels of the image, and of the pattern, along each axis. */
export const IMAGE = 10;
export const SIDE = 3;
/** Places of the pattern along each axis, and so outputs of a layer. */
export const REACH = IMAGE - SIDE + 1;
export const EVERYWHERE = filled([REACH, REACH], (row, column) => [row, column]).flat();
/** Larger errors, measured by the answer of 1 to 9 that a map should peak with, are none of rounding's. */
const TOLERANCE = 1e-9;

export const indexOf = ([row, column]) => row * REACH + column;

/** The image with the pattern's upper left pixel at a place. @returns {number[][]} */
export const imageOf = (pattern, [top, left]) => filled([IMAGE, IMAGE], (row, column) => pattern[row - top]?.[column - left] ?? 0);

/**
 * The convolution's map for each place of the pattern, which is its kernel. Its answers move with the pattern: how far an output is
 * from the pattern's place tells how they overlap.
 * @returns {number[][]}
 */
export function convMaps(pattern) {
  const overlaps = correlate({ input: pattern, kernel: pattern, stride: 1, padding: SIDE - 1, dilation: 1 });
  const answer = (down, right) => overlaps[down + SIDE - 1]?.[right + SIDE - 1] ?? 0;
  return EVERYWHERE.map(([top, left]) => EVERYWHERE.map(([row, column]) => answer(row - top, column - left)));
}

/**
 * Fit a dense layer to the convolution's answers at the learned places. Of all weights that give those answers exactly, it has the
 * smallest: to an image, it answers as the convolution does to that part of it which the learned images add up to. What is left of
 * the image makes the error.
 *
 * The kernel is the pattern, so the convolution's answers are the products of images with each other, and its errors those of
 * what is left of them. Each place learned takes its own rest out of all others, as Gram and Schmidt do. Its product with itself
 * is not 0, because the images are linearly independent: in reading order, the pattern's first lit pixel comes later from place to
 * place, so the image of the first place in a sum lights a pixel that no other does.
 *
 * @param {number[][]} targets the convolution's map for each place
 * @param {number[]} learned places
 * @returns {number[][]} the dense layer's map for each place
 */
export function denseMaps(targets, learned) {
  const errors = targets.map((map) => Float64Array.from(map));
  for (const place of learned) {
    const rest = errors[place].slice();
    for (const error of errors) {
      const share = error[place] / rest[place];
      for (let at = 0; at < error.length; at += 1) error[at] -= share * rest[at];
    }
  }
  return targets.map((map, place) => map.map((value, at) => value - errors[place][at]));
}

/** The largest difference between a map and its target. */
const errorOf = (map, target) => Math.max(...map.map((value, at) => Math.abs(value - target[at])));

/** The places at which these maps are right. @returns {number[]} */
export const placesRight = (maps, targets) =>
  [...maps.keys()].filter((place) => errorOf(maps[place], targets[place]) < TOLERANCE * targets[place][place]);

export const placeWords = ([row, column]) => `row ${row}, column ${column}`;

/** How large a map's largest answer is, and where. */
export function peakWords(map) {
  const peak = Math.max(...map);
  if (peak < TOLERANCE) return "0 everywhere";
  const places = EVERYWHERE.filter((_, index) => peak - map[index] < TOLERANCE);
  return `${formatNumber(peak)} at ${places.length === 1 ? placeWords(places[0]) : `${places.length} places`}`;
}

/**
 * How the dense layer's answer compares with the convolution's.
 * @param {{answer: number[], target: number[], learned: [number, number][], right: number[], at: [number, number]}} now
 *   the maps in view of both layers, the places taught, and the numbers of those at which the layer is right
 */
export function verdict({ answer, target, learned, right, at }) {
  if (right.length === target.length) return "Every place is taught: only now is the dense layer right everywhere.";
  if (right.includes(indexOf(at))) return "The dense layer has learned this place: both layers give the same answers.";
  if (learned.length === 0) return "The dense layer has learned nothing yet: all its weights are 0.";
  const peak = Math.max(...answer);
  if (peak < TOLERANCE) return "Not learned here. No pixel is shared with an image that is, so the dense layer answers 0.";
  return learned.length === 1
    ? `Not learned here: the dense layer gives ${formatNumber(peak / target[indexOf(at)])} times the only map it knows, unmoved.`
    : `Not learned here: the dense layer mixes the ${learned.length} maps it knows, and is wrong by up to ${formatNumber(errorOf(answer, target))}.`;
}
