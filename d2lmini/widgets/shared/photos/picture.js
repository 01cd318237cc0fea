/** Pictures on canvas, as greys or in colour. In colour they are three planes, one after the other: red, green and blue. */

import { element, follow, setAttribute } from "../page/dom.js";
import { drawGreys } from "../maths/image_filter.js";

/** One channel of a picture, without a copy. @param {Uint8Array | Float64Array} planes */
export const planeOf = (planes, channel, [height, width]) => planes.subarray(channel * height * width, (channel + 1) * height * width);

/**
 * Write three planes as colours; what lies below 0 or above 255 is cut.
 * @param {Uint8Array | Float64Array} planes
 * @param {Uint8ClampedArray} colours red, green, blue and alpha of each pixel; alpha is left as it is
 */
function drawColours(planes, colours) {
  const count = colours.length / 4;
  for (let at = 0; at < count; at += 1) {
    colours[4 * at] = planes[at];
    colours[4 * at + 1] = planes[count + at];
    colours[4 * at + 2] = planes[2 * count + at];
  }
}

/**
 * A canvas that is drawn again when its values are other ones: give new arrays, not old ones with new numbers.
 * @param {[number, number]} size height and width
 * @param {(now: object) => [values: Uint8Array | Float64Array, showing: object | null, label: string]} read the values of one channel
 *   with one of `SHOWINGS`, or three planes with null; the label tells in words what is to be seen
 */
export function picture([height, width], read) {
  const canvas = element("canvas", { width, height, role: "img" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  image.data.fill(255);
  return follow(canvas, read, (values, showing, label) => {
    if (showing) drawGreys(values, image.data, showing);
    else drawColours(values, image.data);
    context.putImageData(image, 0, 0);
    setAttribute(canvas, "aria-label", label);
  });
}
