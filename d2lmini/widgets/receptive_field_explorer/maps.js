/** The picture in the size that the layers read, and what each layer makes of it when it does nothing but average. */

import { tapsInside } from "./paths.js";

/** The pixels that come to lie under a pixel when a side is divided anew: the first, and past the last. */
const under = (index, length, side) => [Math.floor((index * side) / length), Math.ceil(((index + 1) * side) / length)];

/**
 * A square picture with so many pixels a side, each the mean of what lies under it, as adaptive pooling has it.
 * @param {{side: number, pixels: DataView}} source greys from 0 to 255 @returns {Float64Array} from 0 to 1
 */
export function pictureOf({ side, pixels }, length) {
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const spans = Array.from({ length }, (_, index) => under(index, length, side));
  return Float64Array.from({ length: length * length }, (_, at) => {
    const [[top, bottom], [left, right]] = [spans[Math.floor(at / length)], spans[at % length]];
    let sum = 0;
    for (let row = top; row < bottom; row += 1) for (let column = left; column < right; column += 1) sum += bytes[row * side + column];
    return sum / ((bottom - top) * (right - left)) / 255;
  });
}

/** @returns {Float64Array[]} by node, from 0 to 1; padding counts as 0 */
export function averagesOf(nodes, picture) {
  const maps = [];
  for (const node of nodes) {
    if (!node.layer) maps.push(picture);
    else if (node.axes) maps.push(windowMeans(maps[node.from[0]], nodes[node.from[0]].size, node));
    else maps.push(maps[node.from[0]].map((_, at) => node.from.reduce((sum, source) => sum + maps[source][at], 0) / node.from.length));
  }
  return maps;
}

function windowMeans(values, [height, width], { axes: [vertical, horizontal], size: [rows, columns] }) {
  const [means, area] = [new Float64Array(rows * columns), vertical.kernel * horizontal.kernel];
  for (let row = 0; row < rows; row += 1) {
    const [firstY, lastY] = tapsInside(row, vertical, 0, height);
    for (let column = 0; column < columns; column += 1) {
      const [firstX, lastX] = tapsInside(column, horizontal, 0, width);
      const left = column * horizontal.stride - horizontal.padding;
      let sum = 0;
      for (let i = firstY; i < lastY; i += 1) {
        const line = (row * vertical.stride - vertical.padding + i * vertical.dilation) * width + left;
        for (let j = firstX; j < lastX; j += 1) sum += values[line + j * horizontal.dilation];
      }
      means[row * columns + column] = sum / area;
    }
  }
  return means;
}
