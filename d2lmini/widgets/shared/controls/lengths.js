/** Steppers for what is counted along two axes: the sizes of a matrix, and settings that may differ between height and width. */

import { field, stepper, toggle } from "./controls.js";
import { element } from "../page/dom.js";
import { numberReason, sizeReason } from "../maths/bounds.js";
import { pair, resized, shapeOf } from "../maths/matrix.js";

/** Steppers for the rows and columns of a trait that holds a matrix. @returns {(HTMLElement | string)[]} */
export function sizeSteppers(here, trait, sides) {
  const along = (side, axis) => stepper(here, {
    label: `${trait} ${side}`,
    value: (now) => shapeOf(now[trait])[axis],
    outside: (length, now) => sizeReason(trait, shapeOf(now[trait]).with(axis, length), here.limits[trait]),
    patch: (length, now) => ({ [trait]: resized(now[trait], shapeOf(now[trait]).with(axis, length)) }),
  });
  const [rows, columns] = sides.map(along);
  return [rows, "×", columns];
}

/** Steppers for the two lengths of a trait. `read` gives a trait that follows another while it is null. */
export function lengthSteppers(here, trait, { make = stepper, read = (now) => now[trait], ...looks } = {}) {
  const along = (side, axis) => make(here, {
    label: `${trait} ${side}`,
    bounds: here.limits[trait],
    value: (now) => pair(read(now))[axis],
    patch: (length, now) => ({ [trait]: pair(read(now)).with(axis, length) }),
  });
  const [height, width] = ["height", "width"].map(along);
  return element("span", { class: "d2l-size", ...looks }, height, "×", width);
}

/**
 * Settings that are one number each, or, once they are told apart, two.
 * @param {string[]} traits @param {Function} make a stepper, or what is used like one
 * @returns {{fields: HTMLElement[], toggle: HTMLElement}}
 */
export function squareSettings(here, traits, { make = stepper } = {}) {
  const apart = (now) => traits.some((trait) => Array.isArray(now[trait]));
  const asField = (trait) => {
    const value = (now) => pair(now[trait])[0];
    const once = make(here, { label: trait, bounds: here.limits[trait], value, patch: (length) => ({ [trait]: length }) });
    return field(trait, element("span", { hidden: apart }, once), lengthSteppers(here, trait, { make, hidden: (now) => !apart(now) }));
  };
  /** Give each setting a height and a width, or one number again: the height's, if that is possible. */
  const patch = (on, now) => Object.fromEntries(traits.map((trait) => [trait, on ? pair(now[trait]) : pair(now[trait])[0]]));
  return { fields: traits.map(asField), toggle: toggle(here, { words: "height and width apart", value: apart, patch }) };
}

/** Why a whole number is out of bounds, for a stepper of something that is no trait. */
export const outside = (name, bounds) => (value) => numberReason(name, value, bounds);
