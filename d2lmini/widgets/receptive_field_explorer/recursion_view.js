/** The recursion of the layer in view, a line for each of its numbers. */

import { recursionOf } from "./recursion.js";
import { isBlock } from "../shared/maths/layer_tree.js";
import { formulaLine } from "../shared/grids/size_formula.js";
import { element } from "../shared/page/dom.js";

const WINDOW = { size: "size + (kernel − 1)·dilation·jump", jump: "jump·stride", start: "start − padding·jump" };
const BLOCK = { size: "last end − first start", jump: "jump", start: "first start" };

/** The lines along height, and along width where that differs. */
function text({ nodes, node, at }, tell) {
  if (!node.layer) return "";
  const [height, width] = [0, 1].map((axis) => tell(recursionOf(nodes, node, at, axis)));
  return height === width ? height : `height: ${height}; width: ${width}`;
}

const formula = (name) => (now) => (now.node.layer ? `${(isBlock(now.node.layer) ? BLOCK : WINDOW)[name]} = ` : "");

function unitLine(caption, axis) {
  const tell = ({ nodes, node, at }) => {
    if (!node.layer) return "";
    const { first, last } = recursionOf(nodes, node, at, axis);
    return `from start + ${axis ? "column" : "row"}·jump = ${first} to ${last}`;
  };
  return formulaLine(caption, element("span", { class: "d2l-plain" }, tell));
}

export function recursionLines() {
  const line = (name) => formulaLine(name, element("span", { class: "d2l-plain" }, formula(name)), element("span", { class: "d2l-input" }, (now) => text(now, (lines) => lines[name])));
  return element(
    "div",
    { class: "d2l-why", role: "group", "aria-label": "where the field comes from", hidden: (now) => !now.node.layer },
    element("p", { class: "d2l-caption" }, ({ node }) => `The field of ${node.name}, from ${node.axes ? "that of the layer before" : "those of its branches"}:`),
    ...["size", "jump", "start"].map(line),
    unitLine("rows", 0),
    unitLine("columns", 1),
    formulaLine("centre", element("span", { class: "d2l-plain" }, (now) => text(now, ({ centre }) => centre))),
    formulaLine("size in all", element("span", { class: "d2l-plain" }, (now) => text(now, ({ all }) => all))),
  );
}
