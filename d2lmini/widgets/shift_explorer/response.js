/**
 * How a convolution and a dense layer answer to a pattern in an image of zeros, apart from the page; tests compare with
 * `F.conv2d` and `torch.linalg.pinv`.
 *
 * The pattern's places are numbered row by row, and so are a map's outputs: output p is the one that looks at place p.
 */

import { correlate } from "../shared/convolution.js";

/** Pixels of the image, and of the pattern, along each axis. */
export const IMAGE = 10;
export const SIDE = 3;
/** Places of the pattern along each axis, and so outputs of a layer. */
export const REACH = IMAGE - SIDE + 1;
/** Larger errors, measured by the answer of 1 to 9 that a map should peak with, are none of rounding's. */
export const TOLERANCE = 1e-9;

const PLACES = REACH ** 2;

export const placeAt = (index) => [Math.floor(index / REACH), index % REACH];
export const indexOf = ([row, column]) => row * REACH + column;

/** The image with the pattern's upper left pixel at a place. @returns {number[][]} */
export const imageOf = (pattern, [top, left]) =>
  Array.from({ length: IMAGE }, (_, row) => Array.from({ length: IMAGE }, (_, column) => pattern[row - top]?.[column - left] ?? 0));

/** The convolution's map for each place of the pattern, which is its kernel. @returns {Float64Array[]} */
export function convMaps(pattern) {
  const settings = { kernel: pattern, stride: 1, padding: 0, dilation: 1, mode: "cross-correlation" };
  const mapOf = (place) => Float64Array.from(correlate({ input: imageOf(pattern, placeAt(place)), ...settings }).flat());
  return Array.from({ length: PLACES }, (_, place) => mapOf(place));
}

/** The sum of the first `length` products of two lists. */
function dot(one, other, length) {
  let sum = 0;
  for (let index = 0; index < length; index += 1) sum += one[index] * other[index];
  return sum;
}

/** The lower triangular L with L Lᵀ = `matrix`, which is positive definite. */
function cholesky(matrix) {
  const lower = matrix.map((row) => new Float64Array(row.length));
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j += 1) {
      const rest = row[j] - dot(lower[i], lower[j], j);
      lower[i][j] = i === j ? Math.sqrt(rest) : rest / lower[j][j];
    }
  });
  return lower;
}

/** Solve L Lᵀ s = b: forwards through L, then backwards through its transpose. */
function solve(lower, b) {
  const s = Float64Array.from(b);
  lower.forEach((row, i) => { s[i] = (s[i] - dot(row, s, i)) / row[i]; });
  for (let i = s.length - 1; i >= 0; i -= 1) {
    s[i] /= lower[i][i];
    for (let j = 0; j < i; j += 1) s[j] -= lower[i][j] * s[i];
  }
  return s;
}

/**
 * Fit a dense layer to the convolution's answers at the learned places. Of all weights that give those answers exactly,
 * it has the smallest, W = Y X⁺ with learned images and answers as columns of X and Y. As X⁺ = (XᵀX)⁻¹Xᵀ, its answer to
 * an image x is a mixture of the learned answers, Y s, with shares s that solve XᵀX s = Xᵀx. The convolution's kernel is
 * the pattern, so its answers are the products of images that this needs: Xᵀx is its map of x at the learned places.
 *
 * XᵀX is positive definite, because the learned images are linearly independent: in reading order, the pattern's first
 * lit pixel comes later from place to place, so the image of the first place in a sum lights a pixel that no other does.
 *
 * @param {Float64Array[]} targets the convolution's map for each place
 * @param {number[]} learned places
 * @returns {Float64Array[]} the dense layer's map for each place
 */
export function denseMaps(targets, learned) {
  const known = learned.map((place) => targets[place]);
  const atLearned = (map) => learned.map((place) => map[place]);
  const lower = cholesky(known.map(atLearned));
  return targets.map((target) => {
    const mixture = new Float64Array(PLACES);
    solve(lower, atLearned(target)).forEach((share, index) => {
      for (let at = 0; at < PLACES; at += 1) mixture[at] += share * known[index][at];
    });
    return mixture;
  });
}

/** The largest difference between a map and its target. */
export const errorOf = (map, target) => map.reduce((largest, value, at) => Math.max(largest, Math.abs(value - target[at])), 0);

/** The largest answer of a map, and every place that gives it. */
export function peakOf(map) {
  const value = Math.max(...map);
  return { value, places: [...map.keys()].filter((at) => value - map[at] < TOLERANCE) };
}

/** The places at which these maps are right. @returns {number[]} */
export const placesRight = (maps, targets) =>
  [...maps.keys()].filter((place) => errorOf(maps[place], targets[place]) < TOLERANCE * targets[place][place]);
