/** What there is to notice about a pooled and shifted input, in words, and the program that prints the same numbers. */

import { divisorOf, winnerOf } from "./pooling.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { formatNumber, listed, plural } from "../shared/page/format.js";
import { argument, doubles, lengths } from "../shared/page/pytorch.js";

const ENDS = [["down", "up", "top", "bottom"], ["right", "left", "left", "right"]];

const isMoved = ({ shift }) => shift.some(Boolean);

/** "1 down and 2 left", or nothing where nothing moved. */
export const shiftWords = ({ shift }) =>
  listed(shift.flatMap((by, axis) => (by ? [`${Math.abs(by)} ${ENDS[axis][by > 0 ? 0 : 1]}`] : [])));

/** The sides at which zeros came in: "Zeros entered at top and left." */
export const enteredWords = (now) =>
  (isMoved(now) ? `Zeros entered at ${listed(now.shift.flatMap((by, axis) => (by ? [ENDS[axis][by > 0 ? 2 : 3]] : [])))}.` : "");

const counted = ({ changed, of }, word) => `${changed} of ${plural(of, word)}`;

/** What moving the input did to it and to the output. */
export const changeWords = (now) =>
  (isMoved(now)
    ? `The shift changed ${counted(now.tallies.input, "input")}, ${counted(now.tallies[now.mode], "output")}.`
    : "Move the input by a pixel: which outputs change?");

/** What the output in view was before the shift. */
export function beforeWords({ before, changed, mode, at: [row, column], ...now }) {
  if (!isMoved(now)) return "";
  return `Before the shift it was ${changed[mode][row][column] ? formatNumber(before[row][column]) : "the same"}.`;
}

function maxWords(entries) {
  const { row, column, value } = entries[winnerOf(entries)];
  const equal = entries.filter((entry) => entry.value === value).length;
  const first = equal > 1 ? `, the first of ${equal} equal` : "";
  const padded = entries.some((entry) => entry.padded) ? " Padding is −∞: it never wins." : "";
  return `The largest is in row ${row}, column ${column} of the input${first}.${padded}`;
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
export const originWords = ({ entries, mode, count_include_pad }) => (mode === "max" ? maxWords(entries) : averageWords(entries, count_include_pad));

function poolLine({ mode, window, stride, padding, count_include_pad }) {
  const padded = argument("padding", padding, 0);
  const counting = mode === "avg" && padded && !count_include_pad ? ", count_include_pad=False" : "";
  return `F.${mode}_pool2d(X[None, None], ${lengths(window)}${argument("stride", stride, null)}${padded}${counting})[0, 0]`;
}

/** Padding on one side and cropping on the other moves the picture; nothing is left of one that moves out of view. */
function movedLine({ input, shift: [down, right] }) {
  const [height, width] = shapeOf(input);
  if (Math.abs(down) >= height || Math.abs(right) >= width) return "torch.zeros_like(X)  # moved out of view";
  return `F.pad(X, (${right}, ${-right}, ${down}, ${-down}))  # left, right, top, bottom: a negative number crops`;
}

/** @param {import("./pooling.js").State} state @returns {string} a program that runs as it is */
export const poolCode = (state) => `import torch
import torch.nn.functional as F

X = ${doubles(state.input)}


def pool(X):
    return ${poolLine(state)}


${isMoved(state) ? `X_moved = ${movedLine(state)}\n` : ""}Y = pool(${isMoved(state) ? "X_moved" : "X"})
print(Y)
${isMoved(state) ? `print(((Y - pool(X)).abs() > 1e-9).sum().item(), "outputs changed")\n` : ""}`;
