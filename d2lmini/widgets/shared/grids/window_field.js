/**
 * The padded input with the window lying on it: the kernel's numbers in the corners of the cells they meet, ghost zeros
 * for padding, hatching over what no window reads, and ticks where windows start.
 */

import { outputSize, paddedSize, readAlong, spanOf } from "../maths/convolution.js";
import { element, fitChildren, follow, lamp, setAttribute, setText } from "../page/dom.js";

/** Runs of entries that no window reads, as [first, length]. */
function unreadRuns(axis) {
  const runs = [];
  readAlong(axis).forEach((read, index) => {
    const last = runs.at(-1);
    if (!read && last && last[0] + last[1] === index) last[1] += 1;
    else if (!read) runs.push([index, 1]);
  });
  return runs;
}

const cells = (count) => `calc(var(--cell) * ${count})`;

/**
 * @param {object} options
 * @param {HTMLElement} options.grid the input's cells; `now.axes` lays them out, and `now.at` is the place of the window
 * @param {(now: object) => string[]} options.corners what stands in the corner of each cell that the window reads
 * @param {(place: [number, number], hovered: boolean) => void} options.onPoint hears which cell of the padded input the pointer is
 *   over, or has pressed
 * @param {Function} options.link see `links.js`
 */
export function windowField({ grid, corners, onPoint, link }) {
  const layer = (name) => element("div", { class: `d2l-${name}`, "aria-hidden": "true", translate: "no" });
  const [ghosts, hatching, frame, side, above] = ["ghosts", "hatching", "window", "ticks d2l-side", "ticks d2l-above"].map(layer);
  const taps = element("div");
  frame.append(taps);
  const node = element("div", { class: "d2l-window-field" }, ghosts, grid, hatching, frame, side, above);
  let size = [1, 1];

  function point(event, hovered) {
    const box = node.getBoundingClientRect();
    const fractions = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
    const place = fractions.map((fraction, axis) => Math.floor(fraction * size[axis]));
    if (place.every((index, axis) => index >= 0 && index < size[axis])) onPoint(place, hovered);
  }
  node.addEventListener("pointermove", (event) => event.pointerType === "mouse" && point(event, true));
  node.addEventListener("pointerdown", (event) => point(event, false));
  node.addEventListener("pointerleave", () => link(null));
  link.add(lamp((index) => taps.children[index]));

  function hatch(axes) {
    const runs = axes.flatMap((axis, index) => unreadRuns(axis).map((run) => [index ? "columns" : "rows", ...run]));
    fitChildren(hatching, runs.length, () => element("div"));
    runs.forEach(([along, first, length], index) => {
      hatching.children[index].className = `d2l-unread d2l-${along}`;
      setAttribute(hatching.children[index], "--first", first);
      setAttribute(hatching.children[index], "--length", length);
    });
  }

  /** Write a text in the corner of each cell that the window reads. */
  function paintCorners(texts) {
    fitChildren(taps, texts.length, () => element("span", {}, element("small")));
    texts.forEach((text, index) => setText(taps.children[index].firstElementChild, text));
  }

  /** Slide the window to its start, counted in the padded input. */
  function moveTo([row, column]) {
    frame.style.transform = `translate(calc(var(--cell) * ${column}), calc(var(--cell) * ${row}))`;
    if (node.closest("[data-scrolls]")) keepInView(column);
  }

  /** Keep the window in the middle of a box too narrow for the whole input. */
  function keepInView(column) {
    const [box, cell] = [node.parentElement, node.offsetWidth / size[1]];
    box.scrollLeft = column * cell + (frame.offsetWidth - box.clientWidth) / 2;
  }

  /** Keep some lengths, of height and width. They are set where they are used: set above, they would restyle every cell. */
  const fit = (lengths, show) => follow(node, ({ axes }) => axes.map(lengths), show);
  const setBoth = (parts, name, values) => parts.forEach((part, index) => setAttribute(part, name, values[index]));
  const sizeTo = (part, [rows, columns]) => Object.assign(part.style, { blockSize: cells(rows), inlineSize: cells(columns) });
  fit(paddedSize, (...lengths) => {
    size = lengths;
    sizeTo(node, size);
  });
  fit(({ padding }) => padding, (top, left) => {
    node.style.padding = `${cells(top)} ${cells(left)}`;
    setAttribute(ghosts, "--top", cells(top));
    setAttribute(ghosts, "--left", cells(left));
  });
  fit(spanOf, (...lengths) => sizeTo(frame, lengths));
  fit(({ kernel, dilation }) => kernel * dilation, (_, columns) => { taps.style.inlineSize = cells(columns); });
  fit(({ dilation }) => dilation - 1, (rows, columns) => {
    setAttribute(taps, "--gap-rows", rows);
    setAttribute(taps, "--gap-columns", columns);
  });
  fit(({ stride }) => stride, (...strides) => {
    setBoth([side, above], "--stride", strides);
    setAttribute(node, "data-strides", Math.max(...strides));
  });
  fit((axis) => (outputSize(axis) - 1) * axis.stride + 1, (...extents) => setBoth([side, above], "--extent", extents));
  follow(node, ({ axes }) => [axes], hatch);
  follow(node, (now) => [JSON.stringify(corners(now))], (texts) => paintCorners(JSON.parse(texts)));
  return follow(node, ({ at, axes }) => at.map((index, axis) => index * axes[axis].stride), (row, column) => moveTo([row, column]));
}
