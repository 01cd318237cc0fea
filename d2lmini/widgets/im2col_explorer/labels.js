/** Which window a column is, and which entry of a filter a row: small print beside the matrices, the one in view bold. */

import { entryOf } from "./words.js";
import { placeOf } from "../shared/maths/matrix.js";
import { element, fitChildren, follow, setText } from "../shared/page/dom.js";

/** @param {(now: object) => string[]} texts @param {(now: object) => number} inView */
function labels(look, texts, inView) {
  const node = element("div", { class: `d2l-labels d2l-${look}`, "aria-hidden": "true", translate: "no" });
  follow(node, (now) => [JSON.stringify(texts(now))], (written) => {
    const all = JSON.parse(written);
    fitChildren(node, all.length, () => element("span"));
    all.forEach((text, index) => setText(node.children[index], text));
  });
  return follow(node, (now) => [inView(now), texts(now).length], (shown) => {
    [...node.children].forEach((child, index) => child.classList.toggle("d2l-in-view", index === shown));
  });
}

const numbered = (count, word) => Array.from({ length: count }, (_, index) => word(index));

export const windowLabels = () =>
  labels("windows", ({ columns, places }) => numbered(columns[0].length, (index) => placeOf(index, places[1]).join(",")), (now) => now.index);

export const entryLabels = () =>
  labels("entries", ({ columns, axes }) => numbered(columns.length, (entry) => entryOf(entry, axes).join(",")), (now) => now.entry);

export const filterLabels = () => labels("entries", ({ K }) => numbered(K.length, (filter) => `K[${filter}]`), (now) => now.filter);
