/** Which numbers a trait may hold, by the bounds that Python sends, and in Python's words why not others. */

import { pair, shapeOf } from "./matrix.js";

const between = (number, [least, most]) => Number.isInteger(number) && number >= least && number <= most;

/** The number nearest to this one from 0 to `most`. */
export const clamp = (number, most) => Math.max(0, Math.min(number, most));

export const times = ([height, width]) => `${height}×${width}`;

/** Whole numbers from `least` to `most`: every one up to 8, then four to each doubling: 8, 10, 12, 14, 16, 20, 24, 28, 32. */
export function stopsBetween(least, most) {
  const stops = [];
  for (let number = least, step = 1; number < most; number += step) {
    stops.push(number);
    if (number >= 8 * step) step *= 2;
  }
  return [...stops, most];
}

/** Say why a matrix cannot have this size, or null when it can. */
export const sizeReason = (name, size, bounds) =>
  size.every((length) => between(length, bounds)) ? null : `${name} must be between ${times([bounds[0], bounds[0]])} and ${times([bounds[1], bounds[1]])}, got ${times(size)}`;

/** Say why a whole number, or one of two, is impossible, or null when none is. */
export function numberReason(name, value, bounds) {
  const outside = pair(value).find((number) => !between(number, bounds));
  return outside === undefined ? null : `${name} must be a whole number from ${bounds[0]} to ${bounds[1]}, got ${outside}`;
}

/**
 * Say which of a state's traits is out of its bounds, or null when none is.
 * @param {Record<string, [number, number] | number>} limits the single number is that of a cell, and of no trait
 */
export function outOfBounds(state, limits) {
  for (const [name, bounds] of Object.entries(limits)) {
    const value = Array.isArray(bounds) ? (state[name] ?? null) : null;
    const reason = value === null ? null : Array.isArray(value[0]) ? sizeReason(name, shapeOf(value), bounds) : numberReason(name, value, bounds);
    if (reason) return reason;
  }
  return null;
}
