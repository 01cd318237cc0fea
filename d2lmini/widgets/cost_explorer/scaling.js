/** How a layer's costs change with one of its settings, or with several that move together. Python does the same. */

import { commonDivisor, costRefusal, costsOf, groupsOf, isDepthwise } from "./costs.js";
import { stopsBetween } from "../shared/maths/bounds.js";

const TOGETHER = { size: ["height", "width"], channels: ["in_channels", "out_channels"] };

/** The setting by whose value a variation is told. */
export const leading = (varied) => TOGETHER[varied]?.[0] ?? varied;

const movedBy = (layer, varied) => [...(TOGETHER[varied] ?? [varied]), ...(varied === "channels" && isDepthwise(layer) ? ["groups"] : [])];

/** The settings that change when the leading one takes this value: what moves along does so in proportion. */
export const patchOf = (layer, varied, value) =>
  Object.fromEntries(movedBy(layer, varied).map((name) => [name, (layer[name] * value) / layer[leading(varied)]]));

/** The layer whose leading setting has this value; null where there is none. */
export function layerAt(layer, varied, value) {
  const patch = patchOf(layer, varied, value);
  const moved = { ...layer, ...patch };
  return Object.values(patch).every((number) => Number.isInteger(number) && number >= 1) && costRefusal(moved) === null ? moved : null;
}

/** Of which number the leading setting must be a multiple. */
function unitOf(layer, varied) {
  const { in_channels, out_channels, height, width, groups } = layer;
  if (varied === "size") return height / commonDivisor(height, width);
  if (varied === "channels") return (in_channels / commonDivisor(in_channels, out_channels)) * (isDepthwise(layer) ? 1 : groups);
  return varied.endsWith("channels") ? groups : 1;
}

/** Values to choose from, in order, the present one among them: all of a small setting, the usual ones of a large. */
export function valuesOf(layer, varied, limits) {
  const [least, most] = limits[leading(varied)];
  const present = layer[leading(varied)];
  const [unit, every] = [unitOf(layer, varied), Array.from({ length: most }, (_, index) => index + 1)];
  const small = { kernel_size: every, stride: every, groups: groupsOf(layer) }[varied];
  const values = small ?? stopsBetween(1, Math.max(1, Math.floor(most / unit))).map((times) => times * unit);
  const inBounds = (value) => Object.entries(patchOf(layer, varied, value)).every(([name, number]) => number <= limits[name][1]);
  return [...new Set([...values, present])].sort((one, other) => one - other).filter((value) => value >= least && inBounds(value) && layerAt(layer, varied, value));
}

/** Each cost along these values. @returns {Record<string, [number, number][]>} */
export function curvesOf(layer, varied, values) {
  const found = values.map((value) => [value, costsOf(layerAt(layer, varied, value))]);
  return Object.fromEntries(Object.keys(costsOf(layer)).map((name) => [name, found.map(([value, costs]) => [value, costs[name]])]));
}

/** By what each cost is multiplied when the setting doubles; null where there is no such layer. */
export function factorsOf(layer, varied) {
  const larger = layerAt(layer, varied, 2 * layer[leading(varied)]);
  if (!larger) return null;
  const [before, after] = [layer, larger].map(costsOf);
  return Object.fromEntries(Object.keys(before).map((name) => [name, after[name] / before[name]]));
}
