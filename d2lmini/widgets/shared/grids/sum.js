/** One output number spelt out: its name, the numbers that it is made of, and what they come to. */

import { sumOf } from "../maths/convolution.js";
import { element, follow, lamp, setAttribute, setText } from "../page/dom.js";
import { formatNumber, isRounded } from "../page/format.js";
import { remembered } from "../page/remembered.js";

/** More products than this stand in rows and columns, as the kernel's entries do. */
const IN_A_LINE = 4;

/** A number in a formula: negative ones stand in brackets, so that signs do not meet. */
export const factor = (number, format = formatNumber) => (number < 0 ? `(${format(number)})` : format(number));

/** How much room the longest number of a matrix takes in a formula. */
export const widest = (matrix, format) => Math.max(...matrix.flat().map((number) => factor(number, format).length));

/**
 * @typedef {{texts: string[], look?: string}} Term  a text for each span of the term, and classes
 * @typedef {{name: string, opening: string, terms: Term[], closing: string, total: string, columns: number, width: number,
 *            letters: number, many: boolean, inWords?: boolean}} Spelling  `columns` terms make a row where there are `many`; `width`
 *   is the room of one in digits, `letters` that of the name and what opens the formula; words are to be translated
 * @param {object} options
 * @param {(index: number) => (string | {look: string | null})[]} options.shape a term's fixed texts, and the looks of its spans
 * @param {(now: object) => Spelling} options.read
 * @param {Function} options.link see `links.js`
 * @param {boolean} [options.inWords] the name is to be translated with the page
 * @param {string} [options.role] whose number this is, which gives the hue
 */
export function spelling({ shape, read, link, inWords = false, role = "output" }) {
  const formula = (tag, look = null) => element(tag, { class: look, translate: "no" });
  const name = element("span", { class: `d2l-${role}`, translate: inWords ? null : "no" });
  const [opening, closing, terms] = [formula("span"), formula("span"), formula("span", "d2l-products")];
  const total = formula("strong", `d2l-${role} d2l-total`);
  const side = (...parts) => element("span", { class: "d2l-name" }, element("span", {}, ...parts));
  const node = element("p", { class: "d2l-sum" }, side(name, opening), terms, side(closing, total));
  const shown = [];

  terms.addEventListener("pointerover", (event) => {
    const index = shown.findIndex((term) => term.node === event.target.closest(".d2l-term"));
    link(index < 0 || shown.length === 1 ? null : index);
  });
  terms.addEventListener("pointerleave", () => link(null));
  link.add(lamp((index) => shown[index]?.node));

  function makeTerm(index) {
    const parts = shape(index).map((part) => (typeof part === "string" ? part : element("span", { class: part.look })));
    return { node: element("span", { class: "d2l-term" }, ...parts), spans: parts.filter((part) => typeof part !== "string"), look: "" };
  }

  const classes = (look) => look.split(" ").filter(Boolean);

  function fit(count) {
    while (shown.length > count) shown.pop().node.remove();
    while (shown.length < count) {
      shown.push(makeTerm(shown.length));
      terms.append(shown.at(-1).node);
    }
  }

  function paint(spelt) {
    fit(spelt.terms.length);
    spelt.terms.forEach(({ texts, look = "" }, index) => {
      const term = shown[index];
      term.spans.forEach((span, part) => setText(span, texts[part]));
      if (look === term.look) return;
      term.node.classList.remove(...classes(term.look));
      term.node.classList.add(...classes(look));
      term.look = look;
    });
    setAttribute(node, "data-many", spelt.many);
    setAttribute(terms, "translate", spelt.inWords ? null : "no");
    setAttribute(terms, "--digits", spelt.width);
    setAttribute(terms, "--in-row", spelt.columns);
    setAttribute(node, "--letters", spelt.letters);
    setText(name, spelt.name);
    setText(opening, spelt.opening);
    setText(closing, spelt.closing);
    setText(total, spelt.total);
  }
  return follow(node, (now) => [now], (now) => paint(read(now)));
}

/**
 * Products, added up: of input and kernel, unless other `factors` are told.
 * @param {object} options
 * @param {[string, string]} [options.factors] the roles of both
 * @param {(now: object) => {name: string, terms: object[], columns: number, grids: [number[][], number[][]], divisor?: number,
 *   written?: (number: number) => string}} options.read `terms` as `termsAt` gives them, `written` if not as in a cell; the longest numbers
 *   of both `grids` make a term's room, so that none moves with the window
 */
export function sumOfProducts({ read, link, inWords, role, factors = ["input", "kernel"] }) {
  const shape = (index) => [index ? " + " : "", { look: `d2l-${factors[0]}` }, "·", { look: `d2l-${factors[1]}` }];
  const room = remembered((input, kernel) => widest(input) + widest(kernel) + 3);

  function spelt(now) {
    const { name, terms, columns, grids, divisor = 1, written = formatNumber } = read(now);
    // Of padding nothing comes, and nothing goes there.
    const total = sumOf(terms.filter(({ padded }) => !padded)) / divisor;
    const equals = [total, divisor, ...terms.flatMap(({ value, weight }) => [value, weight])].some(isRounded) ? " ≈ " : " = ";
    return {
      name,
      opening: divisor === 1 ? " = " : " = (",
      terms: terms.map(({ value, weight, padded }) => ({
        texts: [factor(value, written), factor(weight, written)],
        look: `${value * weight === 0 ? "d2l-nothing" : ""} ${padded ? "d2l-padded" : ""}`,
      })),
      closing: divisor === 1 ? equals : `) / ${factor(divisor)}${equals}`,
      total: formatNumber(total),
      columns,
      width: room(...grids),
      letters: name.length + 4,
      many: terms.length > IN_A_LINE,
    };
  }
  return spelling({ shape, read: spelt, link, inWords, role });
}
