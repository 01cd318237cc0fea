/** What a mix is called, how it is shown, what is to be noticed about it, and the program that makes it. */

import { SHOWINGS } from "../shared/maths/image_filter.js";
import { formatNumber, listed } from "../shared/page/format.js";
import { doubles } from "../shared/page/pytorch.js";
import { samplePhoto } from "../shared/photos/photos.js";

export const PRIMARIES = ["R", "G", "B"];

/** How a state's result is shown: colours need three channels. */
export const shownAs = ({ showing, kernel }) => (showing === "colour" && kernel.length !== 3 ? "clip" : showing);

/** In colour the output channels are red, green and blue again; otherwise they have numbers only. */
export const namesOf = (state) =>
  state.kernel.map((_, channel) => (shownAs(state) === "colour" ? `${PRIMARIES[channel]}′` : `Y[${channel}]`));

/** What becomes of values that no colour or no grey stands for. */
export const cutWords = (shown) => SHOWINGS[shown]?.rule ?? "below 0 is cut to 0, above 255 to 255";

/** What a row of the kernel makes. */
export function ruleWords({ shown }) {
  const makes = shown === "colour" ? "The three rows make the red, green and blue" : "Each row of the kernel makes one channel";
  return `${makes} of the result; ${cutWords(shown)}.`;
}

/** Why a state cannot be shown, or null. Python says the same, word for word. */
export const mixRefusal = ({ kernel: { length }, bias }) =>
  (bias.length === length ? null : `bias must hold one number for each of the kernel's ${length} rows, got ${bias.length}; set the kernel first`);

/** Why the result cannot be shown in colour, or null. */
export const colourRefusal = ({ kernel }) =>
  (kernel.length === 3 ? null : `a colour picture needs 3 output channels, for red, green and blue; the kernel has ${kernel.length}`);

/** What the mix makes of the pixel in view. */
export const pixelWords = ({ at, pixel, values }) =>
  `row ${at[0]}, column ${at[1]}: ${pixel.join(", ")} becomes ${values.map(formatNumber).join(", ")}`;

const percent = (share) => `${(100 * share).toFixed(1)}%`;

/** How the variance over the photograph is spread over the channels. */
function sharesWords(names, shares) {
  if (!shares) return "Nothing of the photograph is left: every pixel becomes the same.";
  if (names.length === 1) return "The three numbers of a pixel become one.";
  return `Of all the variance in the result, ${listed(names.map((name, channel) => `${name} holds ${percent(shares[channel])}`))}.`;
}

/** @param {string[]} names the output channels' @param {number[] | null} shares fractions of the variance @param {number} count pixels */
export const mixReading = (names, shares, count) =>
  `No neighbour is read: a 1×1 kernel sees one pixel. The same ${names.length} · (3 + 1) = ${4 * names.length} parameters ` +
  `serve all ${count.toLocaleString("en")} pixels. ${sharesWords(names, shares)}`;

/** @returns {string} a program that runs as it is and prints the pixel in view */
export const mixCode = ({ photo, kernel, bias, at }, size) => `${samplePhoto(photo, size)}
K = ${doubles(kernel)}
b = torch.tensor([${bias.join(", ")}], dtype=torch.float64)
Y = F.conv2d(X[None], K[:, :, None, None], b)[0]
print(Y[:, ${at.join(", ")}])
`;
