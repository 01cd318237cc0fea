/** What the network predicts: a bar for each digit, the winner, the runner-up and how far it is behind. */

import { predictionWords } from "./words.js";
import { element } from "../shared/page/dom.js";
import { formatNumber, share } from "../shared/page/format.js";

const DIGITS = [...Array(10).keys()];

/** A row of cells. They are laid out as blocks, which change faster than a table's, and so tell their roles themselves. */
const row = (looks, ...cells) => element("tr", { role: "row", ...looks }, ...cells);
const cell = (look, ...parts) => element("td", { role: "cell", class: look, translate: "no" }, ...parts);

function line(digit) {
  const place = ({ prediction }) => (prediction?.first === digit ? "first" : prediction?.second === digit ? "second" : null);
  const number = (look, read) => cell(look, (now) => (now.prediction ? read(now) : "–"));
  const bar = { class: "d2l-share", "aria-hidden": "true", "--share": ({ prediction }) => prediction?.probabilities[digit] ?? 0 };
  return row(
    { "data-place": place },
    element("th", { role: "rowheader", scope: "row", translate: "no" }, `${digit}`),
    cell("d2l-bar-cell", element("div", bar)),
    number("d2l-probability", ({ prediction }) => share(prediction.probabilities[digit])),
    number("d2l-logit", ({ layers }) => formatNumber(Number(layers.output.after[digit].toFixed(2)))),
  );
}

export function predictionTable() {
  const heading = (words, look) => element("th", { role: "columnheader", scope: "col", class: look }, words);
  const headings = row({}, heading("digit"), cell("d2l-bar-cell"), heading("probability", "d2l-probability"), heading("logit", "d2l-logit"));
  const head = element("thead", { role: "rowgroup" }, headings);
  return element("table", { role: "table", class: "d2l-prediction-table" }, head, element("tbody", { role: "rowgroup" }, ...DIGITS.map(line)));
}

/** The verdict: the digit in large, and in words. */
export const verdict = () =>
  element(
    "div",
    { class: "d2l-verdict" },
    element("strong", { class: "d2l-output", translate: "no" }, element("span", { class: "d2l-winner" }, ({ prediction }) => (prediction ? `${prediction.first}` : "–"))),
    element("div", {}, element("span", { class: "d2l-words" }, predictionWords)),
  );
