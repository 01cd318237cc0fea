/** What there is to notice about errors on their way back, in words. */

import { paddedSize, spanOf } from "../shared/maths/convolution.js";
import { byPower, formatNumber, listed, plural } from "../shared/page/format.js";

const ENOUGH = 1e-6;
const place = ([row, column]) => `(${row}, ${column})`;
const several = (count) => count > 1;

/** The number in view as it is indexed, "[0, 1, 1]", without axes of length 1. */
function indexOf({ mode, X, K, channel, filter, pixel, weight }) {
  const maps = [...(mode === "dW" && several(K.length) ? [filter] : []), ...(several(X.length) ? [channel] : [])];
  return `[${[...maps, ...(mode === "dW" ? weight : pixel)].join(", ")}]`;
}

export const nameOf = (now) => `${now.mode === "dW" ? "dW" : "dX"}${indexOf(now)}`;

export const errorName = ({ pooling, X, K, filter, at }) => `dY[${[...(several((pooling ? X : K).length) ? [filter] : []), ...at].join(", ")}]`;

export const EQUATIONS = {
  dX: "The gradient of a pixel: each error whose window read the pixel, times the weight that it was read with, all added up.",
  dW: "The gradient of a weight: each error, times the number that the weight met in that window, all added up.",
  max: "The gradient of a pixel: all errors whose windows it won. An error goes whole to the largest number of its window, and nothing to the others.",
  avg: "The gradient of a pixel: an even share of each error whose window read it, all added up.",
};

const FORMULAS = { dX: "dX[r, c] = Σ dY[i, j] · K[a, b]", dW: "dW[a, b] = Σ dY[i, j] · X[r, c]", max: "dX[r, c] = Σ dY[i, j] · [(r, c) wins (i, j)]", avg: "dX[r, c] = Σ dY[i, j] / n" };

const along = (axis, [result, output, tap]) => {
  const times = (factor, letter) => (factor === 1 ? letter : `${factor}${letter}`);
  return `${result} = ${times(axis.stride, output)} + ${times(axis.dilation, tap)}${axis.padding ? ` − ${axis.padding}` : ""}`;
};

/** The sum as a formula, with this state's stride, dilation and padding. */
export const formulaWords = ({ mode, axes: [vertical, horizontal] }) =>
  `${FORMULAS[mode]},  where ${along(vertical, ["r", "i", "a"])} and ${along(horizontal, ["c", "j", "b"])}`;

/** How many errors the number in view has its gradient from. */
export function sourceWords({ mode, K, axes, terms, pooling }) {
  if (mode === "dW") {
    const padded = terms.filter((term) => term.padded).length;
    const apart = (part) => (axes[0][part] === axes[1][part] ? axes[0][part] : `${axes[0][part]} (rows) and ${axes[1][part]} (columns)`);
    const correlated = `All of dW is X ⋆ dY: the errors lie on X as a kernel does, ${apart("stride")} apart (the stride), and move by ${apart("dilation")} (the dilation).`;
    const windows = several(terms.length) ? `each of ${terms.length} windows` : "the one window";
    return `This weight met a number in ${windows}${padded ? `; ${padded === 1 ? `${several(terms.length) ? "one of them" : "it"} was` : `${padded} of them were`} padding` : ""}. ${correlated}`;
  }
  if (terms.length === 0) return "No window reads this pixel: its gradient is 0.";
  const won = terms.filter((term) => term.weight).length;
  if (mode === "max" && terms.length === 1) return `1 window reads this pixel, which ${won ? "wins it" : "does not win it"}.`;
  if (mode === "max") return `${terms.length} windows read this pixel; it wins ${won === terms.length ? "all of them" : won || "none"}.`;
  const filters = !pooling && several(K.length) ? K.length : 1;
  const each = terms.length / filters;
  return `${plural(each, "window")}${filters > 1 ? ` of each of ${filters} filters` : ""} ${each === 1 ? "reads" : "read"} this pixel.`;
}

