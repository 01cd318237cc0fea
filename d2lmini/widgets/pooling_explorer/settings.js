/** Which settings pooling allows, and in words why not others. The Python side gives the same reasons, word for word. */

import { refusal, times } from "../shared/settings.js";

/** PyTorch's rule: with more padding, a window could hold nothing else. */
function paddingReason({ kernel, padding }) {
  const most = kernel.map((length) => Math.floor(length / 2));
  if (padding.every((length, axis) => length <= most[axis])) return null;
  return `padding ${times(padding)} is more than half of the window ${times(kernel)}; use at most ${times(most)}, or a larger window`;
}

/**
 * Say why a geometry cannot be shown, or null when it can.
 * @param {Record<string, [number, number]>} limits the least and the most of each setting
 */
export const poolRefusal = (geometry, limits) => refusal(geometry, limits)?.replaceAll("kernel", "window") ?? paddingReason(geometry);
