/**
 * From the ink on the pad to the 28×28 picture that the network is given, as MNIST's makers prepared its digits: the ink's box is
 * averaged down until its longer side is 20 pixels, and moved until its centre of mass is in the middle. `preparation.py` does the
 * same, and tests compare the two.
 */

import { PAD, SIDE } from "./ink.js";
import { clamp } from "../shared/maths/bounds.js";

/** The longer side of a fitted drawing. */
const FITTED = 20;
/** The pixel in which MNIST's digits have their centre of mass, along both axes. */
const MIDDLE = 14;

const round = (number) => Math.floor(number + 0.5);

/** The smallest box that holds all ink, or null when there is none. @returns {{start: [number, number], size: [number, number]} | null} */
function boxOf(ink) {
  let [top, left, bottom, right] = [PAD, PAD, -1, -1];
  for (let row = 0; row < PAD; row += 1) {
    for (let column = 0; column < PAD; column += 1) {
      if (ink[row * PAD + column] === 0) continue;
      top = Math.min(top, row);
      bottom = row;
      left = Math.min(left, column);
      right = Math.max(right, column);
    }
  }
  return bottom < 0 ? null : { start: [top, left], size: [bottom - top + 1, right - left + 1] };
}

/** For each of `count` equal parts of a length, the pixels that it covers and by how much: all of a part's shares add up to 1. */
function sharesOf(length, count) {
  return Array.from({ length: count }, (_, part) => {
    const [from, to] = [(part * length) / count, ((part + 1) * length) / count];
    const first = Math.floor(from);
    const pixels = Math.ceil(to) - first;
    return Array.from({ length: pixels }, (_pixel, index) => {
      const at = first + index;
      return { at, share: ((Math.min(at + 1, to) - Math.max(at, from)) * count) / length };
    });
  });
}

/** Average a box of the ink to another size: each pixel is the mean of the ink under it. @returns {Float64Array} */
function averaged(ink, { start: [top, left], size }, [height, width]) {
  const [vertical, horizontal] = [sharesOf(size[0], height), sharesOf(size[1], width)];
  const lines = new Float64Array(height * size[1]);
  vertical.forEach((shares, row) => {
    for (const { at, share } of shares) {
      const from = (top + at) * PAD + left;
      for (let column = 0; column < size[1]; column += 1) lines[row * size[1] + column] += share * ink[from + column];
    }
  });
  const means = new Float64Array(height * width);
  for (let row = 0; row < height; row += 1) {
    horizontal.forEach((shares, column) => {
      for (const { at, share } of shares) means[row * width + column] += share * lines[row * size[1] + at];
    });
  }
  return means;
}

/** The row and column around which as much ink lies on either side. @returns {[number, number]} */
function centreOfMass(means, [height, width]) {
  let [mass, down, across] = [0, 0, 0];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const ink = means[row * width + column];
      mass += ink;
      down += ink * row;
      across += ink * column;
    }
  }
  return [down / mass, across / mass];
}

/**
 * The network's picture, and how it came about.
 * @param {Uint8Array} ink
 * @param {boolean} fit without it, the whole pad is averaged to 28×28, and the ink stays where it is
 * @returns {{pixels: Uint8Array, empty: boolean, box: {start: number[], size: number[]}, size: [number, number], at: [number, number],
 *   mass: [number, number] | null}} the box in the pad, its size and place in the picture, and the centre of mass there
 */
export function prepared(ink, fit) {
  const found = boxOf(ink);
  const box = fit && found ? found : { start: [0, 0], size: [PAD, PAD] };
  const longer = Math.max(...box.size);
  const size = fit && found ? box.size.map((length) => Math.max(1, round((FITTED * length) / longer))) : [SIDE, SIDE];
  const means = averaged(ink, box, size);
  const mass = found ? centreOfMass(means, size) : null;
  // Nothing is cut off, however lopsided the drawing is.
  const at = fit && found ? mass.map((centre, axis) => clamp(round(MIDDLE - centre), SIDE - size[axis])) : [0, 0];
  const pixels = new Uint8Array(SIDE * SIDE);
  for (let row = 0; row < size[0]; row += 1) {
    for (let column = 0; column < size[1]; column += 1) {
      pixels[(at[0] + row) * SIDE + at[1] + column] = round(means[row * size[1] + column]);
    }
  }
  return { pixels, empty: found === null, box, size, at, mass: mass?.map((centre, axis) => centre + at[axis]) ?? null };
}

/** Where a place of the picture lies on the pad, along one axis, in pixels of the pad. */
export const onPad = ({ box, size, at }, axis, place) => box.start[axis] + ((place - at[axis]) * box.size[axis]) / size[axis];
