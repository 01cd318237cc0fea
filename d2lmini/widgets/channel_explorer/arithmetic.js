/** What several channels add to a convolution, apart from the page. Tests compare it with `torch.nn.functional.conv2d`. */

import { correlate, termsAt } from "../shared/maths/convolution.js";
import { filterPixels } from "../shared/maths/image_filter.js";
import { remembered } from "../shared/page/remembered.js";

const alone = (input, kernel) => ({ input, kernel, stride: 1, padding: 0, dilation: 1, mode: "cross-correlation" });

/** The products of one channel for one place of the output, as `termsAt` gives them. */
export const channelTerms = (channel, kernel, at) => termsAt(alone(channel, kernel), at);

const addedUp = (bias, ...partials) =>
  partials[0].map((line, row) => line.map((_, column) => partials.reduce((sum, partial) => sum + partial[row][column], 0) + bias));

/** Three filtered channels and the bias, added pixel by pixel. */
function pixelsAddedUp(bias, red, green, blue) {
  const output = new Float64Array(red.length);
  for (let at = 0; at < output.length; at += 1) output[at] = red[at] + green[at] + blue[at] + bias;
  return output;
}

/**
 * What every filter makes of the channels; each part is computed again only when one of those it is made of changes.
 * @returns {(input: object[], weight: number[][][][], bias: number[]) => {partials: object[], output: object}[]}
 */
function layer(apply, addUp, { channels, filters }) {
  const times = ([, most], make) => Array.from({ length: most }, make);
  const units = times(filters, () => ({ partials: times(channels, () => remembered(apply)), output: remembered(addUp) }));
  return (input, weight, bias) => weight.map((kernels, filter) => {
    const partials = input.map((channel, index) => units[filter].partials[index](channel, kernels[index]));
    return { partials, output: units[filter].output(bias[filter], ...partials) };
  });
}

/** Of numbers: input, partial results and outputs are matrices. @param {Record<string, [number, number]>} limits */
export const numberLayer = (limits) => layer((channel, kernel) => correlate(alone(channel, kernel)), addedUp, limits);

/** Of photographs of one size, whose channels have a border: results are pixels, row by row. */
export const pixelLayer = (size, limits) => layer((padded, kernel) => filterPixels(padded, size, kernel), pixelsAddedUp, limits);

/** How much of a tint's own channel its greys keep in the other two. */
const PALE = 0.7;

/** A channel as greys with its own tint. @param {Uint8Array} plane @returns {Float64Array} three planes */
export function tinted(plane, channel) {
  const planes = new Float64Array(3 * plane.length);
  for (let at = 0; at < planes.length; at += 1) planes[at] = PALE * plane[at % plane.length];
  planes.set(plane, channel * plane.length);
  return planes;
}
