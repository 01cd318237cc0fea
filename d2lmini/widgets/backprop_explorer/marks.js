/** Marks on the cells of a grid: the chosen one, those that take part in its sum, and small numbers in corners. */

import { follow, setAttribute } from "../shared/page/dom.js";

/** Call a function with every cell's element and place. */
function forEachCell(cells, visit) {
  const [rows, columns] = cells.sizeOf();
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) visit(cells.nodeAt([row, column]), `${row},${column}`);
}

/** @param {(now: object) => {chosen?: Place | null, parts?: Place[], blank?: Place[]}} read without `chosen` the grid marks that itself */
export function marked(cells, read) {
  follow(cells.element, (now) => [JSON.stringify(read(now)), ...cells.sizeOf()], (written) => {
    const { chosen, parts = [], blank = [] } = JSON.parse(written);
    const [taking, nothing] = [new Set(parts.map(String)), new Set(blank.map(String))];
    forEachCell(cells, (node, at) => {
      if (chosen !== undefined) setAttribute(node, "aria-selected", at === String(chosen) ? "true" : null);
      setAttribute(node, "data-part", taking.has(at) && at !== String(chosen) ? "true" : null);
      setAttribute(node, "data-blank", nothing.has(at) ? "true" : null);
    });
  });
  return cells;
}

/** Write small texts in the corners of cells. @param {(now: object) => [place: [number, number], text: string][]} read */
export function cornered(cells, read) {
  follow(cells.element, (now) => [JSON.stringify(read(now)), ...cells.sizeOf()], (written) => {
    const texts = new Map(JSON.parse(written).map(([place, text]) => [String(place), text]));
    forEachCell(cells, (node, at) => setAttribute(node, "data-corner", texts.get(at) ?? null));
  });
  return cells;
}
