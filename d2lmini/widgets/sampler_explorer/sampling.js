/**
 * The arithmetic of an affine grid and a sampler, apart from the page. Places (x, y) lie in a frame from −1 to 1; pixels are counted
 * from 0. Tests compare it with `F.affine_grid` and `F.grid_sample`.
 *
 * @typedef {{input: number[][], theta: number[][], size: [number, number], align_corners: boolean, mode: "bilinear" | "nearest",
 *            padding_mode: "zeros" | "border" | "reflection"}} State
 */

import { filled, shapeOf } from "../shared/maths/matrix.js";

export const IDENTITY = [[1, 0, 0], [0, 1, 0]];

/** How many pixels make half of the frame. */
export const scaleOf = (length, corners) => (corners ? length - 1 : length) / 2;

/** A place in the frame, counted in pixels. */
export const toPixels = (place, length, corners) => place * scaleOf(length, corners) + (length - 1) / 2;

/** Where the centre of a pixel lies in the frame. */
export const centreOf = (index, length, corners) => {
  if (!corners) return (2 * index + 1) / length - 1;
  return length > 1 ? (2 * index) / (length - 1) - 1 : 0;
};

/** What theta makes of a place. @returns {[number, number]} */
export const sent = (theta, x, y) => [theta[0][0] * x + theta[0][1] * y + theta[0][2], theta[1][0] * x + theta[1][1] * y + theta[1][2]];

function cut(place, length) {
  if (place <= 0) return [0, 0];
  return place >= length - 1 ? [length - 1, 0] : [place, 1];
}

/** Bring a place back into the picture, and tell how much it then moves when the place does. @returns {[number, number]} */
export function broughtIn(place, length, corners, padding) {
  if (padding === "zeros") return [place, 1];
  if (padding === "border") return cut(place, length);
  const [low, span] = corners ? [0, length - 1] : [-0.5, length];
  if (span === 0) return [0, 0];
  const [far, sign] = [Math.abs(place - low), place < low ? -1 : 1];
  const [rest, back] = [far % span, Math.floor(far / span) % 2 === 1];
  const [folded, slope] = cut((back ? span - rest : rest) + low, length);
  return [folded, slope * (back ? -sign : sign)];
}

/** The whole number nearest to a place; of two the even one, as PyTorch rounds. */
function nearestTo(place) {
  const below = Math.floor(place);
  return below + (place - below > 0.5 || (place - below === 0.5 && below % 2 !== 0) ? 1 : 0);
}

/**
 * The pixels that a place reads: their weights, and how these change as it moves down and to the right, in pixels.
 * @returns {{row: number, column: number, value: number, weight: number, padded: boolean, slopes: [number, number]}[]}
 */
export function readAt(input, [y, x], mode) {
  const entry = (row, column, weight, slopes) => {
    const value = input[row]?.[column];
    return { row, column, value: value ?? 0, padded: value === undefined, weight, slopes };
  };
  if (mode === "nearest") return [entry(nearestTo(y), nearestTo(x), 1, [0, 0])];
  const [row, column] = [Math.floor(y), Math.floor(x)];
  const [down, right] = [y - row, x - column];
  return [
    entry(row, column, (1 - down) * (1 - right), [-(1 - right), -(1 - down)]),
    entry(row, column + 1, (1 - down) * right, [-right, 1 - down]),
    entry(row + 1, column, down * (1 - right), [1 - right, -down]),
    entry(row + 1, column + 1, down * right, [right, down]),
  ];
}

export const weighed = (entries) => entries.reduce((sum, { value, weight }) => sum + value * weight, 0);

/** All about one output pixel: where it stands, where theta sends it, what is read there, and the slopes of that. */
export function probe({ input, theta, size, align_corners: corners, mode, padding_mode: padding }, [row, column]) {
  const shape = shapeOf(input);
  const from = [centreOf(column, size[1], corners), centreOf(row, size[0], corners)];
  const place = sent(theta, ...from);
  const there = [toPixels(place[1], shape[0], corners), toPixels(place[0], shape[1], corners)];
  const [[y, slopeY], [x, slopeX]] = there.map((each, axis) => broughtIn(each, shape[axis], corners, padding));
  const entries = readAt(input, [y, x], mode);
  const slope = (axis) => entries.reduce((sum, { value, slopes }) => sum + value * slopes[axis], 0);
  const toPlace = [slope(1) * slopeX * scaleOf(shape[1], corners), slope(0) * slopeY * scaleOf(shape[0], corners)];
  const toTheta = toPlace.map((by) => [by * from[0], by * from[1], by]);
  return { from, place, there, read: [y, x], entries, value: weighed(entries), toPlace, toTheta };
}

/** What every output pixel asks for and gets. @returns {ReturnType<typeof probe>[][]} */
export const probes = (state) => filled(state.size, (row, column) => probe(state, [row, column]));

export const valuesOf = (asked) => asked.map((line) => line.map(({ value }) => value));

/** What the identity gives: the bilinear one, for rounding may fall either way between two pixels. */
export const targetOf = (state) => valuesOf(probes({ ...state, theta: IDENTITY, mode: "bilinear" }));

/** The output when each input pixel is sent instead, to the output pixel nearest to where theta's inverse puts it. */
export function sentForward({ input, theta, size, align_corners: corners }) {
  const [[a, b, e], [c, d, f]] = theta;
  const shape = shapeOf(input);
  const [values, counts] = [filled(size, () => 0), filled(size, () => 0)];
  const determinant = a * d - b * c;
  input.forEach((line, row) => line.forEach((value, column) => {
    const [u, v] = [centreOf(column, shape[1], corners) - e, centreOf(row, shape[0], corners) - f];
    const [x, y] = [(d * u - b * v) / determinant, (a * v - c * u) / determinant];
    const [i, j] = [nearestTo(toPixels(y, size[0], corners)), nearestTo(toPixels(x, size[1], corners))];
    if (counts[i]?.[j] === undefined) return;
    values[i][j] = value;
    counts[i][j] += 1;
  }));
  return { values, counts };
}
