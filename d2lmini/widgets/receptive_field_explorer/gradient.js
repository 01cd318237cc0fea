/** The derivatives of one unit of a thin network, back to the picture. See `thin.js`; Python computes the same with torch. */

import { boxesBack, regionIn } from "./paths.js";
import { CHANNELS } from "./thin.js";

/** The derivative of a unit's mean over the channels, before its ReLU, by each pixel. @returns {Region} */
export function gradientOf(nodes, made, index, at) {
  const boxes = boxesBack(nodes, index, at);
  const regions = boxes.map((box, node) => box && regionIn(box, nodes[node].size, Float64Array, made[node].channels));
  regions[index].data.fill(1 / made[index].channels);
  for (let node = index; node > 0; node -= 1) {
    if (!regions[node]) continue;
    const { layer: { kind }, from } = nodes[node];
    if (kind === "conv") throughConvolution(nodes[node], made, regions, node === index);
    else if (kind === "pool") throughPool(nodes, nodes[node], made, regions);
    else for (const source of from) throughSum(regions[node], regions[source], made[node].channels, made[source].channels);
  }
  return regions[0];
}

/** Tap by tap, as in `convolved`: long rows of simple sums are what browsers are fast at. */
function throughConvolution({ index, from: [source], axes: [vertical, horizontal], size: [height, width] }, made, regions, isSelected) {
  const [region, target] = [regions[index], regions[source]];
  const { weights, signs } = made[index];
  const { channels } = made[source];
  const errors = isSelected ? region.data : throughReLU(region, signs, height, width);
  const { rows, columns } = region;
  let weight = 0;
  for (let out = 0; out < CHANNELS; out += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let i = 0; i < vertical.kernel; i += 1) {
        const down = region.top * vertical.stride - vertical.padding + i * vertical.dilation - target.top;
        for (let j = 0; j < horizontal.kernel; j += 1) {
          const w = weights[weight++];
          const across = region.left * horizontal.stride - horizontal.padding + j * horizontal.dilation - target.left;
          const first = Math.max(0, Math.ceil(-across / horizontal.stride));
          const last = Math.min(columns, Math.floor((target.columns - 1 - across) / horizontal.stride) + 1);
          for (let row = 0; row < rows; row += 1) {
            const y = down + row * vertical.stride;
            if (y < 0 || y >= target.rows) continue;
            const read = (out * rows + row) * columns;
            const write = (channel * target.rows + y) * target.columns + across;
            for (let column = first; column < last; column += 1) target.data[write + column * horizontal.stride] += w * errors[read + column];
          }
        }
      }
    }
  }
}

/** The derivatives before the ReLU: where it is off, 0. */
function throughReLU({ top, left, rows, columns, data }, signs, height, width) {
  const errors = new Float64Array(data.length);
  for (let line = 0, at = 0; line < CHANNELS * rows; line += 1) {
    const [out, row] = [Math.floor(line / rows), line % rows];
    const start = (out * height + top + row) * width + left;
    for (let column = 0; column < columns; column += 1, at += 1) if (signs[start + column] > 0) errors[at] = data[at];
  }
  return errors;
}

function throughPool(nodes, { index, from: [source], size: [height, width] }, made, regions) {
  const [region, target] = [regions[index], regions[source]];
  const [rows, columns] = nodes[source].size;
  for (let at = 0; at < region.data.length; at += 1) {
    const [channel, row, column] = [Math.floor(at / (region.rows * region.columns)), Math.floor(at / region.columns) % region.rows, at % region.columns];
    const winner = made[index].winners[(channel * height + region.top + row) * width + region.left + column];
    const [y, x] = [Math.floor(winner / columns) % rows, winner % columns];
    target.data[(channel * target.rows + y - target.top) * target.columns + x - target.left] += region.data[at];
  }
}

function throughSum(region, target, channels, sourceChannels) {
  const [count, plane] = [region.rows * region.columns, target.rows * target.columns];
  for (let at = 0; at < channels * count; at += 1) {
    const [channel, row, column] = [Math.floor(at / count), Math.floor(at / region.columns) % region.rows, at % region.columns];
    const start = (sourceChannels === 1 ? 0 : channel * plane) + (region.top - target.top + row) * target.columns + region.left - target.left;
    target.data[start + column] += region.data[at];
  }
}
