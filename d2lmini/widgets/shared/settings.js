/** Which settings are allowed, and in words why others are not. The Python side gives the same reasons, word for word. */

import { axesOf, outputSize, paddedSize, spanOf } from "./convolution.js";

export const SETTINGS = ["stride", "padding", "dilation"];

export const times = ([height, width]) => `${height}×${width}`;
const once = ([height, width]) => (height === width ? `${height}` : times([height, width]));

function limitReason(name, values, [least, most]) {
  const outside = values.find((value) => !Number.isInteger(value) || value < least || value > most);
  return outside === undefined ? null : `${name} must be a whole number from ${least} to ${most}, got ${outside}`;
}

function sizeReason(name, size, [least, most]) {
  const outside = size.some((length) => !Number.isInteger(length) || length < least || length > most);
  return outside ? `${name} must be between ${least}×${least} and ${most}×${most}, got ${times(size)}` : null;
}

/** Say why the kernel finds no place in the padded input; null when it does. */
function fitReason(geometry) {
  const axes = axesOf(geometry);
  if (axes.every((axis) => outputSize(axis) >= 1)) return null;
  const dilated = axes.some((axis) => spanOf(axis) > axis.kernel);
  const padded = geometry.padding.some((padding) => padding > 0);
  const reach = dilated ? ` with dilation ${once(geometry.dilation)} spans ${times(axes.map(spanOf))}: larger than` : " is larger than";
  const room = `the ${padded ? "padded " : ""}input ${times(axes.map(paddedSize))}`;
  return `kernel ${times(geometry.kernel)}${reach} ${room}; add padding or use a smaller kernel${dilated ? " or dilation" : ""}`;
}

/**
 * Say why a geometry cannot be shown, or null when it can.
 * @param {Record<string, [number, number]>} limits the least and the most of each setting
 */
export function refusal(geometry, limits) {
  return (
    sizeReason("input", geometry.size, limits.input) ??
    sizeReason("kernel", geometry.kernel, limits.kernel) ??
    limitReason("stride", geometry.stride, limits.stride) ??
    limitReason("padding", geometry.padding, limits.padding) ??
    limitReason("dilation", geometry.dilation, limits.dilation) ??
    fitReason(geometry)
  );
}
