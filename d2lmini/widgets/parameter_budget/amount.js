/** A whole number of any size: a stepper for exact numbers, and under it a slider in steps that grow with the number. */

import { stepper } from "../shared/controls.js";
import { element, setAttribute } from "../shared/dom.js";

/** Whole numbers from `least` to `most`: every one up to 8, then four to each doubling: 8, 10, 12, 14, 16, 20, 24, 28, 32. */
export function stopsBetween(least, most) {
  const stops = [];
  for (let number = least, step = 1; number < most; number += step) {
    stops.push(number);
    if (number >= 8 * step) step *= 2;
  }
  return [...stops, most];
}

/** @param {{label: string, limits: [number, number], onChoose: (value: number | string, anchor: HTMLElement) => void}} options */
export function amount({ label, limits, onChoose }) {
  const stops = stopsBetween(...limits);
  const exact = stepper({ label, onChoose });
  let shown = NaN;
  const slide = () => {
    onChoose(stops[slider.value], slider);
    place();
  };
  const slider = element("input", { type: "range", min: 0, max: stops.length - 1, "aria-label": label, on: { input: slide } });
  /** Where the number stands between the stops; on the stop below it. */
  const place = () => { slider.value = stops.findLastIndex((stop) => stop <= shown); };

  /** `less` and `more` hold the reason why that step is impossible, or null. */
  function paint({ value, less, more }) {
    exact.paint({ value, less, more });
    if (value === shown) return;
    shown = value;
    place();
    setAttribute(slider, "aria-valuetext", value);
  }
  return { element: element("span", { class: "d2l-amount" }, exact.element, slider), paint };
}
