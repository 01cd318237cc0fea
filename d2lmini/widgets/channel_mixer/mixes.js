/** Mixes of a photograph's channels worth trying: a kernel, a bias, and how the result is shown. */

import { sameNumbers } from "../shared/maths/matrix.js";

const IDENTITY = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
const LUMINANCE = [0.299, 0.587, 0.114];
/** Rows that are added to a kernel, by their index. */
const NEXT_ROWS = [...IDENTITY, LUMINANCE];
const NONE = [0, 0, 0];

const inColour = (kernel, bias = NONE) => ({ kernel, bias, showing: "colour" });
const MIXES = {
  Unchanged: inColour(IDENTITY),
  "Swap red and blue": inColour([[0, 0, 1], [0, 1, 0], [1, 0, 0]]),
  "Luminance, one channel": { kernel: [LUMINANCE], bias: [0], showing: "clip" },
  "Luminance, three channels": inColour([LUMINANCE, LUMINANCE, LUMINANCE]),
  Sepia: inColour([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]),
  Negative: inColour([[-1, 0, 0], [0, -1, 0], [0, 0, -1]], [255, 255, 255]),
  "Red only": inColour([[1, 0, 0], [0, 0, 0], [0, 0, 0]]),
  Saturated: inColour([[1.701, -0.587, -0.114], [-0.299, 1.413, -0.114], [-0.299, -0.587, 1.886]]),
  "Opponent colours": { kernel: [LUMINANCE, [1, -1, 0], [-0.5, -0.5, 1]], bias: NONE, showing: "signed" },
};

export const LEARNED = "Principal components";
export const MIX_NAMES = [...Object.keys(MIXES), LEARNED];

/** Projections on a photograph's principal components, with a bias that makes each channel's mean 0. */
const learnedMix = ({ components, means }) => ({
  kernel: components,
  bias: components.map((row) => -row.reduce((sum, weight, channel) => sum + weight * means[channel], 0)),
  showing: "signed",
});

/** The mix of that name. @param {{components: number[][], means: number[]}} photo */
export const mixOf = (name, photo) => MIXES[name] ?? learnedMix(photo);

/** The name of the mix that these numbers are, however they are shown, or null. */
export const mixNamed = ({ kernel, bias }, photo) =>
  MIX_NAMES.find((name) => sameNumbers(mixOf(name, photo).kernel, kernel) && sameNumbers(mixOf(name, photo).bias, bias)) ?? null;

/** The same kernel and bias with another number of output channels; a new one takes a primary colour, the fourth the luminance. */
export const withChannels = ({ kernel, bias }, channels) => ({
  kernel: NEXT_ROWS.slice(0, channels).map((row, channel) => kernel[channel] ?? row),
  bias: NEXT_ROWS.slice(0, channels).map((_, channel) => bias[channel] ?? 0),
});
