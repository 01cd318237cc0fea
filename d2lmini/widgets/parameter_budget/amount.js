/** A whole number of any size: a stepper for exact numbers, and under it a slider in steps that grow with the number. */

import { stepper } from "../shared/controls/controls.js";
import { stopsBetween } from "../shared/maths/bounds.js";
import { element, follow, setAttribute } from "../shared/page/dom.js";

/** @param {object} options what `stepper` takes, and `bounds` */
export function amount(here, { bounds, ...options }) {
  const { label, value, patch } = options;
  const stops = stopsBetween(...bounds);
  const slide = () => {
    here.change(patch(stops[slider.value], here.now()), slider);
    place(value(here.now()));
  };
  const slider = element("input", { type: "range", min: 0, max: stops.length - 1, "aria-label": label, on: { input: slide } });
  /** Show where a number stands between the stops: on the one below it. */
  const place = (number) => { slider.value = stops.findLastIndex((stop) => stop <= number); };
  follow(slider, (now) => [value(now)], (number) => {
    place(number);
    setAttribute(slider, "aria-valuetext", number);
  });
  return element("span", { class: "d2l-amount" }, stepper(here, options), slider);
}
