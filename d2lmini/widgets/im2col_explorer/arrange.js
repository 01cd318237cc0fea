/** How large the cells of the matrices can be, and whether input and columns fit above the kernels and their product. */

/** Beside the cells: the labels of the rows, the gap between both sides, and what stands out over a grid's edge. */
export const LABELS = 35;
const GAP = 20;
const EDGE = 6;
/** A heading, its sizes below it if need be. */
export const HEADING = 176;
const CELLS = [36, 34, 32, 30, 28, 26];
const SMALLEST = 24;

/** The largest cell that fits, or 0. */
const largest = (room, taken) => CELLS.find((cell) => taken(cell) <= room) ?? 0;

/**
 * In a cross, the rows of the kernels meet the columns in the product; else the parts wrap.
 * @param {number} width pixels to lay out in
 * @param {[number, number]} columns the more of those of the input and the kernels, and those of the columns and the product
 * @returns {{layout: "cross" | "wrap", cell: number, scrolls: boolean}}
 */
export function planned(width, [left, right]) {
  const labelled = (cell) => LABELS + EDGE + right * cell;
  const crossed = largest(width, (cell) => Math.max(left * cell + EDGE, HEADING) + GAP + Math.max(labelled(cell), HEADING));
  if (crossed) return { layout: "cross", cell: crossed, scrolls: false };
  const cell = largest(width, (size) => Math.max(left * size + EDGE, labelled(size))) || SMALLEST;
  return { layout: "wrap", cell, scrolls: labelled(cell) > width };
}
