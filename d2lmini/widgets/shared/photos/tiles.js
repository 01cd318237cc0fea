/** Maps beside each other on one canvas, a pixel for each value: where each lies, and which value is under the pointer. */

import { element, follow, setAttribute } from "../page/dom.js";

/** Colours that stand out on light and dark pages alike; how much of them is seen tells the size of a value. Nothing is 0. */
export const HUES = { negative: [214, 56, 84], positive: [99, 91, 230], ink: [50, 115, 215] };

/**
 * @param {{channels: number, side: number}} maps
 * @param {number} columns maps in a row
 */
export function tiling({ channels, side }, columns) {
  // Between single values no gap is needed.
  const step = side > 1 ? side + 1 : 1;
  const rows = Math.ceil(channels / columns);
  const cornerOf = (channel) => [Math.floor(channel / columns) * step, (channel % columns) * step];
  return {
    channels,
    side,
    height: rows * step - (step - side),
    width: Math.min(channels, columns) * step - (step - side),
    cornerOf,
    /** The value nearest to a place on the canvas, given as fractions of its height and width. */
    unitAt([down, across]) {
      const [row, column] = [down * (rows * step), across * (Math.min(channels, columns) * step)].map((place) => Math.max(0, Math.floor(place)));
      const channel = Math.min(channels - 1, Math.floor(row / step) * columns + Math.min(columns - 1, Math.floor(column / step)));
      return { channel, at: [row % step, column % step].map((index) => Math.min(side - 1, index)) };
    },
  };
}

function paintValue(colours, at, value, most) {
  const hue = value < 0 ? HUES.negative : HUES.positive;
  colours[at] = hue[0];
  colours[at + 1] = hue[1];
  colours[at + 2] = hue[2];
  colours[at + 3] = Math.min(255, (255 * Math.abs(value)) / most);
}

/**
 * A canvas of signed values on one scale.
 * @param {(now: object) => [values: ArrayLike<number>, tiles: object, most: number, label: string]} read `most` is the size of a value
 *   that has its full colour
 */
export function tiledCanvas(read) {
  const canvas = element("canvas", { class: "d2l-tiles", role: "img" });
  const context = canvas.getContext("2d");
  let [image, used] = [null, null];
  return follow(canvas, read, (values, tiles, most, label) => {
    if (tiles !== used) {
      Object.assign(canvas, { width: tiles.width, height: tiles.height });
      canvas.style.aspectRatio = `${tiles.width} / ${tiles.height}`;
      [image, used] = [context.createImageData(tiles.width, tiles.height), tiles];
    }
    const { channels, side, width, cornerOf } = tiles;
    for (let channel = 0, index = 0; channel < channels; channel += 1) {
      const [top, left] = cornerOf(channel);
      for (let row = 0; row < side; row += 1) {
        for (let column = 0; column < side; column += 1, index += 1) {
          paintValue(image.data, 4 * ((top + row) * width + left + column), values[index], most || 1);
        }
      }
    }
    context.putImageData(image, 0, 0);
    setAttribute(canvas, "aria-label", label);
  });
}

/** Put a box over a part of a canvas of tiles, in shares of its size. */
export function placeOver(box, { height, width }, { top, left, rows, columns }) {
  const share = (length, of) => `${(100 * length) / of}%`;
  Object.assign(box.style, { top: share(top, height), left: share(left, width), height: share(rows, height), width: share(columns, width) });
}
