/**
 * Why a layer cannot read what arrives, and the nearest ways out. Nothing is mended unasked.
 *
 * @typedef {{words: string, at?: number[], patch?: object, insert?: object, remove?: boolean, input?: number}} Fix  settings for the
 *   layer, or another one to put before it, or to take it out, or channels for the input; `at` leads from the layer to another one
 */

import { isDense, isMap, readsBy, readsMap, TABLE, windowAxes, windowOf } from "./layers.js";
import { times } from "../maths/bounds.js";
import { fitReason, outputSize, spanOf } from "../maths/convolution.js";
import { placesAlong } from "../maths/field.js";
import { listed, plural } from "../page/format.js";

/** "6 channels of 14×14", or "a vector of 400 numbers". */
export const shapeWords = (shape) => (isMap(shape) ? `${plural(shape[0], "channel")} of ${times(shape.slice(1))}` : `a vector of ${plural(shape[0], "number")}`);

export const once = (pair) => (pair[0] === pair[1] ? pair[0] : pair);
export const named = (name, value) => `${name}=${Array.isArray(value) ? `(${value.join(", ")})` : value}`;
export const setting = (patch) => ({ words: `set ${listed(Object.entries(patch).map(([name, value]) => named(name, value)))}`, patch });

/** @returns {{why: string, fixes: Fix[]} | null} */
export function misfitOf(layer, shape) {
  return kindMisfit(layer, shape) ?? countMisfit(layer, shape) ?? groupsMisfit(layer, shape) ?? windowMisfit(layer, shape);
}

/** Maps and vectors. */
function kindMisfit(layer, shape) {
  if (readsMap(layer) && !isMap(shape)) {
    return { why: `it reads a map of channels, height and width, and ${shapeWords(shape)} arrives`, fixes: [{ words: "take this layer out", remove: true }] };
  }
  if (isDense(layer) && isMap(shape)) {
    const flatten = { words: "put a Flatten before it", insert: { layer: "Flatten" } };
    return { why: `it reads a vector, and ${shapeWords(shape)} arrive`, fixes: [flatten] };
  }
  return null;
}

/** What was written down to arrive, and what does. */
function countMisfit(layer, [arriving]) {
  if (layer.layer === "PartialConv2d" && arriving < TABLE.reads) {
    return { why: `its table names ${TABLE.reads} maps, and ${plural(arriving, "channel")} arrive${arriving === 1 ? "s" : ""}`, fixes: [{ words: "take this layer out", remove: true }] };
  }
  const name = readsBy(layer);
  const written = layer[name] ?? arriving;
  if (written === arriving) return null;
  const fixes = [{ ...setting({ [name]: arriving }), patch: { [name]: null } }];
  const unit = isDense(layer) ? "number" : "channel";
  if (layer.layer === "Conv2d") fixes.push({ words: `give the input ${plural(written, "channel")}`, input: written });
  return { why: `${named(name, written)} is written, and ${plural(arriving, unit)} arrive${arriving === 1 ? "s" : ""}`, fixes };
}

/** The number nearest to `wanted` that `fits`; the smaller of two. */
function nearest(wanted, fits) {
  for (let off = 0; off < wanted; off += 1) {
    if (fits(wanted - off)) return wanted - off;
    if (fits(wanted + off)) return wanted + off;
  }
  return 1;
}

function groupsMisfit({ layer, groups, out_channels: out }, [arriving]) {
  if (layer !== "Conv2d" || (arriving % groups === 0 && out % groups === 0)) return null;
  const fixes = [setting({ groups: nearest(groups, (count) => arriving % count === 0 && out % count === 0) })];
  if (arriving % groups === 0) fixes.push(setting({ out_channels: nearest(out, (count) => count % groups === 0) }));
  return { why: `groups=${groups} must divide the ${plural(arriving, "channel")} that arrive and out_channels=${out}`, fixes };
}

const isPool = ({ layer }) => layer.endsWith("Pool2d");

function windowMisfit(layer, shape) {
  const slid = windowOf(layer);
  if (!slid) return null;
  const most = slid.kernel.map((length) => Math.floor(length / 2));
  if (isPool(layer) && slid.padding.some((length, axis) => length > most[axis])) {
    return { why: `padding ${times(slid.padding)} is more than half of the window ${times(slid.kernel)}`, fixes: [setting({ padding: once(most) })] };
  }
  const axes = windowAxes(layer, shape);
  if (axes.every((axis) => placesAlong(axis, layer.ceil_mode) >= 1)) return null;
  const why = fitReason({ size: shape.slice(1), ...slid }, ["input", isPool(layer) ? "window" : "kernel"]).split("; ")[0];
  return { why, fixes: layer.layer === "Subsample" ? [{ words: "take this layer out", remove: true }] : roomFixes(layer, axes) };
}

/** A smaller kernel, or more padding. */
function roomFixes(layer, axes) {
  const kernel = once(axes.map((axis) => Math.min(axis.kernel, Math.floor((axis.size + 2 * axis.padding - 1) / axis.dilation) + 1)));
  if (layer.layer === "PartialConv2d") return [setting({ kernel_size: Math.min(...[kernel].flat()) })];
  const padding = axes.map((axis) => Math.max(axis.padding, Math.ceil((spanOf(axis) - axis.size) / 2)));
  const fits = axes.every((axis, index) => outputSize({ ...axis, padding: padding[index] }) >= 1 && (!isPool(layer) || padding[index] <= axis.kernel / 2));
  return [setting({ kernel_size: kernel }), ...(fits ? [setting({ padding: once(padding) })] : [])];
}
