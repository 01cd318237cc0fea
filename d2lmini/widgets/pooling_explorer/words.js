/** What there is to notice about a pooled and shifted input, in words. */

import { listed, formatNumber, plural } from "../shared/page/format.js";
import { divisorOf, winnerOf } from "./pooling.js";

const ENDS = [["down", "up", "top", "bottom"], ["right", "left", "left", "right"]];

/** "1 down and 2 left", or null where nothing moved. */
export function shiftWords(shift) {
  const moves = shift.flatMap((by, axis) => (by ? [`${Math.abs(by)} ${ENDS[axis][by > 0 ? 0 : 1]}`] : []));
  return moves.length ? listed(moves) : null;
}

/** The sides at which zeros came in: "Zeros entered at top and left." */
export const enteredWords = (shift) =>
  (shift.some(Boolean) ? `Zeros entered at ${listed(shift.flatMap((by, axis) => (by ? [ENDS[axis][by > 0 ? 2 : 3]] : [])))}.` : "");

const counted = ({ changed, of }, word) => `${changed} of ${plural(of, word)}`;

/**
 * What moving the input did to it and to the output.
 * @param {{input: object, output: object}} tallies how many numbers the shift changed, and of how many
 */
export const changeWords = (shift, { input, output }) =>
  (shift.some(Boolean)
    ? `The shift changed ${counted(input, "input")}, ${counted(output, "output")}.`
    : "Move the input by a pixel: which outputs change?");

function maxWords(entries, [top, left]) {
  const winner = winnerOf(entries);
  const { row, column, value } = entries[winner];
  const equal = entries.filter((entry) => entry.value === value).length;
  const first = equal > 1 ? `, the first of ${equal} equal` : "";
  const padded = entries.some((entry) => entry.padded) ? " Padding is −∞: it never wins." : "";
  return `The largest is in row ${row - top}, column ${column - left} of the input${first}.${padded}`;
}

function averageWords(entries, countPadding) {
  const padding = entries.filter((entry) => entry.padded).length;
  const divisor = divisorOf(entries, countPadding);
  if (padding === 0) return `Divided by ${divisor}, the size of the window.`;
  const [are, count] = padding === 1 ? ["1 is padding", "counts"] : [`${padding} are padding`, "count"];
  return countPadding
    ? `Divided by ${divisor}, the size of the window: ${are}, and ${count}.`
    : `Divided by ${divisor}, not by ${entries.length}: ${are}, which is left out.`;
}

/** How an output came about. */
export const originWords = ({ entries, mode, geometry, count_include_pad }) =>
  (mode === "max" ? maxWords(entries, geometry.padding) : averageWords(entries, count_include_pad));

/** What an output was before the shift. */
export function beforeWords(shift, before, changed) {
  if (!shift.some(Boolean)) return "";
  return changed ? `Before the shift it was ${formatNumber(before)}.` : "Before the shift it was the same.";
}
