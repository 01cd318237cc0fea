/** Which networks can be shown, by the table of kinds that Python sends, and in Python's words why others cannot. */

import { isBlock } from "../shared/maths/layer_tree.js";

const between = (number, [least, most]) => typeof number === "number" && number >= least && number <= most;
const written = (value) => (Array.isArray(value) ? `[${value.join(", ")}]` : `${value}`);

/** Why a setting cannot have a value, or null. */
function settingReason(name, value, { type, bounds, usual }) {
  if (value === null && (type === "reads" || usual === null)) return null;
  if (type === "flag") return typeof value === "boolean" ? null : `${name} must be True or False, got ${written(value)}`;
  const within = `from ${bounds?.[0]} to ${bounds?.[1]}, got ${written(value)}`;
  if (type === "real") return between(value, bounds) ? null : `${name} must be a number ${within}`;
  const numbers = type === "lengths" ? [value].flat() : [value];
  return numbers.every((number) => Number.isInteger(number) && between(number, bounds)) ? null : `${name} must be a whole number ${within}`;
}

/** Layers that have been found right. Most of a network's are the same after a change, which is asked about for every button. */
const right = new WeakSet();

/** Why a single layer cannot be set so, or null. */
export function settingsReason(layer, kinds) {
  if (right.has(layer)) return null;
  for (const [name, spec] of Object.entries(kinds[layer.layer].settings)) {
    const reason = settingReason(name, layer[name], spec);
    if (reason) return reason;
  }
  right.add(layer);
  return null;
}

export const countLayers = (net) => net.reduce((sum, { branches = [] }) => sum + 1 + branches.reduce((inner, layers) => inner + countLayers(layers), 0), 0);

function layersReason(net, { kinds, limits }, path) {
  const [, deepest] = limits.depth;
  if (path.length >= 2 * deepest + 2) return `branches can stand in branches ${deepest} deep, and no deeper`;
  for (const [index, layer] of net.entries()) {
    const where = `layer ${[...path, index].join(".")}, ${layer.layer}: `;
    if (!isBlock(layer)) {
      const reason = settingsReason(layer, kinds);
      if (reason) return where + reason;
      continue;
    }
    const [least, most] = limits.branches;
    const count = layer.branches.length;
    if (count < least || count > most) return `${where}it must have from ${least} to ${most} branches, got ${count}`;
    const inner = layer.branches.map((layers, branch) => layersReason(layers, { kinds, limits }, [...path, index, branch])).find(Boolean);
    if (inner) return inner;
  }
  return null;
}

function shapeReason([channels, ...size], limits) {
  const reasons = [["channels", channels, limits.channels], ["height", size[0], limits.size], ["width", size[1], limits.size]].map(([part, number, bounds]) =>
    (Number.isInteger(number) && between(number, bounds) ? null : `${part} of the input must be a whole number from ${bounds[0]} to ${bounds[1]}, got ${number}`));
  return reasons.find(Boolean) ?? null;
}

/** Why a state cannot be shown, or null. A stack whose layers do not fit can: see `misfits.js`. */
export function networkRefusal({ net, shape }, table) {
  const reason = layersReason(net, table, []) ?? shapeReason(shape, table.limits);
  const [, most] = table.limits.layers;
  if (reason || countLayers(net) <= most) return reason;
  return `net has ${countLayers(net)} layers; at most ${most} can be shown`;
}

/** A layer of a kind as it is when just added; branches start as a shortcut beside a convolution. */
export function newLayer(kind, kinds, channels) {
  const settings = Object.entries(kinds[kind].settings).map(([name, spec]) => [name, spec.new]);
  const layer = { layer: kind, ...Object.fromEntries(settings) };
  if (kind === "Add") return { layer: kind, branches: [[{ ...newLayer("Conv2d", kinds), out_channels: channels }], []] };
  if (kind === "Concat") return { layer: kind, branches: [[{ ...newLayer("Conv2d", kinds), kernel_size: 1, padding: 0 }], [newLayer("Conv2d", kinds)]] };
  return layer;
}
