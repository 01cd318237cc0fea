/** What is said of a filtered photograph. */

import { formatNumber } from "../shared/page/format.js";

/** Why a state cannot be shown, or null. Python says the same, word for word. */
export const photoRefusal = ({ divisor }) => (divisor === 0 ? "dividing by 0 is impossible; use any other number" : null);

/** Why no divisor makes a kernel's numbers add up to 1, or null. */
export const sumRefusal = (total) => (total === 0 ? "the kernel's numbers add up to 0, and no divisor makes that 1" : null);

/** What the kernel makes of the pixel in view. */
export const pixelWords = ({ at, value }) => `row ${at[0]}, column ${at[1]}: output ${formatNumber(value)}`;
