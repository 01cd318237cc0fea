/** What is to be noticed about a mix, in words. */

import { listed } from "../shared/format.js";

const percent = (share) => `${(100 * share).toFixed(1)}%`;

/** How the variance over the photograph is spread over the channels. */
function sharesWords(names, shares) {
  if (!shares) return "Nothing of the photograph is left: every pixel becomes the same.";
  if (names.length === 1) return "The three numbers of a pixel become one.";
  return `Of all the variance in the result, ${listed(names.map((name, channel) => `${name} holds ${percent(shares[channel])}`))}.`;
}

/** @param {string[]} names the output channels' @param {number[] | null} shares fractions of the variance @param {number} count pixels */
export const mixReading = (names, shares, count) =>
  `No neighbour is read: a 1×1 kernel sees one pixel. The same ${names.length} · (3 + 1) = ${4 * names.length} parameters ` +
  `serve all ${count.toLocaleString("en")} pixels. ${sharesWords(names, shares)}`;
