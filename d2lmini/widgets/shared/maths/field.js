/**
 * The pixels that a unit depends on, along one axis, and how layers widen them. Python counts in the same way.
 *
 * @typedef {{size: number, jump: number, start: number, length: number}} Field  unit `i` of `length` sees the `size` pixels
 *   from `start + i * jump` on; below 0 they are padding
 * @typedef {{size: number, kernel: number, stride: number, padding: number, dilation: number}} Axis  the window of a layer, and how
 *   many units it slides over
 */

/** A pixel sees itself. @returns {Field} */
export const pixelField = (length) => ({ size: 1, jump: 1, start: 0, length });

/** The field of units that each read a window of these. @returns {Field} */
export const underWindow = ({ size, jump, start }, { kernel, stride, padding, dilation }, length) =>
  ({ size: size + (kernel - 1) * dilation * jump, jump: jump * stride, start: start - padding * jump, length });

/** The field of units that read one unit of each branch. @param {Field[]} fields */
export function joinedField(fields) {
  const start = Math.min(...fields.map((field) => field.start));
  const end = Math.max(...fields.map((field) => field.start + field.size));
  const most = (part) => Math.max(...fields.map((field) => field[part]));
  return { size: end - start, jump: most("jump"), start, length: most("length") };
}

/** Places of a window along an axis, as PyTorch counts them: rounded up, no window may start past the numbers and the padding before them. */
export function placesAlong({ size, kernel, stride, padding, dilation }, up = false) {
  const steps = (size + 2 * padding - dilation * (kernel - 1) - 1) / stride;
  if (!up) return Math.floor(steps) + 1;
  const places = Math.ceil(steps) + 1;
  return (places - 1) * stride >= size + padding ? places - 1 : places;
}
