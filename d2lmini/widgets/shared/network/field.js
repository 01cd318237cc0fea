/** How the layers of a network widen the field of a unit, along both axes. See `shared/maths/field.js`. */

import { isAdaptive, isDense, windowAxes, windowOf } from "./layers.js";
import { joinedField, pixelField, underWindow } from "../maths/field.js";
import { pair } from "../maths/matrix.js";

/** Each pixel of the input sees itself. @returns {[Field, Field]} */
export const pixels = (shape) => shape.slice(1).map(pixelField);

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

/** @param {[Field, Field][]} branches the fields at the end of each branch */
export const fieldsJoined = (branches) => [0, 1].map((axis) => joinedField(branches.map((fields) => fields[axis])));
