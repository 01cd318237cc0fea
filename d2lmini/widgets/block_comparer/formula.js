/**
 * The parameters of a block as a polynomial of its channels C: each convolution's kernel times the shares of C that it reads and
 * makes. A depthwise kernel, a bias and a normalisation grow with C alone.
 *
 * @typedef {{squares: number[], lines: number[]}} Polynomial  the coefficients of C² and of C, one for each layer that has some
 */

import { costRows } from "../shared/network/network.js";
import { grouped, rounded } from "../shared/page/format.js";

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const weightsOf = ({ layer }) => layer.kernel_size ** 2;

/** The rows of the convolutions, those in branches too. @param {Row[]} rows */
export const convolutionsIn = (rows) => costRows(rows).filter(({ layer }) => layer.layer === "Conv2d");

/** Of the weights alone. @param {Row[]} rows @returns {Polynomial} */
export function weightPolynomial(rows, channels) {
  const [whole, alone] = [false, true].map((depthwise) => convolutionsIn(rows).filter(({ layer }) => layer.groups > 1 === depthwise));
  return {
    squares: whole.map((row) => (weightsOf(row) * row.input[0] * row.layer.out_channels) / channels ** 2),
    lines: alone.map((row) => (weightsOf(row) * row.layer.out_channels) / channels),
  };
}

/** Of all parameters. @returns {Polynomial} */
export function parameterPolynomial(rows, channels) {
  const { squares, lines } = weightPolynomial(rows, channels);
  const biases = convolutionsIn(rows).filter(({ layer }) => layer.bias).map(({ layer }) => layer.out_channels / channels);
  const normal = costRows(rows).filter(({ layer }) => layer.layer === "BatchNorm2d").map(({ input }) => (2 * input[0]) / channels);
  return { squares, lines: [...lines, ...biases, ...normal] };
}

const times = (coefficient, power) => {
  const shown = rounded(coefficient);
  return coefficient === 1 ? power : `${grouped(shown)}·${power}`;
};

/** "18·C²", "C² + 9·C"; "≈" where a coefficient has more than three digits. */
export function polynomialWords({ squares, lines }) {
  const parts = [[sum(squares), "C²"], [sum(lines), "C"]].filter(([coefficient]) => coefficient > 0);
  const exact = parts.every(([coefficient]) => rounded(coefficient) === coefficient);
  return `${exact ? "" : "≈ "}${parts.map(([coefficient, power]) => times(coefficient, power)).join(" + ")}`;
}
