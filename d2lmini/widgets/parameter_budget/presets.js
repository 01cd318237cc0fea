/** Layers worth counting. The published counts of AlexNet and LeNet are in the tests. */

import { pair } from "../shared/maths/matrix.js";

export const BUDGETS = {
  "Megapixel photograph": { image: 1000, in_channels: 3, kernel: 3, stride: 1, padding: 1, out_channels: 64 },
  "AlexNet's first layer": { image: 227, in_channels: 3, kernel: 11, stride: 4, padding: 0, out_channels: 96 },
  "LeNet's first layer": { image: 28, in_channels: 1, kernel: 5, stride: 1, padding: 2, out_channels: 6 },
  "A digit, one 3×3 kernel": { image: 8, in_channels: 1, kernel: 3, stride: 1, padding: 0, out_channels: 1 },
  // LeNet's last convolution.
  "A kernel as large as the image": { image: 5, in_channels: 16, kernel: 5, stride: 1, padding: 0, out_channels: 120 },
  "A 1×1 kernel": { image: 28, in_channels: 192, kernel: 1, stride: 1, padding: 0, out_channels: 64 },
};

/** The preset that a state is, if any. */
export const budgetNamed = (state) =>
  Object.keys(BUDGETS).find((name) => Object.entries(BUDGETS[name]).every(([key, value]) => `${pair(state[key])}` === `${pair(value)}`));
