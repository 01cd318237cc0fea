/**
 * Layers as a graph: every layer with what it reads, the size of its map and its field, apart from the page.
 *
 * @typedef {number | [number, number]} Lengths  one number for both axes, or height and width
 * @typedef {{kind: "conv" | "pool", kernel: Lengths, stride: Lengths, padding: Lengths, dilation: Lengths, ceil: boolean}} Layer
 *   or {kind: "add" | "concat", branches: Layer[][]}; a pool's last windows may reach past the edge where `ceil` rounds up
 * @typedef {{index: number, path: number[], name: string, layer: Layer | null, from: number[], size: [number, number],
 *   axes: Axis[] | null, fields: [Field, Field]}} Node  `from` holds the indices of the nodes that it reads; node 0 is the picture
 */

import { times } from "../shared/maths/bounds.js";
import { axesOf, fitReason } from "../shared/maths/convolution.js";
import { joinedField, pixelField, placesAlong, underWindow } from "../shared/maths/field.js";
import { isBlock } from "../shared/maths/layer_tree.js";
import { pair } from "../shared/maths/matrix.js";
import { listed } from "../shared/page/format.js";

const SETTINGS = ["kernel", "stride", "padding", "dilation"];
const WORDS = { conv: "conv", pool: "pool", add: "sum", concat: "concat" };

export const pathText = (path) => path.join(".");

/** Why the window of a layer finds no place in a map of this size, or null. Python says the same, word for word. */
function windowReason(layer, size) {
  const { kernel, padding, ...rest } = Object.fromEntries(SETTINGS.map((name) => [name, pair(layer[name])]));
  const most = kernel.map((length) => Math.floor(length / 2));
  if (layer.kind === "pool" && padding.some((length, axis) => length > most[axis])) {
    return `padding ${times(padding)} is more than half of the window ${times(kernel)}; use at most ${times(most)}, or a larger window`;
  }
  return fitReason({ size, kernel, padding, ...rest }, ["map", layer.kind === "pool" ? "window" : "kernel"]);
}

/** @returns {{nodes: Node[], reason: string | null}} up to where a layer does not fit */
export function graphOf(layers, side) {
  const input = { index: 0, path: [], name: "picture", layer: null, from: [], size: [side, side], axes: null, fields: [pixelField(side), pixelField(side)] };
  const nodes = [input];
  const counts = { conv: 0, pool: 0, add: 0, concat: 0 };
  let reason = null;

  function add(layer, path, from, rest) {
    counts[layer.kind] += 1;
    nodes.push({ index: nodes.length, path, name: `${WORDS[layer.kind]} ${counts[layer.kind]}`, layer, from, ...rest });
    return nodes.length - 1;
  }

  function addWindow(layer, path, from) {
    const { size: before, fields } = nodes[from];
    const why = windowReason(layer, before);
    if (why) return fail(path, layer, why);
    const axes = axesOf({ size: before, ...Object.fromEntries(SETTINGS.map((name) => [name, pair(layer[name])])) });
    const size = axes.map((axis) => placesAlong(axis, layer.kind === "pool" && layer.ceil));
    return add(layer, path, [from], { axes, size, fields: axes.map((axis, at) => underWindow(fields[at], axis, size[at])) });
  }

  function addBlock(layer, path, from) {
    const ends = layer.branches.map((branch, index) => addList(branch, [...path, index], from));
    if (reason) return 0;
    const sizes = ends.map((end) => nodes[end].size);
    if (sizes.some((size) => `${size}` !== `${sizes[0]}`)) {
      return fail(path, layer, `its branches make maps of ${listed(sizes.map(times))}; to be joined, they must have one size`);
    }
    const steps = ends.map((end) => nodes[end].fields.map(({ jump }) => jump));
    if (steps.some((step) => `${step}` !== `${steps[0]}`)) {
      return fail(path, layer, `its branches’ units lie ${listed(steps.map(times))} pixels apart; give them one stride in all`);
    }
    const fields = [0, 1].map((axis) => joinedField(ends.map((end) => nodes[end].fields[axis])));
    return add(layer, path, ends, { axes: null, size: sizes[0], fields });
  }

  function addList(list, path, from) {
    let last = from;
    for (const [index, layer] of list.entries()) {
      last = (isBlock(layer) ? addBlock : addWindow)(layer, [...path, index], last);
      if (reason) return 0;
    }
    return last;
  }

  function fail(path, layer, why) {
    reason = `layer ${pathText(path)}, ${layer.kind}: ${why}`;
    return 0;
  }
  addList(layers, [], 0);
  return { nodes, reason };
}

/** The node that a path leads to, or undefined. */
export const nodeAt = (nodes, path) => nodes.find((node) => `${node.path}` === `${path}`);

/** Whether a layer stands in a branch of another one. */
export const isInside = ({ path }) => path.length > 1;

/** First and last pixel that a unit sees along an axis; below 0 and past the end is padding. */
export function intervalOf({ size, jump, start }, unit) {
  const first = start + unit * jump;
  return [first, first + size - 1];
}
