/** Pictures on canvas, as greys or in colour. In colour they are three planes, one after the other: red, green and blue. */

import { element, setAttribute } from "./dom.js";
import { drawGreys } from "./image_filter.js";

/** One channel of a picture, without a copy. @param {Uint8Array | Float64Array} planes */
export const planeOf = (planes, channel, [height, width]) => planes.subarray(channel * height * width, (channel + 1) * height * width);

/**
 * Write three planes as colours; what lies below 0 or above 255 is cut.
 * @param {Uint8Array | Float64Array} planes
 * @param {Uint8ClampedArray} colours red, green, blue and alpha of each pixel; alpha is left as it is
 */
export function drawColours(planes, colours) {
  const count = colours.length / 4;
  for (let at = 0; at < count; at += 1) {
    colours[4 * at] = planes[at];
    colours[4 * at + 1] = planes[count + at];
    colours[4 * at + 2] = planes[2 * count + at];
  }
}

/** A canvas of this size; `label` tells in words what is to be seen on it. @param {[number, number]} size height and width */
export function createPicture([height, width]) {
  const canvas = element("canvas", { width, height, role: "img" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  image.data.fill(255);

  function show(label) {
    context.putImageData(image, 0, 0);
    setAttribute(canvas, "aria-label", label);
  }
  return {
    element: canvas,
    /** @param {Uint8Array | Float64Array} values one channel @param {object} showing one of SHOWINGS */
    drawGreys(values, showing, label) {
      drawGreys(values, image.data, showing);
      show(label);
    },
    drawColours(planes, label) {
      drawColours(planes, image.data);
      show(label);
    },
  };
}
