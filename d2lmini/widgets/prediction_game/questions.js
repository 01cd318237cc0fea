/**
 * What the prediction game asks, answered by formula: tests compare it with what torch finds by trying.
 *
 * @typedef {{kernel: [number, number], stride: [number, number], padding: [number, number], dilation: [number, number]}} Layer
 * @typedef {{kind: string, size: [number, number], layers: Layer[], asked: string[], words: string, code: string}} Question
 */

import { axesOf, outputSize, paddedSize, spanOf } from "../shared/convolution.js";

/** The axes asked about: for a stack, those of its first layer. Squares have one. */
export const firstAxes = ({ size, layers, asked }) => axesOf({ size, ...layers[0] }).slice(0, asked.length);

/** An axis' length before the first layer and after each one. `along` gives what a layer makes of an axis. */
export const sizesThrough = ({ size, layers }, index, along) =>
  layers.reduce((sizes, layer) => [...sizes, along({ ...axesOf({ size, ...layer })[index], size: sizes.at(-1) })], [size[index]]);

/** How far the kernel can be moved along the padded axis. */
export const roomOf = (axis) => paddedSize(axis) - spanOf(axis);

const UNKNOWNS = {
  padding: (axis) => axis.padding,
  kernel: (axis) => axis.kernel,
  unread: (axis) => roomOf(axis) % axis.stride,
  largest: (axis) => axis.size - (roomOf(axis) % axis.stride) + axis.stride - 1,
};

/** @param {Question} question @returns {number[]} one number for each that is asked */
export function rightAnswer(question) {
  if (question.kind === "output") return question.asked.map((_, index) => sizesThrough(question, index, outputSize).at(-1));
  return firstAxes(question).map(UNKNOWNS[question.kind]);
}

export const isRight = (question, answer) => rightAnswer(question).every((value, index) => value === answer[index]);

/** What an axis would be if the answer to a backward question were true; null where it asks for something else. */
export function supposed({ kind, ...question }, [value]) {
  const part = { padding: "padding", kernel: "kernel", largest: "size" }[kind];
  return part ? { ...firstAxes(question)[0], [part]: value } : null;
}
