/** What several channels add to a convolution, apart from the page. Tests compare it with `torch.nn.functional.conv2d`. */

import { correlate, termsAt } from "../shared/convolution.js";
import { filterPixels } from "../shared/image_filter.js";

const PLAIN = { stride: 1, padding: 0, dilation: 1, mode: "cross-correlation" };

/** Each input channel under its own kernel of a filter. */
export const partialsOf = (input, kernels) => input.map((channel, index) => correlate({ ...PLAIN, input: channel, kernel: kernels[index] }));

/** The products of one channel for one place of the output, as `termsAt` gives them. */
export const channelTerms = (channel, kernel, at) => termsAt({ ...PLAIN, input: channel, kernel }, at);

/** The partial results added up at one place, and the bias. */
export const totalAt = (partials, bias, [row, column]) => partials.reduce((sum, partial) => sum + partial[row][column], 0) + bias;

/** The output channel of a filter: its partial results added up everywhere, and the bias. */
export const addedUp = (partials, bias) => partials[0].map((line, row) => line.map((_, column) => totalAt(partials, bias, [row, column])));

/** Filter the channels of a photograph, each under its own kernel. @param {Float64Array[]} padded @param {Float64Array[]} partials to be filled */
export function filterChannels(padded, size, kernels, partials) {
  kernels.forEach((kernel, channel) => filterPixels(padded[channel], size, kernel, partials[channel]));
}

/** Add three filtered channels and the bias, pixel by pixel. @param {Float64Array} output to be filled */
export function addPixels([red, green, blue], bias, output) {
  for (let at = 0; at < output.length; at += 1) output[at] = red[at] + green[at] + blue[at] + bias;
}

/** How much of a tint's own channel its greys keep in the other two. */
const PALE = 0.7;

/** A channel as greys with its own tint. @param {Uint8Array} plane @returns {Float64Array} three planes */
export function tinted(plane, channel) {
  const planes = new Float64Array(3 * plane.length);
  for (let at = 0; at < planes.length; at += 1) planes[at] = PALE * plane[at % plane.length];
  planes.set(plane, channel * plane.length);
  return planes;
}
