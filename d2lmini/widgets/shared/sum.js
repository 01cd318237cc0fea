/** One output number spelt out: every product of an input number and a kernel number, and their sum. */

import { sumOf } from "./convolution.js";
import { element, setAttribute, setText, setVariable } from "./dom.js";
import { formatNumber, isRounded } from "./format.js";

/** More products than this stand in rows and columns, as the kernel's entries do. */
const IN_A_LINE = 4;

/** A factor: negative numbers stand in brackets, so that signs do not meet. */
const factor = (number) => (number < 0 ? `(${formatNumber(number)})` : formatNumber(number));

const rounded = (terms, total) => isRounded(total) || terms.some(({ value, weight }) => isRounded(value) || isRounded(weight));

/** One product. It remembers what it shows, so that only what differs is written. */
function makeTerm(index) {
  const [input, kernel] = ["d2l-input", "d2l-kernel"].map((look) => element("span", { class: look }));
  const node = element("span", { class: "d2l-term" }, index ? " + " : "", input, "·", kernel);
  let shown = { nothing: false, padded: false };

  function paint({ value, weight, padded }) {
    if (value !== shown.value) setText(input, factor(value));
    if (weight !== shown.weight) setText(kernel, factor(weight));
    const nothing = value * weight === 0;
    if (nothing !== shown.nothing) node.classList.toggle("d2l-nothing", nothing);
    if (padded !== shown.padded) node.classList.toggle("d2l-padded", padded);
    shown = { value, weight, nothing, padded };
  }
  return { node, paint };
}

/**
 * @param {{onLink: (index: number | null) => void, inWords?: boolean}} options
 *   `onLink` hears which term the pointer is over; `inWords` tells that the sum's name is to be translated with the page
 */
export function createSum({ onLink, inWords = false }) {
  const formula = (tag, look = null) => element(tag, { class: look, translate: "no" });
  const name = element("span", { class: "d2l-output", translate: inWords ? null : "no" });
  const [opening, closing, products] = [formula("span"), formula("span"), formula("span", "d2l-products")];
  const total = formula("strong", "d2l-output d2l-total");
  const side = (...parts) => element("span", { class: "d2l-name" }, element("span", {}, ...parts));
  const node = element("p", { class: "d2l-sum" }, side(name, opening), products, side(closing, total));
  const shown = [];
  let linked = null;

  products.addEventListener("pointerover", (event) => {
    const term = event.target.closest(".d2l-term");
    onLink(term ? [...products.children].indexOf(term) : null);
  });
  products.addEventListener("pointerleave", () => onLink(null));

  function fit(count) {
    while (shown.length > count) shown.pop().node.remove();
    while (shown.length < count) {
      shown.push(makeTerm(shown.length));
      products.append(shown.at(-1).node);
    }
  }

  /**
   * @param {{name: string, terms: object[], columns: number, width: number, divisor?: number}} sum
   *   `columns` products make a row where many are shown; `width` is the room of one, in digits
   */
  function paint({ name: left, terms, columns, width, divisor = 1 }) {
    const value = sumOf(terms) / divisor;
    const equals = rounded([...terms, { value: divisor, weight: 1 }], value) ? " ≈ " : " = ";
    fit(terms.length);
    terms.forEach((term, index) => shown[index].paint(term));
    setAttribute(node, "data-many", terms.length > IN_A_LINE);
    setVariable(products, "--digits", width);
    setVariable(products, "--in-row", columns);
    setVariable(node, "--letters", left.length + 4);
    setText(name, left);
    setText(opening, divisor === 1 ? " = " : " = (");
    setText(closing, divisor === 1 ? equals : `) / ${factor(divisor)}${equals}`);
    setText(total, formatNumber(value));
  }

  function link(index) {
    linked?.classList.remove("d2l-linked");
    linked = index === null ? null : shown[index].node;
    linked?.classList.add("d2l-linked");
  }
  return { element: node, paint, link };
}

/** The room that the longest product of two grids takes, so that terms keep their places while the window moves. */
export function termWidth(input, kernel) {
  const longest = (matrix) => Math.max(...matrix.flat().map((number) => factor(number).length));
  return longest(input) + longest(kernel) + 3;
}
