/** What there is to notice when a pattern moves, in words. */

import { formatNumber } from "../shared/format.js";
import { errorOf, peakOf, placeAt, TOLERANCE } from "./response.js";

export const placeWords = ([row, column]) => `row ${row}, column ${column}`;

/** How large a map's largest answer is, and where. */
export function peakWords(map) {
  const { value, places } = peakOf(map);
  if (value < TOLERANCE) return "0 everywhere";
  return `${formatNumber(value)} at ${places.length === 1 ? placeWords(placeAt(places[0])) : `${places.length} places`}`;
}

/**
 * How the dense layer's answer compares with the convolution's.
 * @param {{map: Float64Array, target: Float64Array, learned: number, right: number[], at: number}} result
 *   `learned` counts the places taught, `right` holds those at which the layer is right, `at` is the place in view
 */
export function verdict({ map, target, learned, right, at }) {
  if (right.length === target.length) return "Every place is taught: only now is the dense layer right everywhere.";
  if (right.includes(at)) return "The dense layer has learned this place: both layers give the same answers.";
  if (learned === 0) return "The dense layer has learned nothing yet: all its weights are 0.";
  const peak = Math.max(...map);
  if (peak < TOLERANCE) return "Not learned here. No pixel is shared with an image that is, so the dense layer answers 0.";
  if (learned === 1) {
    return `Not learned here: the dense layer gives ${formatNumber(peak / target[at])} times the only map it knows, unmoved.`;
  }
  return `Not learned here: the dense layer mixes the ${learned} maps it knows, and is wrong by up to ${formatNumber(errorOf(map, target))}.`;
}
