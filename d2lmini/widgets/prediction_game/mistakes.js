/** The usual slips in size arithmetic. A wrong answer that one of them gives is told by that slip's name, not by numbers. */

import { outputSize, paddedSize, spanOf } from "../shared/convolution.js";
import { firstAxes, rightAnswer, roomOf, sizesThrough, supposed } from "./questions.js";

const placesIn = (room, { stride }) => Math.floor(room / stride) + 1;

/** Each gives the length that a layer's output has along an axis, if one slips. */
const FORWARD = [
  { slip: "The + 1 is missing: the place where the kernel starts counts too", along: (axis) => outputSize(axis) - 1 },
  { slip: "Rounded up: a last step that does not fit whole is not taken", along: (axis) => Math.ceil(roomOf(axis) / axis.stride) + 1 },
  { slip: "The padding is counted once: it is added on both sides", along: (axis) => placesIn(roomOf(axis) - axis.padding, axis) },
  { slip: "The dilation is left out: it spreads the kernel, which then reaches further", along: (axis) => outputSize({ ...axis, dilation: 1 }) },
  { slip: "The dilation is counted once too often: a spread kernel has one gap less than entries", along: (axis) => placesIn(paddedSize(axis) - axis.kernel * axis.dilation, axis) },
  { slip: "The stride is left out: the kernel does not stop at every place", along: (axis) => outputSize({ ...axis, stride: 1 }) },
  { slip: "The padding is left out: it makes the input longer on both sides", along: (axis) => outputSize({ ...axis, padding: 0 }) },
  { slip: "Nothing is subtracted for the kernel: all of it must stay inside", along: (axis) => Math.floor(paddedSize(axis) / axis.stride) },
  { slip: "Neither kernel nor padding is counted: both change the size", along: (axis) => Math.floor(axis.size / axis.stride) },
];

const BACKWARD = {
  padding: [
    { slip: "That is the padding of both sides together: PyTorch's number is for one side", value: (axis) => spanOf(axis) - 1 },
    { slip: "The dilation is left out: it spreads the kernel, which then reaches further", value: (axis) => (axis.kernel - 1) / 2 },
  ],
  kernel: [
    { slip: "The + 1 is missing: the place where the kernel starts counts too", value: (axis) => axis.kernel - 1 },
    { slip: "The padding is counted once: it is added on both sides", value: (axis) => axis.kernel - axis.padding },
    { slip: "The padding is left out: it makes the input longer on both sides", value: (axis) => axis.kernel - 2 * axis.padding },
  ],
  unread: [
    { slip: "That is what the next step lacks: asked is what stays over", value: (axis) => axis.stride - (roomOf(axis) % axis.stride) },
    { slip: "The padding is counted once: it is added on both sides", value: (axis) => (roomOf(axis) - axis.padding) % axis.stride },
    { slip: "The padding is left out: it makes the input longer on both sides", value: (axis) => (roomOf(axis) - 2 * axis.padding) % axis.stride },
    { slip: "Nothing is subtracted for the kernel: its first place takes up rows too", value: (axis) => paddedSize(axis) % axis.stride },
  ],
  largest: [],
};

const swapped = { slip: "Height and width are swapped: rows come first", of: (right) => [...right].reverse() };
const early = { slip: "That is the size before the last layer", of: (_, question) => [sizesThrough(question, 0, outputSize).at(-2)] };

function slipsOf(question) {
  if (question.kind !== "output") return BACKWARD[question.kind].map(({ slip, value }) => ({ slip, of: () => firstAxes(question).map(value) }));
  const along = ({ slip, along: length }) => ({ slip, of: () => question.asked.map((_, index) => sizesThrough(question, index, length).at(-1)) });
  const whole = [...(question.asked.length > 1 ? [swapped] : []), ...(question.layers.length > 1 ? [early] : [])];
  return [...whole, ...FORWARD.map(along)];
}

/** The slips that lead to another answer than the right one, each with that answer, the likeliest first. */
export function mistakesOf(question) {
  const right = rightAnswer(question);
  const mistakes = slipsOf(question).map(({ slip, of }) => ({ slip, answer: of(right, question) }));
  return mistakes.filter(({ answer }) => answer.every((value) => Number.isInteger(value) && value >= 0) && answer.some((value, index) => value !== right[index]));
}

/** Try a backward answer out: "Input 30×30 gives 15×15." */
function trial(question, answer) {
  const axis = supposed(question, answer);
  if (!axis) return "";
  const given = { padding: `Padding ${axis.padding}`, kernel: `Kernel ${axis.kernel}×${axis.kernel}`, largest: `Input ${axis.size}×${axis.size}` }[question.kind];
  const [size, wanted] = [outputSize(axis), outputSize(firstAxes(question)[0])];
  if (axis.kernel < 1 || size < 1) return `${given} gives no output at all.`;
  return size === wanted ? `${given} gives ${size}×${size} too, but is not the largest.` : `${given} gives ${size}×${size}.`;
}

const compared = (given, right) => (given === right ? "right" : given > right ? "too large" : "too small");

/** The slip that explains every wrong number of an answer: the whole answer if it can, or else what is wrong in it. */
function slipBehind(question, answer, wrong) {
  const mistakes = mistakesOf(question);
  const matches = (indices) => (mistake) => indices.every((index) => mistake.answer[index] === answer[index]);
  const whole = mistakes.find(matches([...answer.keys()]));
  return whole ?? mistakes.filter(({ slip }) => slip !== swapped.slip).find(matches(wrong));
}

/** Say what is wrong with a wrong answer, without the numbers that are asked. */
export function diagnosis(question, answer) {
  const right = rightAnswer(question);
  const wrong = [...right.keys()].filter((index) => answer[index] !== right[index]);
  const mistake = slipBehind(question, answer, wrong);
  const partly = wrong.length < right.length || (right.length > 1 && !mistake);
  const each = partly ? `${question.asked.map((name, index) => `${name} ${compared(answer[index], right[index])}`).join(", ")}.` : "";
  const alone = right.length === 1 && !mistake && !supposed(question, answer) ? `${compared(answer[0], right[0])}.` : "";
  return [each, alone, mistake ? `${mistake.slip}.` : "", trial(question, answer)].filter(Boolean).map(capitalised).join(" ");
}

const capitalised = (sentence) => sentence[0].toUpperCase() + sentence.slice(1);
