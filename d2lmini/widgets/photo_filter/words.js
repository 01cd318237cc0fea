/** What is said of a filtered photograph, and the program that filters it. */

import { formatNumber } from "../shared/page/format.js";
import { doubles } from "../shared/page/pytorch.js";
import { samplePhoto } from "../shared/photos/photos.js";

/** Why a state cannot be shown, or null. Python says the same, word for word. */
export const photoRefusal = ({ divisor }) => (divisor === 0 ? "dividing by 0 is impossible; use any other number" : null);

/** What the kernel makes of the pixel in view. */
export const pixelWords = ({ at, value }) => `row ${at[0]}, column ${at[1]}: output ${formatNumber(value)}`;

/** @returns {string} a program that runs as it is and prints the pixel in view */
export const photoCode = ({ photo, kernel, divisor, at }, size) => `${samplePhoto(photo, size, ", gray=True")}
K = ${doubles(kernel)}${divisor === 1 ? "" : ` / ${divisor}`}
Y = F.conv2d(X[None, None], K[None, None], padding=${(kernel.length - 1) / 2})[0, 0]
print(Y[${at.join(", ")}])
`;
