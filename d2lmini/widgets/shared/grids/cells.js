/** What every grid of numbers shares: cells that come and go at the edges, and the keys that walk them. */

import { clamp } from "../maths/bounds.js";
import { element, follow, lamp, setAttribute } from "../page/dom.js";
import { formatNumber, plural } from "../page/format.js";

/** @typedef {[number, number]} Place  row and column, from 0 */

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
/** Steps of a tint: few, because browsers share the style of cells that look alike. */
const STRENGTHS = 8;

/** Digits that fit in a cell at full size; longer numbers are written smaller. */
const SHORT = 3;
/** Digits that no cell has room for at any size. */
const LONG = 6;

export const samePlace = (one, other) => one !== null && other !== null && one[0] === other[0] && one[1] === other[1];

/** The place nearest to `place` in a grid of this size. @returns {Place} */
export const clampPlace = ([row, column], [rows, columns]) => [clamp(row, rows - 1), clamp(column, columns - 1)];

/** Where a key leads, or null for a key that does not walk; with Ctrl, Home and End go to the first and last row too. */
export function walk({ key, ctrlKey }, [row, column], size) {
  if (STEPS[key]) return clampPlace([row + STEPS[key][0], column + STEPS[key][1]], size);
  if (key === "Home") return [ctrlKey ? 0 : row, 0];
  if (key === "End") return [ctrlKey ? size[0] - 1 : row, size[1] - 1];
  return null;
}

const largestOf = (matrix) => Math.max(...matrix.map((row) => Math.max(...row.map(Math.abs))));

/**
 * A grid whose numbers are tinted by their size. Cells that stay are kept, and only what changed is written.
 * @param {object} options
 * @param {string} options.role "input", "kernel" or "output", which gives the hue
 * @param {(now: object) => number[][]} options.numbers
 * @param {(place: Place) => {node: HTMLElement, show: (text: string) => void}} options.makeCell
 * @param {(now: object) => number} [options.largest] measures the tints, where several grids share one scale
 */
export function createCells({ role, name, numbers, makeCell, format = formatNumber, largest = () => null, painted = () => {} }) {
  const grid = element("div", { class: `d2l-grid d2l-${role}`, role: "grid", translate: "no" });
  const rows = [];
  const places = new WeakMap();
  const sizeOf = () => [rows.length, rows[0]?.cells.length ?? 0];

  function addCell(line, place) {
    const cell = { ...makeCell(place), text: "", strength: 0 };
    places.set(cell.node, place);
    line.cells.push(cell);
    line.node.append(cell.node);
  }

  function resize([height, width]) {
    while (rows.length > height) rows.pop().node.remove();
    while (rows.length < height) {
      rows.push({ node: element("div", { class: "d2l-row", role: "row" }), cells: [] });
      grid.append(rows.at(-1).node);
    }
    rows.forEach((line, row) => {
      while (line.cells.length > width) line.cells.pop().node.remove();
      while (line.cells.length < width) addCell(line, [row, line.cells.length]);
    });
    grid.style.inlineSize = `calc(var(--cell) * ${width})`;
    setAttribute(grid, "aria-label", `${name}, ${plural(height, "row")}, ${plural(width, "column")}`);
  }

  function paint(matrix, most) {
    const scale = STRENGTHS / (most ?? (largestOf(matrix) || 1));
    resize([matrix.length, matrix[0].length]);
    let longest = 0;
    rows.forEach(({ cells }, row) => cells.forEach((cell, column) => {
      const value = matrix[row][column];
      const [text, strength] = [format(value), Math.min(STRENGTHS, Math.ceil(scale * Math.abs(value)))];
      longest = Math.max(longest, text.length);
      if (cell.text !== text) cell.show(text);
      if (cell.strength !== strength) cell.node.setAttribute("data-strength", strength);
      Object.assign(cell, { text, strength });
    }));
    setAttribute(grid, "--digits", Math.max(SHORT, longest));
    setAttribute(grid, "data-long", longest > LONG ? "true" : null);
    painted(matrix);
  }
  follow(grid, (now) => [numbers(now), largest(now)], paint);

  const nodeAt = ([row, column]) => rows[row]?.cells[column]?.node;
  return {
    element: grid,
    /** Light up one cell, or none for null. */
    link: lamp(nodeAt),
    sizeOf,
    /** The cell's element, or undefined outside the grid. */
    nodeAt,
    /** The place of the cell that an event happened in, or null. @returns {Place | null} */
    placeOf: (event) => places.get(event.target.closest?.("[role=gridcell]")) ?? null,
  };
}
