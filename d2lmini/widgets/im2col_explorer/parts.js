/** What the stage is made of: headed parts, frames over rows and columns, and boxes that scroll sideways. */

import { tapsOf } from "./im2col.js";
import { element, follow } from "../shared/page/dom.js";

/** A heading with sizes, and what stands below it. @param {{name: string, role: string, title: string, size: (now: object) => number[]}} options */
export function part({ name, role, title, size }, ...body) {
  const heading = element(
    "div",
    { class: "d2l-heading" },
    element("span", { class: `d2l-title d2l-${role}` }, title),
    element("span", { class: "d2l-caption", translate: "no" }, (now) => size(now).join(" × ")),
  );
  return element("div", { class: `d2l-part d2l-${name}-part` }, heading, ...body);
}

/** A grid with a frame over one of its "rows" or "columns", and lines where the next channel begins. */
export function framed(grid, along, inView) {
  const over = (look, variables) => element("div", { class: `d2l-${look} d2l-${along}`, "aria-hidden": "true", ...variables });
  return element("div", { class: "d2l-framed" }, grid, over("blocks", { "--block": ({ axes }) => tapsOf(axes) }), over("frame", { "--at": inView }));
}

/** A matrix too wide for the page goes on sideways; the column in view stays in sight. */
export function sideways(...children) {
  const box = element("div", { class: "d2l-sideways" }, ...children);
  return follow(box, (now) => [now.index, now.columns[0].length], (index, count) => {
    // To ask for its width costs a layout.
    if (!box.closest("[data-scrolls]")) return;
    const cell = box.scrollWidth / count;
    box.scrollLeft = (index + 0.5) * cell - box.clientWidth / 2;
  });
}

/** Grids beside each other, of which the first few are shown. */
export function maps(word, countOf, grids) {
  const map = (grid, index) =>
    element(
      "div",
      { hidden: (now) => index >= countOf(now) },
      element("span", { class: "d2l-caption" }, `${word} ${index}`),
      element("div", { class: "d2l-map" }, grid),
    );
  return element("div", { class: "d2l-maps" }, ...grids.map(map));
}
