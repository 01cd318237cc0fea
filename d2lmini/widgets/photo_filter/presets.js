/** Kernels worth trying on a photograph, each with the number that it is divided by. */

import { KERNELS } from "../shared/grids/presets.js";
import { filled, sameNumbers, shapeOf } from "../shared/maths/matrix.js";

const box = (size) => filled([size, size], () => 1);
const BINOMIAL = { 3: [1, 2, 1], 5: [1, 4, 6, 4, 1] };
const gaussian = (size) => filled([size, size], (row, column) => BINOMIAL[size][row] * BINOMIAL[size][column]);

const PHOTO_KERNELS = {
  Identity: { kernel: KERNELS.Identity, divisor: 1 },
  "Box blur": { kernel: box(3), divisor: 9 },
  "Box blur 5×5": { kernel: box(5), divisor: 25 },
  Gaussian: { kernel: gaussian(3), divisor: 16 },
  "Gaussian 5×5": { kernel: gaussian(5), divisor: 256 },
  Sharpen: { kernel: KERNELS.Sharpen, divisor: 1 },
  "Edge [1, −1]": { kernel: [[0, 0, 0], [0, 1, -1], [0, 0, 0]], divisor: 1 },
  "Sobel x": { kernel: KERNELS["Sobel x"], divisor: 1 },
  "Sobel y": { kernel: KERNELS["Sobel y"], divisor: 1 },
  Laplacian: { kernel: [[0, 1, 0], [1, -4, 1], [0, 1, 0]], divisor: 1 },
  Emboss: { kernel: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], divisor: 1 },
};
const NAMES = Object.keys(PHOTO_KERNELS);

/** What a menu of these presets takes. Random numbers come in the size of the kernel in view. */
export const PHOTO_PRESETS = {
  names: [...NAMES, "Random"],
  named: ({ kernel, divisor }) => NAMES.find((name) => sameNumbers(PHOTO_KERNELS[name], { kernel, divisor })),
  patch: (name, { kernel }) => PHOTO_KERNELS[name] ?? { kernel: KERNELS.Random(shapeOf(kernel)), divisor: 1 },
};
