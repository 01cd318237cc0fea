/** The localisation networks that came with the page: which theta each chooses for a picture. Tests compare them with torch. */

import { shapeOf } from "../shared/maths/matrix.js";
import { copyOf } from "../shared/page/bytes.js";

const [SIDE, ANSWERS, MOST] = [8, 6, 16];
const unpacked = new WeakMap();

/** The numbers of a network: those of its hidden layer, its biases, then the same of its last layer. */
function numbersOf(network) {
  if (!unpacked.has(network)) unpacked.set(network, new Float32Array(copyOf(network.numbers)));
  return unpacked.get(network);
}

/** Why a network cannot look at a picture, or null. */
export function unseen(input) {
  const [rows, columns] = shapeOf(input);
  return rows === SIDE && columns === SIDE ? null : `the networks were trained on pictures of ${SIDE}×${SIDE}, not ${rows}×${columns}`;
}

/** @param {ArrayLike<number>} numbers @param {number[][]} input 8 by 8, from 0 to 16 @returns {number[][]} theta */
export function localised(numbers, input) {
  const pixels = input.flat().map((value) => value / MOST);
  const units = (numbers.length - ANSWERS) / (pixels.length + 1 + ANSWERS);
  let at = 0;
  const dense = (values, count) => {
    const [weights, biases] = [at, at + count * values.length];
    at = biases + count;
    return Array.from({ length: count }, (_, unit) =>
      values.reduce((sum, value, index) => sum + value * numbers[weights + unit * values.length + index], numbers[biases + unit]));
  };
  const hidden = dense(pixels, units).map((value) => Math.max(0, value));
  const answer = dense(hidden, ANSWERS);
  return [answer.slice(0, 3), answer.slice(3)];
}

/** What each network answers to a picture, or null where it cannot look. */
export const answersOf = (networks, input) =>
  Object.fromEntries(Object.entries(networks).map(([name, network]) => [name, unseen(input) ? null : localised(numbersOf(network), input)]));

/** By how many degrees a theta turns the frame. */
export const turnOf = ([[a, b], [c, d]]) => (Math.atan2(c - b, a + d) * 180) / Math.PI;