/** Where the error in view goes. */
export function errorWords({ mode, shares, errors, at, input, pooling, X }) {
  const padded = shares.filter((share) => share.padded).length;
  const which = several(shares.length) ? (padded === 1 ? "One of them is" : `${padded} of them are`) : "It is";
  const cut = padded ? ` ${which} padding: what falls there is cut off.` : "";
  const head = `Error ${place(at)} is ${formatNumber(errors[at[0]][at[1]])}.`;
  if (mode === "dW") return `${head} To each weight it gives itself times the number that the weight met.${padded ? " On padding the number is 0." : ""}`;
  if (mode === "max") {
    const winner = shares.find((share) => share.weight);
    const largest = input[winner.place[0]][winner.place[1]];
    const equal = shares.filter((share) => !share.padded && input[share.place[0]][share.place[1]] === largest).length;
    return `${head} It goes to ${place(winner.place)} of the input, the largest of its window${equal > 1 ? `: the first of ${equal} equal ones, as PyTorch chooses` : ""}.`;
  }
  if (mode === "avg") return `${head} ${several(shares.length) ? `Each of the ${shares.length} places of its window gets 1/${shares.length}` : "The one place of its window gets all"} of it.${cut}`;
  const channels = !pooling && several(X.length) ? " in this channel" : "";
  return `${head} Times the kernel it goes to the ${plural(shares.length, "place")} of its window${channels}.${cut}`;
}

const four = (number) => String(Number(number.toFixed(4)) || 0).replace("-", "−");

/** The losses on both sides of the number in view, and the slope between them. */
export const nudgeFormula = ({ nudge: { up, down, slope }, step }) => `(${four(up)} − ${down < 0 ? `(${four(down)})` : four(down)}) / ${four(2 * step)} = ${four(slope)}`;

export function nudgeWords(now) {
  const { nudge: { slope, turned }, gradient, inView: { trait }, number } = now;
  const name = `${trait}${indexOf(now)} = ${four(number)}`;
  if (Math.abs(slope - gradient) < ENOUGH * (1 + Math.abs(gradient))) return `${name}: the difference equals the gradient, ${four(gradient)}.`;
  const why = turned ? ": on the way another number becomes the largest of its window. A smaller step may help, but not at a tie" : " only by rounding, for along this step the loss is a straight line";
  return `${name}: the gradient is ${four(gradient)}. They differ${why}.`;
}

/** Why the spread errors look as they do. */
export function spreadWords({ axes, K, filter }) {
  const between = axes.map(({ stride }) => stride - 1);
  const around = axes.map(({ kernel, dilation, padding }) => dilation * (kernel - 1) - padding);
  const both = (values) => (values[0] === values[1] ? `${values[0]}` : `${values[0]} (rows) and ${values[1]} (columns)`);
  const rest = axes.map((axis) => (paddedSize(axis) - spanOf(axis)) % axis.stride);
  const zeros = Math.max(...between) ? `Zeros between errors: stride − 1 = ${both(between)}. ` : "";
  const dilated = axes.some(({ dilation }) => dilation > 1) ? " The kernel is dilated here too." : "";
  const turned = "The first error that reaches a pixel was made with the last weight: so the kernel comes rotated. ";
  return `${turned}${zeros}Around: dilation · (kernel − 1) − padding = ${both(around.map(formatNumber))}${Math.min(...around) < 0 ? ", so errors are cut off" : ""}.${Math.max(...rest) ? ` Below and on the right come ${both(rest)} more, as the windows do not reach the end.` : ""}${dilated}${several(K.length) ? ` This is filter ${filter}: what all ${K.length} give is added up.` : ""}`;
}

export const columnWords = ({ layer: { size }, terms, X, K }) =>
  `Each column is one of ${plural(size[0] * size[1], "window")}; folding adds the ${plural(terms.length / K.length, "marked number")} to the pixel in view${several(X.length) ? "; a band of rows for each channel" : ""}.`;

export const differenceWords = ({ ways: { difference } }) => `All three give the same dX: the largest difference between them is ${byPower(difference)}.`;

/** The sentence that is spoken. */
export function tell(now, before) {
  const value = `${nameOf(now)} is ${formatNumber(now.gradient)}: ${now.terms.length > 9 ? `${now.terms.length} products` : listed(now.terms.map(({ value: error, weight }) => `${formatNumber(error)} times ${formatNumber(weight)}`)) || "no error"}.`;
  return now.at === before.at || `${now.at}` === `${before.at}` ? value : `${errorWords(now)} ${value}`;
}
