/** Steppers for shapes, which the errors follow, and for what is in view. */

import { countsOf, reshaped, withErrors } from "./shapes.js";
import { stepper } from "../shared/controls/controls.js";
import { outOfBounds } from "../shared/maths/bounds.js";
import { boundsReason } from "../shared/maths/layer_shapes.js";
import { element } from "../shared/page/dom.js";

/** Controls that change shapes: the errors follow the output. What is out of bounds is refused as it is. */
export function fitting(here) {
  const whole = (patch) => (outOfBounds(patch, here.limits) ? patch : withErrors(patch, here.now()));
  return { ...here, change: (patch, anchor) => here.change(whole(patch), anchor), reason: (patch) => here.reason(whole(patch)) };
}

/** A stepper for one of a state's shapes. */
export function shapeStepper(here, label, part, axis = null) {
  const moved = (value, shapes) => ({ ...shapes, [part]: axis === null ? value : shapes[part].with(axis, value) });
  return stepper(fitting(here), {
    label,
    value: (now) => (axis === null ? countsOf(now)[part] : countsOf(now)[part][axis]),
    outside: (value, now) => boundsReason(moved(value, countsOf(now)), here.limits),
    patch: (value, now) => reshaped(now, moved(value, countsOf(now))),
  });
}

/** Which of several maps is in view. */
export const mapStepper = (here, trait, count) =>
  element(
    "span",
    { class: "d2l-in-view", hidden: (now) => count(now) < 2 },
    `${trait} `,
    stepper(here, {
      label: `${trait} in view`,
      value: (now) => now[trait],
      outside: (value, now) => (value >= 0 && value < count(now) ? null : `${trait} must be from 0 to ${count(now) - 1}, got ${value}`),
      patch: (value) => ({ [trait]: value }),
    }),
  );
