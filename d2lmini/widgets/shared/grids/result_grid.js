/** A grid of numbers to read and, with `onPick`, to choose from: a single tab stop, walked with the arrow keys. */

import { createCells, walk } from "./cells.js";
import { element, follow, setAttribute, setText } from "../page/dom.js";

/**
 * @param {object} options
 * @param {(now: object) => number[][]} options.numbers
 * @param {(now: object) => [number, number]} [options.picked] the cell in view
 * @param {(place: [number, number], hovered: boolean) => void} [options.onPick] `hovered` tells a mouse passing over from a choice
 *   made by click, touch or key
 * @param {(now: object) => [number, number]} [options.linked] a cell to light up
 */
export function resultGrid({ role, name, numbers, picked: pickedOf, onPick, linked, largest }) {
  const makeCell = () => {
    const node = element("div", { class: "d2l-cell d2l-result", role: "gridcell", tabindex: onPick ? -1 : null });
    return { node, show: (text) => setText(node, text) };
  };
  const cells = createCells({ role, name, numbers, makeCell, largest });
  let picked;

  /** Mark the cell at `place` as the one in view. */
  function pick(place) {
    const node = cells.nodeAt(place);
    if (node === picked) return;
    if (picked) {
      setAttribute(picked, "tabindex", -1);
      setAttribute(picked, "aria-selected", null);
    }
    setAttribute(node, "tabindex", 0);
    setAttribute(node, "aria-selected", "true");
    picked = node;
  }

  function pickFrom(event, hovered) {
    const place = cells.placeOf(event);
    if (place) onPick(place, hovered);
  }

  function onKey(event) {
    const place = cells.placeOf(event);
    const next = place && walk(event, place, cells.sizeOf());
    if (!next) return;
    event.preventDefault();
    onPick(next, false);
    cells.nodeAt(next).focus();
  }

  if (onPick) {
    cells.element.addEventListener("keydown", onKey);
    cells.element.addEventListener("click", (event) => pickFrom(event, false));
    cells.element.addEventListener("pointerover", (event) => event.pointerType === "mouse" && pickFrom(event, true));
  }
  if (pickedOf) follow(cells.element, (now) => [numbers(now), ...pickedOf(now)], (_, row, column) => pick([row, column]));
  if (linked) follow(cells.element, (now) => [numbers(now), ...linked(now)], (_, row, column) => cells.link([row, column]));
  return cells;
}
