/** Which layers can be shown, and in Python's words why others cannot. */

import { graphOf, pathText } from "./graph.js";
import { isBlock } from "../shared/maths/layer_tree.js";
import { pair } from "../shared/maths/matrix.js";

export const SETTINGS = ["kernel", "stride", "padding", "dilation"];

const between = (number, [least, most]) => Number.isInteger(number) && number >= least && number <= most;

/** Why the number of a setting cannot be, or null. */
export function settingReason(name, value, [least, most]) {
  const outside = pair(value).find((number) => !between(number, [least, most]));
  return outside === undefined ? null : `${name} must be a whole number from ${least} to ${most}, got ${outside}`;
}

function layersReason(layers, limits, path) {
  const [, deepest] = limits.depth;
  if (path.length > 2 * deepest) return `branches can stand in branches ${deepest} deep, and no deeper`;
  for (const [index, layer] of layers.entries()) {
    const here = [...path, index];
    if (isBlock(layer)) {
      const inner = layer.branches.map((branch, at) => layersReason(branch, limits, [...here, at])).find(Boolean);
      if (inner) return inner;
      continue;
    }
    const reason = SETTINGS.map((name) => settingReason(name, layer[name], limits[name])).find(Boolean);
    if (reason) return `layer ${pathText(here)}, ${layer.kind}: ${reason}`;
    if (layer.kind === "pool" && `${pair(layer.dilation)}` !== "1,1") return `layer ${pathText(here)}, pool: a dilation of pooling cannot be shown`;
  }
  return null;
}

const countLayers = (layers) => layers.reduce((sum, { branches = [] }) => sum + 1 + branches.reduce((inner, branch) => inner + countLayers(branch), 0), 0);

/** Why a state cannot be shown, or null. */
export function stackRefusal({ layers, size }, limits) {
  const [, most] = limits.count;
  const count = countLayers(layers);
  return layersReason(layers, limits, []) ?? (count > most ? `layers has ${count} layers; at most ${most} can be shown` : graphOf(layers, size).reason);
}
