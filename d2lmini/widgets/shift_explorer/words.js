/** What there is to notice when a pattern moves, in words. */

import { formatNumber } from "../shared/page/format.js";
import { errorOf, EVERYWHERE, indexOf, TOLERANCE } from "./response.js";

export const placeWords = ([row, column]) => `row ${row}, column ${column}`;

/** How large a map's largest answer is, and where. */
export function peakWords(map) {
  const peak = Math.max(...map);
  if (peak < TOLERANCE) return "0 everywhere";
  const places = EVERYWHERE.filter((_, index) => peak - map[index] < TOLERANCE);
  return `${formatNumber(peak)} at ${places.length === 1 ? placeWords(places[0]) : `${places.length} places`}`;
}

/**
 * How the dense layer's answer compares with the convolution's.
 * @param {{answer: number[], target: number[], learned: [number, number][], right: number[], at: [number, number]}} now
 *   the maps in view of both layers, the places taught, and the numbers of those at which the layer is right
 */
export function verdict({ answer, target, learned, right, at }) {
  if (right.length === target.length) return "Every place is taught: only now is the dense layer right everywhere.";
  if (right.includes(indexOf(at))) return "The dense layer has learned this place: both layers give the same answers.";
  if (learned.length === 0) return "The dense layer has learned nothing yet: all its weights are 0.";
  const peak = Math.max(...answer);
  if (peak < TOLERANCE) return "Not learned here. No pixel is shared with an image that is, so the dense layer answers 0.";
  return learned.length === 1
    ? `Not learned here: the dense layer gives ${formatNumber(peak / target[indexOf(at)])} times the only map it knows, unmoved.`
    : `Not learned here: the dense layer mixes the ${learned.length} maps it knows, and is wrong by up to ${formatNumber(errorOf(answer, target))}.`;
}
