/** Kernels worth trying on a photograph, each with the number that it is divided by. */

import { KERNELS, presetNumbers, sameNumbers } from "../shared/presets.js";

const ones = (size) => Array.from({ length: size }, () => new Array(size).fill(1));
const BINOMIAL = { 3: [1, 2, 1], 5: [1, 4, 6, 4, 1] };
const gaussian = (size) => BINOMIAL[size].map((row) => BINOMIAL[size].map((column) => row * column));

export const PHOTO_KERNELS = {
  Identity: { kernel: KERNELS.Identity, divisor: 1 },
  "Box blur": { kernel: ones(3), divisor: 9 },
  "Box blur 5×5": { kernel: ones(5), divisor: 25 },
  Gaussian: { kernel: gaussian(3), divisor: 16 },
  "Gaussian 5×5": { kernel: gaussian(5), divisor: 256 },
  Sharpen: { kernel: KERNELS.Sharpen, divisor: 1 },
  "Edge [1, −1]": { kernel: [[0, 0, 0], [0, 1, -1], [0, 0, 0]], divisor: 1 },
  "Sobel x": { kernel: KERNELS["Sobel x"], divisor: 1 },
  "Sobel y": { kernel: KERNELS["Sobel y"], divisor: 1 },
  Laplacian: { kernel: [[0, 1, 0], [1, -4, 1], [0, 1, 0]], divisor: 1 },
  Emboss: { kernel: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], divisor: 1 },
};

/** The kernel and divisor of that name; random numbers come in the size of the kernel in view. */
export function photoPreset(name, { length }) {
  return PHOTO_KERNELS[name] ?? { kernel: presetNumbers(KERNELS.Random, [length, length]), divisor: 1 };
}

/** The name of the preset that these are, or null. */
export function photoPresetNamed(kernel, divisor) {
  const found = Object.entries(PHOTO_KERNELS).find(([, preset]) => preset.divisor === divisor && sameNumbers(preset.kernel, kernel));
  return found ? found[0] : null;
}
