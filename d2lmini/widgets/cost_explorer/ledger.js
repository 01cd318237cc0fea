/** Each cost in a row: its value, what multiplies to it, and what becomes of it when the setting doubles. */

import { costWords, COSTS, movedWords, slopeWords } from "./words.js";
import { element, fitChildren, follow, setAttribute, setText } from "../shared/page/dom.js";
import { factorWords } from "../shared/page/format.js";

/** The look of a cost's curve, in small. */
const lineKey = (name) => element("span", { class: "d2l-line-key", "data-cost": name, "aria-hidden": "true" });

function arithmetic(name) {
  const node = element("span", { class: "d2l-terms", translate: "no" });
  return follow(node, ({ terms }) => [terms[name]], (parts) => {
    fitChildren(node, parts.length, () => element("span"));
    parts.forEach(({ text, role }, index) => {
      setText(node.children[index], text);
      setAttribute(node.children[index], "class", role ? `d2l-${role}` : null);
    });
  });
}

function row(name) {
  const factor = ({ factors }) => factors?.[name];
  return element(
    "tr",
    { role: "row", "data-row": name },
    element("th", { role: "rowheader", scope: "row" }, lineKey(name), element("span", {}, COSTS[name].name)),
    element("td", { role: "cell", class: "d2l-amount", translate: "no" }, element("strong", {}, ({ costs }) => costWords(name, costs[name]))),
    element("td", { role: "cell", class: "d2l-arithmetic" }, element("span", { "aria-hidden": "true" }, "= "), arithmetic(name)),
    element("td", { role: "cell", class: "d2l-factor", translate: "no" }, element("strong", {}, (now) => factorWords(factor(now)))),
    element("td", { role: "cell", class: "d2l-slope", translate: "no" }, (now) => slopeWords(factor(now))),
  );
}

export function ledger() {
  const head = (words) => element("th", { role: "columnheader", scope: "col" }, words);
  return element(
    "table",
    { role: "table", class: "d2l-ledger", "aria-label": "costs of the layer" },
    element("caption", { class: "d2l-unseen" }, (now) => `Costs of the layer, and what each is multiplied by when ${movedWords(now)} doubles`),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head("cost"), head("now"), head("arithmetic"), head("doubled"), head("slope"))),
    element("tbody", { role: "rowgroup" }, ...Object.keys(COSTS).map(row)),
  );
}
