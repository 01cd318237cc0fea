/** The grids of a layer as one matrix product, and what pointing at their cells leads to. */

import { entryOf, tellsCopies } from "./words.js";
import { pixelAt, tapsOf } from "./im2col.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { windowField } from "../shared/grids/window_field.js";
import { placeOf, replaced } from "../shared/maths/matrix.js";
import { follow, setAttribute } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

const padded = (now, [row, column], channel) => ({ channel, row: row + now.axes[0].padding, column: column + now.axes[1].padding });

/** A channel of the input, to edit, under the window with the kernel of the filter in view. */
export function channelGrid(here, look, channel) {
  const cells = numberGrid(here, {
    role: "input",
    name: `channel ${channel}`,
    numbers: (now) => now.X[channel],
    patch: (place, value, now) => ({ X: now.X.with(channel, replaced(now.X[channel], place, value)) }),
  });
  cells.element.addEventListener("focusin", (event) => look.choose(padded(here.now(), cells.placeOf(event), channel), event.target));
  /** The products of this channel, counted in its own kernel. */
  const link = Object.assign((tap) => tap === null && look.over(null), {
    add: (lamp) => look.link.add((entry) => {
      const [own, tap] = entry === null ? [null, null] : placeOf(entry, tapsOf(here.now().axes));
      lamp(own === channel ? tap : null);
    }),
  });
  const field = windowField({
    grid: cells.element,
    corners: (now) => now.K[now.filter][channel].flat().map(formatNumber),
    onPoint: ([row, column], hovered) => (hovered ? look.over({ channel, row, column }) : look.choose({ channel, row, column }, field)),
    link,
  });
  return { ...cells, field };
}

/** Each window as a column. */
export function columnsGrid(here, look) {
  const windowOf = (index) => placeOf(index, here.now().places[1]);
  const cells = resultGrid({
    role: "input",
    name: "columns",
    numbers: (now) => now.columns,
    picked: (now) => [now.entry, now.index],
    onPick([entry, index], hovered) {
      if (hovered) look.over(pixelAt(here.now().axes, entry, windowOf(index)));
      else look.select({ at: windowOf(index), entry });
    },
  });
  cells.element.addEventListener("pointerleave", () => look.over(null));
  look.link.add((entry) => cells.link(entry === null ? null : [entry, here.now().index]));
  // Zeros of the padding look as they do around the input.
  return { ...cells, element: follow(cells.element, (now) => [now.axes, now.columns.length], (axes, count) => {
    const [height, width] = axes.map(({ size }) => size);
    const outside = (place, axis, length) => place < axes[axis].padding || place >= axes[axis].padding + length;
    for (let entry = 0; entry < count; entry += 1) {
      for (let index = 0; index < here.now().columns[0].length; index += 1) {
        const { row, column } = pixelAt(axes, entry, windowOf(index));
        setAttribute(cells.nodeAt([entry, index]), "data-padding", outside(row, 0, height) || outside(column, 1, width) || null);
      }
    }
  }) };
}

/** Each filter as a row, to edit. */
export function kernelRows(here, look) {
  const cells = numberGrid(here, {
    role: "kernel",
    name: "kernels",
    numbers: (now) => now.rows,
    patch([filter, entry], value, { K, axes }) {
      const [channel, ...place] = entryOf(entry, axes);
      return { K: K.with(filter, K[filter].with(channel, replaced(K[filter][channel], place, value))) };
    },
    onPoint: (place) => look.over(place && pixelAt(here.now().axes, place[1], here.now().at)),
  });
  cells.element.addEventListener("focusin", (event) => {
    const [filter, entry] = cells.placeOf(event);
    look.select({ filter, entry });
  });
  look.link.add((entry) => cells.link(entry === null ? null : [here.now().filter, entry]));
  return cells;
}

export const productGrid = (here, look) =>
  resultGrid({
    role: "output",
    name: "product",
    numbers: (now) => now.product,
    picked: (now) => [now.filter, now.index],
    onPick: ([filter, index], hovered) => hovered || look.select({ filter, at: placeOf(index, here.now().places[1]) }),
  });

/** A row of the product as a map. */
export function outputGrid(look, filter) {
  const cells = resultGrid({
    role: "output",
    name: `output channel ${filter}`,
    numbers: (now) => now.outputs[filter],
    picked: (now) => now.at,
    onPick: (at, hovered) => hovered || look.select({ filter, at }),
  });
  follow(cells.element, (now) => [now.filter === filter], (inView) => setAttribute(cells.element, "data-in-view", String(inView)));
  return cells;
}

/** The columns added back to a channel, each sum with the number of its copies in the corner. */
export function foldedGrid(here, look, channel) {
  const cells = resultGrid({ role: "input", name: `folded channel ${channel}`, numbers: (now) => now.folded[channel] });
  follow(cells.element, (now) => [now.copies[channel], now.X[channel], now.folded[channel]], (copies, numbers, sums) => {
    copies.forEach((line, row) => line.forEach((count, column) => {
      setAttribute(cells.nodeAt([row, column]), "data-copies", `×${count}`);
      setAttribute(cells.nodeAt([row, column]), "aria-label", tellsCopies(sums[row][column], count, numbers[row][column]));
    }));
  });
  const pixelOf = (event) => cells.placeOf(event) && padded(here.now(), cells.placeOf(event), channel);
  cells.element.addEventListener("pointerover", (event) => event.pointerType === "mouse" && look.over(pixelOf(event)));
  cells.element.addEventListener("pointerleave", () => look.over(null));
  cells.element.addEventListener("click", (event) => pixelOf(event) && look.choose(pixelOf(event), event.target));
  return cells;
}
