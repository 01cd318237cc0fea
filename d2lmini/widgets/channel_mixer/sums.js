/** Each output channel of one pixel spelt out: its row of the kernel times red, green and blue, and the bias. */

import { element, setText, setVariable } from "../shared/dom.js";
import { formatNumber, formatWeight, isRounded } from "../shared/format.js";

/** Negative numbers stand in brackets, so that signs do not meet. */
const factor = (number) => (number < 0 ? `(${formatWeight(number)})` : formatWeight(number));
const longest = (numbers) => Math.max(...numbers.map((number) => factor(number).length));

/** The sum of one output channel: three products and the bias. */
function makeSum() {
  const span = (look, ...parts) => element("span", { class: look }, ...parts);
  const [name, bias, total] = ["d2l-output d2l-name", "d2l-kernel", "d2l-output d2l-total"].map((look) => span(look));
  const equals = span("d2l-term");
  const factors = Array.from({ length: 3 }, () => ({ weight: span("d2l-kernel"), value: span("d2l-input") }));
  const products = factors.map(({ weight, value }, index) => span("d2l-term", index ? " + " : " = ", weight, "·", value));
  const terms = [...products, span("d2l-term d2l-constant", " + ", bias)];
  const node = element("p", { class: "d2l-mixed-sum", translate: "no" }, name, ...terms, span("d2l-sum-end", equals, total));

  function paint({ words, pixel, weights, constant, value }) {
    setText(name, words);
    factors.forEach((factors, index) => {
      setText(factors.weight, factor(weights[index]));
      setText(factors.value, formatNumber(pixel[index]));
      products[index].classList.toggle("d2l-nothing", weights[index] * pixel[index] === 0);
    });
    setText(bias, factor(constant));
    setText(equals, isRounded(value) ? " ≈ " : " = ");
    setText(total, formatNumber(value));
  }
  return { node, terms, paint };
}

/**
 * @param {{most: number, onLink: (place: [number, number] | null) => void}} options
 *   `onLink` hears which term the pointer is over, as a row and a column of the kernel; the column after the last is the bias
 */
export function createMixedSums({ most, onLink }) {
  const sums = Array.from({ length: most }, makeSum);
  const node = element("div", { class: "d2l-mixed-sums" }, ...sums.map((sum) => sum.node));
  let linked = null;

  function placeOf({ target }) {
    const row = sums.findIndex((sum) => sum.node.contains(target));
    const column = row < 0 ? -1 : sums[row].terms.findIndex((term) => term.contains(target));
    return column < 0 ? null : [row, column];
  }
  node.addEventListener("pointerover", (event) => onLink(placeOf(event)));
  node.addEventListener("pointerleave", () => onLink(null));

  /** @param {{names: string[], pixel: number[], kernel: number[][], bias: number[], values: number[]}} mix */
  function paint({ names, pixel, kernel, bias, values }) {
    // The room of a term depends on the kernel only, so that none moves while the cross-hair does.
    setVariable(node, "--letters", names[0].length);
    setVariable(node, "--product", longest(kernel.flat()));
    setVariable(node, "--constant", longest(bias));
    sums.forEach((sum, channel) => {
      sum.node.hidden = channel >= names.length;
      if (sum.node.hidden) return;
      sum.paint({ words: names[channel], pixel, weights: kernel[channel], constant: bias[channel], value: values[channel] });
    });
  }

  function link(place) {
    linked?.classList.remove("d2l-linked");
    linked = place && sums[place[0]].terms[place[1]];
    linked?.classList.add("d2l-linked");
  }
  return { element: node, paint, link };
}
