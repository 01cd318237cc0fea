/** One axis of an input as a row of cells and, below it, the kernel at each of its places with the output it gives. */

import { outputSize, paddedSize, readAlong } from "../shared/convolution.js";
import { element } from "../shared/dom.js";
import { plural } from "../shared/format.js";

/** More cells than this would be too small to count. */
const MOST_CELLS = 20;

export const canDraw = (axis) => paddedSize(axis) <= MOST_CELLS;

const cell = (look, row, column, text = "") => element("span", { class: look, style: `grid-area: ${row} / ${column}` }, text);

function inputCells(axis, revealed) {
  const isPadding = (place) => place < axis.padding || place >= axis.padding + axis.size;
  const look = (read, place) => `d2l-${isPadding(place) ? "ghost" : "entry"}${revealed && !read ? " d2l-missed" : ""}`;
  return readAlong(axis).map((read, place) => cell(look(read, place), 1, place + 1));
}

/** From the second row on: the kernel's entries under the cells they meet, and behind the last cell the output's number. */
function kernelPlaces(axis) {
  return Array.from({ length: outputSize(axis) }, (_, at) => {
    const taps = Array.from({ length: axis.kernel }, (_entry, tap) => cell("d2l-tap", at + 2, at * axis.stride + tap * axis.dilation + 1));
    return [...taps, cell("d2l-count", at + 2, paddedSize(axis) + 2, String(at + 1))];
  }).flat();
}

function described(axis, revealed) {
  const padding = axis.padding ? `, padding ${axis.padding}` : "";
  return `${axis.size} entries${padding}${revealed ? `, ${plural(outputSize(axis), "place")}` : ""}`;
}

/** @returns {HTMLElement} the places of the kernel only where they are `revealed` */
export function createAxisStrip(name, axis, revealed) {
  const caption = element("p", { class: "d2l-caption" }, `${name}: ${described(axis, revealed)}`);
  const cells = [...inputCells(axis, revealed), ...(revealed ? kernelPlaces(axis) : [])];
  return element("div", { class: "d2l-strip" }, caption, element("div", { class: "d2l-cells", "aria-hidden": "true", translate: "no", style: `--cells: ${paddedSize(axis)}` }, ...cells));
}
