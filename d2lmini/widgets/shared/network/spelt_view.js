/** Every number of the selected layer, spelt out: `spelt` of the state, as `spell.js` gives it. */

import { element, follow, setText } from "../page/dom.js";

const part = (text) => (Array.isArray(text) ? element("span", { class: `d2l-${text[1]}` }, text[0]) : text);

export function speltView() {
  const node = element("div", { class: "d2l-why d2l-spelt", role: "group", "aria-label": "the numbers of the layer, spelt out" });
  return follow(node, (now) => [now.spelt, now.measure], (lines, measure) => {
    node.hidden = lines.length === 0;
    node.replaceChildren(...lines.map((line) => {
      const caption = element("span", { class: "d2l-caption" });
      setText(caption, line.caption);
      return element("p", { class: "d2l-formula", "data-shown": line.measure === measure ? "true" : null }, caption, element("span", { translate: "no" }, ...line.parts.map(part)));
    }));
  });
}
