/** Comparisons to start from. */

import { sameNumbers } from "../shared/maths/matrix.js";

const comparison = (blocks, channels, size, convolutions = "without bias") => ({ blocks, channels, size, convolutions, equal_fields: true });

export const COMPARISONS = {
  "VGG: 5×5 or two 3×3": comparison(["5×5", "two 3×3"], 64, 56),
  "VGG: 7×7 or three 3×3": comparison(["7×7", "three 3×3"], 64, 56),
  "NiN and GoogLeNet": comparison(["two 3×3", "NiN block", "inception block"], 512, 14, "with bias"),
  "ResNet: basic or bottleneck": comparison(["residual block", "residual bottleneck"], 256, 56, "with batch norm"),
  "MobileNet: 3×3 or depthwise separable": comparison(["3×3", "depthwise separable"], 512, 14, "with batch norm"),
  "2012 to 2017 in one line": comparison(["5×5", "two 3×3", "residual bottleneck", "depthwise separable"], 256, 28),
};

/** The comparison that a state is, if any. */
export const comparisonNamed = (state) =>
  Object.keys(COMPARISONS).find((name) => Object.entries(COMPARISONS[name]).every(([trait, value]) => sameNumbers(value, state[trait])));
