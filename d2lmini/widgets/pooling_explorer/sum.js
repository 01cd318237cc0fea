/** One pooled number spelt out: the numbers in the window, and their maximum or average. */

import { element, setAttribute, setText, setVariable } from "../shared/dom.js";
import { formatNumber, isRounded } from "../shared/format.js";
import { divisorOf, totalOf, winnerOf } from "./pooling.js";

/** More numbers than these stand in rows and columns, as in the window; of still more only the total is written. */
const IN_ROW = 9;
const SPELT = 36;

const written = (number) => (number === -Infinity ? "−∞" : formatNumber(number));
/** As a summand: negative numbers stand in brackets, so that signs do not meet. */
const summand = (number) => (number < 0 ? `(${written(number)})` : written(number));

/** The room that the longest number takes, so that terms keep their places while the window moves. */
export const numberWidth = (matrix) => Math.max(...matrix.flat().map((number) => summand(number).length));

/** @param {{onLink: (index: number | null) => void}} options hears which number the pointer is over */
export function createPoolSum({ onLink }) {
  const formula = (tag, look = null) => element(tag, { class: look, translate: "no" });
  const [name, opening, closing] = [formula("span", "d2l-output"), formula("span"), formula("span")];
  const total = formula("strong", "d2l-output d2l-total");
  const numbers = element("span", { class: "d2l-products" });
  const side = (...parts) => element("span", { class: "d2l-name" }, element("span", {}, ...parts));
  const node = element("p", { class: "d2l-sum" }, side(name, opening), numbers, side(closing, total));
  const shown = [];
  let [linked, spelt] = [null, true];

  numbers.addEventListener("pointerover", (event) => {
    const index = shown.findIndex((term) => term.node === event.target.closest(".d2l-term"));
    onLink(index < 0 || !spelt ? null : index);
  });
  numbers.addEventListener("pointerleave", () => onLink(null));

  function fit(count) {
    while (shown.length > count) shown.pop().node.remove();
    while (shown.length < count) {
      const [number, separator] = [element("span", { class: "d2l-input" }), element("span")];
      shown.push({ number, separator, node: element("span", { class: "d2l-term" }, number, separator) });
      numbers.append(shown.at(-1).node);
    }
  }

  function paintTerms(entries, mode) {
    const winner = mode === "max" ? winnerOf(entries) : null;
    const between = mode === "max" ? ", " : " + ";
    fit(entries.length);
    entries.forEach(({ value, padded }, index) => {
      const { node: term, number, separator } = shown[index];
      setText(number, mode === "max" ? written(value) : summand(value));
      setText(separator, index === entries.length - 1 ? ")" : between);
      term.classList.toggle("d2l-padded", padded);
      term.classList.toggle("d2l-winner", index === winner);
    });
  }

  /** Too many numbers to spell out: what they come to stands for them. */
  function paintTotal(entries, mode) {
    fit(1);
    const [{ node: term, number, separator }] = shown;
    setText(number, mode === "max" ? "the window’s" : formatNumber(totalOf(entries)));
    setText(separator, mode === "max" ? ` ${entries.length} numbers)` : `, the sum of ${entries.length} numbers)`);
    term.classList.remove("d2l-padded", "d2l-winner");
  }

  /**
   * @param {{name: string, entries: object[], value: number, mode: "max" | "avg", countPadding: boolean, columns: number, width: number}} sum
   *   `columns` numbers make a row where many are shown; `width` is the room of one, in digits
   */
  function paint({ name: left, entries, value, mode, countPadding, columns, width }) {
    const equals = isRounded(value) || entries.some((entry) => !entry.padded && isRounded(entry.value)) ? " ≈ " : " = ";
    spelt = entries.length <= SPELT;
    (spelt ? paintTerms : paintTotal)(entries, mode);
    setAttribute(numbers, "translate", spelt ? "no" : null);
    setAttribute(node, "data-many", spelt && entries.length > IN_ROW);
    setVariable(numbers, "--digits", width + 3);
    setVariable(numbers, "--in-row", columns);
    setVariable(node, "--letters", left.length + 8);
    setText(name, left);
    setText(opening, mode === "max" ? " = max(" : " = (");
    setText(closing, mode === "max" ? equals : ` / ${divisorOf(entries, countPadding)}${equals}`);
    setText(total, formatNumber(value));
  }

  function link(index) {
    linked?.classList.remove("d2l-linked");
    linked = index === null || !spelt ? null : shown[index].node;
    linked?.classList.add("d2l-linked");
  }
  return { element: node, paint, link };
}
