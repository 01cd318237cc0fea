/** How far the output is from a target, the gradients of that, and a step of theta downhill. Tests compare with autograd. */

import { filled, shapeOf } from "../shared/maths/matrix.js";

/** The step's length: theta moves against the gradient, times this. */
export const RATE = 0.05;

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Mean and spread of all numbers; a picture of one value has a spread of 1. */
export function spreadOf(matrix) {
  const numbers = matrix.flat();
  const middle = mean(numbers);
  return { mean: middle, deviation: Math.sqrt(mean(numbers.map((number) => (number - middle) ** 2))) || 1 };
}

/** The same numbers with mean 0 and spread 1. */
export function normalised(matrix) {
  const { mean: middle, deviation } = spreadOf(matrix);
  return matrix.map((row) => row.map((number) => (number - middle) / deviation));
}

/**
 * The mean squared difference, as a share of the input's variance, and its gradients.
 * @param {object[][]} asked what each output pixel gets, as `probes` tells
 * @returns {{loss: number, toInput: number[][], toTheta: number[][]}}
 */
export function lossOf(input, asked, target) {
  const [rows, columns] = shapeOf(asked);
  const scale = rows * columns * spreadOf(input).deviation ** 2;
  const [toInput, toTheta] = [filled(shapeOf(input), () => 0), [[0, 0, 0], [0, 0, 0]]];
  let loss = 0;
  asked.forEach((line, row) => line.forEach((pixel, column) => {
    const error = pixel.value - target[row][column];
    loss += error ** 2 / scale;
    for (const entry of pixel.entries) if (!entry.padded) toInput[entry.row][entry.column] += (2 * error * entry.weight) / scale;
    pixel.toTheta.forEach((slopes, i) => slopes.forEach((slope, j) => { toTheta[i][j] += (2 * error * slope) / scale; }));
  }));
  return { loss, toInput, toTheta };
}

export const stepped = (theta, gradient) => theta.map((row, i) => row.map((number, j) => number - RATE * gradient[i][j]));
