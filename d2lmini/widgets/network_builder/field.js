/**
 * The pixels that a unit depends on, along one axis, and how layers widen them. Python counts in the same way.
 *
 * @typedef {{size: number, jump: number, start: number, length: number}} Field  unit `i` of `length` sees the `size` pixels
 *   from `start + i * jump` on; below 0 they are padding
 */

import { isAdaptive, isDense, windowAxes, windowOf } from "./layers.js";
import { pair } from "../shared/maths/matrix.js";

/** Each pixel of the input sees itself. @returns {[Field, Field]} */
export const pixels = (shape) => shape.slice(1).map((length) => ({ size: 1, jump: 1, start: 0, length }));

const underWindow = ({ size, jump, start }, { kernel, stride, padding, dilation }, length) =>
  ({ size: size + (kernel - 1) * dilation * jump, jump: jump * stride, start: start - padding * jump, length });

/** The largest window when `units` are divided between `length` outputs, as adaptive pooling does it. */
export function largestShare(units, length) {
  const shares = Array.from({ length }, (_, index) => Math.ceil(((index + 1) * units) / length) - Math.floor((index * units) / length));
  return Math.max(...shares);
}

const inShares = ({ size, jump, start, length: units }, length) =>
  ({ size: size + (largestShare(units, length) - 1) * jump, jump: Math.floor((jump * units) / length), start, length });

const asAWhole = (field) => inShares(field, 1);

/** The fields after a single layer. @param {[Field, Field]} fields before it @param {number[]} output the layer's output shape */
export function fieldsAfter(layer, fields, shape, output) {
  if (isDense(layer)) return fields.map(asAWhole);
  if (isAdaptive(layer)) return fields.map((field, axis) => inShares(field, pair(layer.output_size)[axis]));
  if (!windowOf(layer)) return fields;
  return windowAxes(layer, shape).map((window, axis) => underWindow(fields[axis], window, output[axis + 1]));
}

/** The field of units that read one unit of each branch. @param {Field[]} fields */
function joined(fields) {
  const start = Math.min(...fields.map((field) => field.start));
  const end = Math.max(...fields.map((field) => field.start + field.size));
  const most = (part) => Math.max(...fields.map((field) => field[part]));
  return { size: end - start, jump: most("jump"), start, length: most("length") };
}

/** @param {[Field, Field][]} branches the fields at the end of each branch */
export const fieldsJoined = (branches) => [0, 1].map((axis) => joined(branches.map((fields) => fields[axis])));
