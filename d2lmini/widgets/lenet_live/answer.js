/** What the network answers: a bar for each digit, the winner, the runner-up and how far it is behind. */

import { answerWords, share } from "./words.js";
import { element } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

const DIGITS = [...Array(10).keys()];

function line(digit) {
  const place = ({ answer }) => (answer?.first === digit ? "first" : answer?.second === digit ? "second" : null);
  const number = (read) => element("td", { translate: "no" }, element("span", {}, (now) => (now.answer ? read(now) : "–")));
  return element(
    "tr",
    { "data-place": place },
    element("th", { scope: "row", translate: "no" }, `${digit}`),
    element("td", { class: "d2l-bar-cell" }, element("div", { class: "d2l-share", "aria-hidden": "true", "--share": ({ answer }) => answer?.probabilities[digit] ?? 0 })),
    number(({ answer }) => share(answer.probabilities[digit])),
    number(({ layers }) => formatNumber(Number(layers.output.after[digit].toFixed(2)))),
  );
}

export function answerTable() {
  const heading = (words, looks = {}) => element("th", { scope: "col", ...looks }, words);
  return element(
    "table",
    { class: "d2l-answer-table" },
    element("thead", {}, element("tr", {}, heading("digit"), element("td"), heading("probability"), heading("logit"))),
    element("tbody", {}, ...DIGITS.map(line)),
  );
}

/** The verdict: the digit in large, and in words. */
export const verdict = () =>
  element(
    "div",
    { class: "d2l-verdict" },
    element("strong", { class: "d2l-output d2l-winner", translate: "no" }, ({ answer }) => (answer ? `${answer.first}` : "–")),
    element("span", { class: "d2l-words" }, answerWords),
  );
