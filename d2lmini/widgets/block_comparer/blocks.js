/** The layers of a block by the table that Python sends, and how blocks are made to see equally much. Python does the same. */

import { isBlock } from "../shared/maths/layer_tree.js";

const ACTIVATIONS = ["ReLU", "ReLU6"];

const divisor = (one, other) => (other === 0 ? one : divisor(other, one % other));

/** @param {object[]} parts of a block, see `blocks.py` @param {{channels: number, convolutions: string}} settings @returns {Layer[]} */
export function blockLayers(parts, { channels, convolutions }, kinds) {
  const usual = (kind) => Object.fromEntries(Object.entries(kinds[kind].settings).map(([name, spec]) => [name, spec.usual ?? null]));
  const layer = (kind, given) => ({ layer: kind, ...usual(kind), ...given });

  function convolution({ conv: kernel, share: [share, of], alone }) {
    const made = Math.max(1, Math.floor((2 * channels * share + of) / (2 * of)));
    const given = { out_channels: made, kernel_size: kernel, padding: (kernel - 1) / 2, groups: alone ? made : 1, bias: convolutions === "with bias" };
    return [layer("Conv2d", given), ...(convolutions === "with batch norm" ? [layer("BatchNorm2d")] : [])];
  }
  const all = (list) => list.flatMap((part) => [
    ...(part.join ? [{ layer: part.join, branches: part.branches.map(all) }] : []),
    ...(part.pool ? [layer("MaxPool2d", { kernel_size: part.pool, stride: 1, padding: (part.pool - 1) / 2 })] : []),
    ...(part.conv ? convolution(part) : []),
    ...(part.then ? [layer(part.then)] : []),
  ]);
  return all(parts);
}

/** How often each block has to stand in a row until all fields are equal. @param {number[]} fields */
export function repeatsFor(fields) {
  const reaches = fields.map((field) => field - 1);
  const whole = reaches.reduce((multiple, reach) => (multiple * reach) / divisor(multiple, reach));
  return reaches.map((reach) => whole / reach);
}

/** Where a layer stands when batch norm has come or gone; where a norm has gone, the convolution before it. */
export function placeKept([index, branch, ...rest], before, after) {
  const others = (layers) => layers.filter(({ layer }) => layer !== "BatchNorm2d");
  const place = after.indexOf(others(after)[others(before.slice(0, index + 1)).length - 1]);
  if (branch === undefined) return [place];
  return [place, branch, ...placeKept(rest, before[index].branches[branch], after[place].branches[branch])];
}

export const isActivation = ({ layer }) => ACTIVATIONS.includes(layer);

/** The least and the most activations that a number passes through, one after the other. @returns {[number, number]} */
export function inARow(layers) {
  return layers.reduce(([least, most], layer) => {
    if (!isBlock(layer)) return isActivation(layer) ? [least + 1, most + 1] : [least, most];
    const inner = layer.branches.map(inARow);
    return [least + Math.min(...inner.map(([fewest]) => fewest)), most + Math.max(...inner.map(([, greatest]) => greatest))];
  }, [0, 0]);
}
