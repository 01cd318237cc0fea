/** Why a size is what it is: the arithmetic in steps, each with its name and one equation an axis. */

import { outputSize, paddedSize, spanOf } from "../shared/convolution.js";
import { firstAxes, roomOf, sizesThrough } from "./questions.js";

/** @typedef {{words: string, show: (axis: object) => string, when?: (axis: object) => boolean}} Step */

const inPadded = ({ padding }) => padding > 0;
const REACH = { words: "reach of the spread kernel", when: ({ dilation }) => dilation > 1, show: (axis) => `${axis.dilation}·(${axis.kernel} − 1) + 1 = ${spanOf(axis)}` };
const PADDED = { words: "padded input", when: inPadded, show: (axis) => `${axis.size} + 2·${axis.padding} = ${paddedSize(axis)}` };
const ROOM = { words: "room to move", show: (axis) => `${paddedSize(axis)} − ${spanOf(axis)} = ${roomOf(axis)}` };
const steps = (axis) => Math.floor(roomOf(axis) / axis.stride);
const STEPS = { words: "whole steps", when: ({ stride }) => stride > 1, show: (axis) => `⌊${roomOf(axis)} / ${axis.stride}⌋ = ${steps(axis)}` };
const PLACES = { words: "output: steps + first place", show: (axis) => `${steps(axis)} + 1 = ${outputSize(axis)}` };

const BACKWARD_STEPS = {
  padding: [
    REACH,
    { words: "lost without padding", show: (axis) => `${spanOf(axis)} − 1 = ${spanOf(axis) - 1}` },
    { words: "half of it on each side", show: (axis) => `${spanOf(axis) - 1} / 2 = ${axis.padding}` },
  ],
  kernel: [
    PADDED,
    { words: "steps between the outputs", show: (axis) => `${outputSize(axis)} − 1 = ${outputSize(axis) - 1}` },
    { words: "kernel: what the steps leave", show: (axis) => `${paddedSize(axis)} − ${outputSize(axis) - 1} = ${axis.kernel}` },
  ],
  unread: [
    PADDED,
    ROOM,
    STEPS,
    { words: "rows never read", show: (axis) => `${roomOf(axis)} − ${steps(axis)}·${axis.stride} = ${roomOf(axis) % axis.stride}` },
  ],
  largest: [
    { words: "steps between the outputs", show: (axis) => `${outputSize(axis)} − 1 = ${steps(axis)}` },
    { words: "rows that they read", show: (axis) => `${steps(axis)}·${axis.stride} + ${spanOf(axis)} = ${readRows(axis)}` },
    { words: "rows that may stay unread", show: (axis) => `${axis.stride} − 1 = ${axis.stride - 1}` },
    { words: "largest input", show: (axis) => largest(axis) },
  ],
};

const readRows = (axis) => steps(axis) * axis.stride + spanOf(axis);

function largest(axis) {
  const padding = inPadded(axis) ? ` − 2·${axis.padding}` : "";
  return `${readRows(axis)} + ${axis.stride - 1}${padding} = ${readRows(axis) + axis.stride - 1 - 2 * axis.padding}`;
}

/** A whole layer in one line. */
function formula(axis) {
  const room = `${axis.size}${inPadded(axis) ? ` + 2·${axis.padding}` : ""} − ${axis.kernel}`;
  return `${axis.stride > 1 ? `⌊(${room}) / ${axis.stride}⌋` : room} + 1 = ${outputSize(axis)}`;
}

/** One line a layer, each starting from the size that the one before gave. */
function stackRows(question) {
  const rows = [];
  sizesThrough(question, 0, (axis) => {
    rows.push({ words: `layer ${rows.length + 1}`, equations: [formula(axis)] });
    return outputSize(axis);
  });
  return rows;
}

/** @returns {{words: string, equations: string[]}[]} */
export function reasonRows(question) {
  if (question.layers.length > 1) return stackRows(question);
  const axes = firstAxes(question);
  const chosen = BACKWARD_STEPS[question.kind] ?? [REACH, PADDED, ROOM, STEPS, PLACES];
  const needed = chosen.filter(({ when = () => true }) => axes.some(when));
  return needed.map(({ words, show }) => ({ words, equations: axes.map(show) }));
}
