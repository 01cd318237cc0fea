/** How large cells can be, and whether the panels of a stage fit side by side. */

import { follow, setAttribute } from "../page/dom.js";

/** Few sizes, and small ones from the start for a large grid, so that a change of the geometry seldom resizes every cell. */
const CELLS = [44, 40, 36, 32, 28, 26];
const LARGE_GRID = { columns: 9, cell: 28 };
const SMALLEST = CELLS.at(-1);
const HEADING = 158;
const BETWEEN = 30;
/** Cells that could be larger by so much stay as they are: a click should not resize the whole picture. */
const SLACK = 8;
/** Smaller cells than these are not worth a panel more beside the others. */
const LEAST_IN = { row: 28, side: 28, stack: 0 };

/** The largest cell for grids of these widths side by side; a panel is never narrower than its heading. */
function largestCell(width, columns) {
  const room = (cell) => columns.reduce((sum, count) => sum + Math.max(count * cell, HEADING) + BETWEEN, -BETWEEN);
  const largest = Math.max(...columns) > LARGE_GRID.columns ? LARGE_GRID.cell : Infinity;
  return CELLS.find((cell) => cell <= largest && room(cell) <= width) ?? 0;
}

/**
 * Choose between three panels in a row, the kernel above the output beside the input, and all below each other.
 * @param {number} width pixels to lay out in
 * @param {number} inUse the cells of before, kept if they fit and are not much too small
 * @returns {{layout: "row" | "side" | "stack", cell: number, scrolls: boolean}}
 */
function inPanels(width, [input, kernel, output], inUse) {
  const plans = {
    row: [input, kernel, output],
    side: [input, Math.max(kernel, output)],
    stack: [Math.max(input, kernel, output)],
  };
  const layout = Object.keys(plans).find((name) => largestCell(width, plans[name]) >= LEAST_IN[name]);
  const largest = Math.max(SMALLEST, largestCell(width, plans[layout]));
  const cell = inUse <= largest && largest <= inUse + SLACK ? inUse : largest;
  return { layout, cell, scrolls: input * cell > width };
}

/**
 * Keep a stage arranged, as its panels' sizes and the page's width change.
 * @param {(now: object) => number[]} columns of the grids: input, what stands in the middle, output; or what else `plan` is made for
 * @param {(width: number, columns: number[], inUse: number) => {layout: string, cell: number, scrolls: boolean}} [plan]
 */
export function arranged(here, stage, columns, plan = inPanels) {
  let [width, grids, cell] = [680, [1, 1, 1], 0];

  function apply() {
    const { layout, cell: next, scrolls } = plan(width, grids, cell);
    cell = next;
    setAttribute(stage, "data-layout", layout);
    setAttribute(stage, "data-scrolls", scrolls);
    setAttribute(stage, "--cell", `${cell}px`);
  }
  const observer = new ResizeObserver(([entry]) => {
    if (entry.contentRect.width === width) return;
    [width, cell] = [entry.contentRect.width, 0];
    apply();
  });
  observer.observe(stage);
  here.signal.addEventListener("abort", () => observer.disconnect());
  return follow(stage, columns, (...next) => {
    grids = next;
    apply();
  });
}
