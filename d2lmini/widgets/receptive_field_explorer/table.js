/** All layers in a table: their windows, their maps and their fields. */

import { both } from "./words.js";
import { times } from "../shared/maths/bounds.js";
import { pair } from "../shared/maths/matrix.js";
import { element, follow } from "../shared/page/dom.js";

const HEADS = ["layer", "kernel", "stride", "padding", "dilation", "map", "size", "jump", "start", "centre of unit 0"];
const once = (value) => both(pair(value));

function cellsOf({ name, layer, axes, size, fields }) {
  const given = axes ? ["kernel", "stride", "padding", "dilation"].map((setting) => once(layer[setting])) : ["", "", "", ""];
  const of = (tell) => both(fields.map(tell));
  return [name, ...given, times(size), of((field) => field.size), of((field) => field.jump), of((field) => field.start), of((field) => field.start + (field.size - 1) / 2)];
}

export function layerTable() {
  const body = element("tbody");
  follow(body, (now) => [now.nodes], (nodes) => {
    body.replaceChildren(...nodes.map((node) => {
      const [name, ...cells] = cellsOf(node);
      return element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((text) => element("td", {}, text)));
    }));
  });
  const head = element("thead", {}, element("tr", {}, ...HEADS.map((words) => element("th", { scope: "col" }, words))));
  const scrolled = element("div", { class: "d2l-table", role: "region", "aria-label": "all layers", tabindex: 0 }, element("table", {}, head, body));
  return element("details", { class: "d2l-all" }, element("summary", {}, "All layers in a table"), scrolled);
}
