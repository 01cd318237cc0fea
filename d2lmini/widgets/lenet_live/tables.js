/** The same values as tables, for those who would rather read numbers; filled only while they are unfolded. */

import { hasActivation, LAYERS } from "./network.js";
import { unitName } from "./unit.js";
import { element, fitChildren, follow, refresh, setText } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

/** Units of a dense layer in a row. */
const IN_A_ROW = 10;

/** A table of rows of texts; the first of each is its heading. */
function textTable(read) {
  const [caption, head, body] = ["caption", "tr", "tbody"].map((tag) => element(tag));
  const cell = (tag, scope) => element(tag, { scope: scope ?? null, translate: "no" });
  const table = element("table", { class: "d2l-values" }, caption, element("thead", {}, head), body);
  return follow(table, read, ({ title, headings, rows }) => {
    setText(caption, title);
    fitChildren(head, headings.length, () => cell("th", "col"));
    headings.forEach((text, index) => setText(head.children[index], text));
    fitChildren(body, rows.length, () => element("tr", {}, cell("th", "row")));
    rows.forEach((texts, row) => {
      fitChildren(body.children[row], texts.length, () => cell("td"));
      texts.forEach((text, column) => setText(body.children[row].children[column], text));
    });
  });
}

function unfolding(here, words, read) {
  const body = element("div", { class: "d2l-table-box", hidden: true, tabindex: 0, role: "region", "aria-label": words }, textTable(read));
  function onToggle() {
    body.hidden = !node.open;
    refresh(node, here.now());
  }
  const node = element("details", { class: "d2l-details", on: { toggle: onToggle } }, element("summary", {}, words), body);
  return node;
}

const kindOf = (now) => (hasActivation(now.layer) ? `${now.values} the activation` : "no activation");

/** The map of the unit in view, row by row; all units where a layer is dense. */
function mapTable({ layer, channel, layers, values: shown, ...now }) {
  const { side } = LAYERS[layer];
  const all = layers[layer][shown];
  const values = side > 1 ? all.subarray(channel * side * side, (channel + 1) * side * side) : all;
  const columns = side > 1 ? side : IN_A_ROW;
  const rows = Array.from({ length: Math.ceil(values.length / columns) }, (_, row) =>
    [side > 1 ? `row ${row}` : `from ${row * columns}`, ...Array.from(values.subarray(row * columns, (row + 1) * columns), formatNumber)]);
  const title = `${layer}${side > 1 ? `, map ${channel}` : ""}, ${kindOf({ ...now, layer, values: shown })}`;
  return { title, headings: [side > 1 ? "" : "unit", ...Array(columns).keys()].map(String), rows };
}

function termsTable({ unit, pin }) {
  const dense = unit.length === 1;
  const placed = ({ channel, row, column, padded }) => (dense ? `unit ${channel}` : `map ${channel}, row ${row}, column ${column}${padded ? " (padding)" : ""}`);
  const rows = unit.terms.map((term) => [placed(term), term.value, term.weight, term.value * term.weight].map((part) => (typeof part === "number" ? formatNumber(part) : part)));
  return { title: `what ${unitName(pin)} reads`, headings: ["place", "input", "weight", "product"], rows };
}

export function valueTables(here) {
  return element(
    "div",
    { class: "d2l-tables" },
    unfolding(here, "The unit’s terms as a table", (now) => [termsTable(now)]),
    unfolding(here, "The layer’s values as a table", (now) => [mapTable(now)]),
  );
}
