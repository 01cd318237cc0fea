/** The usual slips in size arithmetic. A wrong answer that one of them gives is told by that slip's name, not by numbers. */

import { outputSize, paddedSize, spanOf } from "../shared/maths/convolution.js";
import { asSentence } from "../shared/page/format.js";
import { firstAxes, layerAxes, rightAnswer, roomOf, sizesThrough } from "./reasons.js";

const placesIn = (room, { stride }) => Math.floor(room / stride) + 1;

/** By what is asked, the length that an axis has if one slips; the likeliest slips come first. */
const SLIPS = {
  "The + 1 is missing: the position where the kernel starts counts too": {
    output: (axis) => outputSize(axis) - 1,
    kernel: (axis) => axis.kernel - 1,
  },
  "That is the padding of both sides together: PyTorch's number is for one side": { padding: (axis) => spanOf(axis) - 1 },
  "That is what the next step lacks: asked is what stays over": { unread: (axis) => axis.stride - (roomOf(axis) % axis.stride) },
  "Rounded up: a last step that does not fit whole is not taken": { output: (axis) => Math.ceil(roomOf(axis) / axis.stride) + 1 },
  "The padding is counted once: it is added on both sides": {
    output: (axis) => placesIn(roomOf(axis) - axis.padding, axis),
    kernel: (axis) => axis.kernel - axis.padding,
    unread: (axis) => (roomOf(axis) - axis.padding) % axis.stride,
  },
  "The dilation is left out: it spreads the kernel, which then reaches further": {
    output: (axis) => outputSize({ ...axis, dilation: 1 }),
    padding: (axis) => (axis.kernel - 1) / 2,
  },
  "The dilation is counted once too often: a spread kernel has one gap less than entries": {
    output: (axis) => placesIn(paddedSize(axis) - axis.kernel * axis.dilation, axis),
  },
  "The stride is left out: the kernel does not stand at every position": { output: (axis) => outputSize({ ...axis, stride: 1 }) },
  "The padding is left out: it makes the input longer on both sides": {
    output: (axis) => outputSize({ ...axis, padding: 0 }),
    kernel: (axis) => axis.kernel - 2 * axis.padding,
    unread: (axis) => (roomOf(axis) - 2 * axis.padding) % axis.stride,
  },
  "Nothing is subtracted for the kernel: all of it must stay inside": { output: (axis) => Math.floor(paddedSize(axis) / axis.stride) },
  "Nothing is subtracted for the kernel: its first position takes up rows too": { unread: (axis) => paddedSize(axis) % axis.stride },
  "Neither kernel nor padding is counted: both change the size": { output: (axis) => Math.floor(axis.size / axis.stride) },
};
const SWAPPED = "Height and width are swapped: rows come first";
const EARLY = "That is the size before the last layer";

/** The slips that lead to another answer than the right one, each with that answer, the likeliest first. */
export function mistakesOf(question) {
  const right = rightAnswer(question);
  const along = (length) => question.asked.map((_, index) => sizesThrough(question, index, length).at(-1));
  const mistakes = [
    ...(right.length > 1 ? [{ slip: SWAPPED, answer: [...right].reverse() }] : []),
    ...(question.layers.length > 1 ? [{ slip: EARLY, answer: [layerAxes(question).at(-1).size] }] : []),
    ...Object.entries(SLIPS).flatMap(([slip, { [question.kind]: length }]) => (length ? [{ slip, answer: along(length) }] : [])),
  ];
  return mistakes.filter(({ answer }) => answer.every((value) => Number.isInteger(value) && value >= 0) && String(answer) !== String(right));
}

/** Try a backward answer out: "Input 30×30 gives 15×15"; no words where a question is of another kind. */
function trial(question, [value]) {
  const part = { padding: "padding", kernel: "kernel", largest: "size" }[question.kind];
  if (!part) return "";
  const [right] = firstAxes(question);
  const axis = { ...right, [part]: value };
  const given = { padding: `Padding ${value}`, kernel: `Kernel ${value}×${value}`, largest: `Input ${value}×${value}` }[question.kind];
  const [size, wanted] = [outputSize(axis), outputSize(right)];
  if (axis.kernel < 1 || size < 1) return `${given} gives no output at all`;
  return `${given} gives ${size}×${size}${size === wanted ? " too, but is not the largest" : ""}`;
}

const compared = (given, right) => (given === right ? "right" : given > right ? "too large" : "too small");

/** The slip that explains every wrong number of an answer: the whole answer if it can, or else what is wrong in it. */
function slipBehind(question, answer, wrong) {
  const mistakes = mistakesOf(question);
  const matches = (indices) => (mistake) => indices.every((index) => mistake.answer[index] === answer[index]);
  return (mistakes.find(matches([...answer.keys()])) ?? mistakes.filter(({ slip }) => slip !== SWAPPED).find(matches(wrong)))?.slip;
}

/** Say what is wrong with a wrong answer, without the numbers that are asked. */
export function diagnosis(question, answer) {
  const right = rightAnswer(question);
  const wrong = [...right.keys()].filter((index) => answer[index] !== right[index]);
  const slip = slipBehind(question, answer, wrong);
  const partly = wrong.length < right.length || (right.length > 1 && !slip);
  const each = partly && question.asked.map((name, index) => `${name} ${compared(answer[index], right[index])}`).join(", ");
  const tried = trial(question, answer);
  const alone = right.length === 1 && !slip && !tried && compared(answer[0], right[0]);
  return [each, alone, slip, tried].filter(Boolean).map(asSentence).join(" ");
}
