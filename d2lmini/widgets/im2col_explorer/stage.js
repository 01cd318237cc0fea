/** A layer as one matrix product: input and columns above, kernels and their product below, and then what both become again. */

import { HEADING, LABELS, planned } from "./arrange.js";
import { channelGrid, columnsGrid, foldedGrid, kernelRows, outputGrid, productGrid } from "./grids.js";
import { entryLabels, filterLabels, windowLabels } from "./labels.js";
import { createLook } from "./look.js";
import { backWords, foldWords } from "./words.js";
import { arranged } from "../shared/grids/arrange.js";
import { paddedSize } from "../shared/maths/convolution.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { append, element, follow } from "../shared/page/dom.js";

const times = (...sizes) => sizes.join(" × ");

function part(name, role, title, size, ...body) {
  const caption = element("span", { class: "d2l-caption", translate: "no" }, size);
  return element("div", { class: `d2l-part d2l-${name}` }, element("div", { class: "d2l-heading" }, element("span", { class: `d2l-title d2l-${role}` }, title), caption), ...body);
}

/** A frame that lies over one column of a grid, or one row. */
function framed(grid, along, inView) {
  const frame = element("div", { class: `d2l-frame d2l-${along}`, "aria-hidden": "true", "--at": inView });
  const blocks = element("div", { class: `d2l-blocks d2l-${along}`, "aria-hidden": "true", "--block": ({ axes }) => axes[0].kernel * axes[1].kernel });
  return element("div", { class: "d2l-framed" }, grid, blocks, frame);
}

/** A matrix too wide for the page goes on sideways; the column in view stays in sight. */
function sideways(...children) {
  const box = element("div", { class: "d2l-sideways" }, ...children);
  return follow(box, (now) => [now.index, now.columns[0].length], (index, count) => {
    // To ask for its width costs a layout.
    if (!box.closest("[data-scrolls]")) return;
    const cell = box.scrollWidth / count;
    box.scrollLeft = (index + 0.5) * cell - box.clientWidth / 2;
  });
}

/** Maps beside each other: as many as there are of the most that there can be. */
const maps = (most, word, countOf, grids) =>
  element(
    "div",
    { class: "d2l-maps" },
    ...Array.from({ length: most }, (_, index) =>
      element(
        "div",
        { hidden: (now) => index >= countOf(now) },
        element("span", { class: "d2l-caption" }, `${word} ${index}`),
        element("div", { class: "d2l-map" }, grids[index]),
      )),
  );

const channelsOf = ({ X }) => X.length;
const filtersOf = ({ K }) => K.length;

const LEGEND = [
  ["d2l-kernel", "the window in view, its column, and the filter’s row"],
  ["d2l-output", "where row and column meet: an output"],
  ["d2l-input d2l-all", "one number, and all its copies"],
];
const HINT = "Choose any of them by click, touch or arrow keys; every number of X and of the kernels can be changed.";

const legend = () =>
  element("div", { class: "d2l-legend" }, ...LEGEND.map(([look, words]) => element("span", { class: look }, element("em", {}, words))), element("p", {}, HINT));

/** @returns {{stage: HTMLElement, back: HTMLElement, link: Function}} `back` is what columns and product become again */
export function unfoldingStage(here) {
  const look = createLook(here, () => grids);
  const [mostChannels, mostFilters] = [here.limits.channels[1], here.limits.filters[1]];
  const each = (most, make) => Array.from({ length: most }, (_, index) => make(index));
  const grids = {
    inputs: each(mostChannels, (channel) => channelGrid(here, look, channel)),
    columns: columnsGrid(here, look),
    folded: each(mostChannels, (channel) => foldedGrid(here, look, channel)),
  };
  const outputs = each(mostFilters, (filter) => outputGrid(look, filter).element);
  const wide = element("p", { class: "d2l-hint d2l-wide" }, ({ columns: [{ length }] }) => `${length} columns: the matrices go on sideways. Scroll them, or walk with the arrow keys.`);
  const stage = element(
    "div",
    { class: "d2l-unfolding", "--labels": `${LABELS}px`, "--heading": `${HEADING}px` },
    part("input-part", "input", "Input X", ({ X, geometry }) => times(X.length, ...geometry.size), maps(mostChannels, "channel", channelsOf, grids.inputs.map(({ field }) => field)), legend()),
    part("columns-part", "input", "Columns: unfold(X)", ({ columns }) => times(...shapeOf(columns)),
      element("div", { class: "d2l-labelled" }, entryLabels(), sideways(windowLabels(), framed(grids.columns.element, "columns", (now) => now.index))), wide),
    part("kernels-part", "kernel", "Kernels as rows", ({ rows }) => times(...shapeOf(rows)),
      element("div", { class: "d2l-across" }, framed(kernelRows(here, look).element, "rows", (now) => now.filter))),
    part("product-part", "output", "Kernels · columns", ({ product }) => times(...shapeOf(product)),
      element("div", { class: "d2l-labelled" }, filterLabels(), sideways(productGrid(here, look).element))),
  );
  arranged(here, stage, (now) => [Math.max(now.rows[0].length, paddedSize(now.axes[1])), now.columns[0].length], planned);
  const back = element(
    "div",
    { class: "d2l-back" },
    part("output-part", "output", "Each row as a map", ({ K, places }) => times(K.length, ...places), maps(mostFilters, "filter", filtersOf, outputs)),
    part("folded-part", "input", "Folded back", ({ X, geometry }) => times(X.length, ...geometry.size),
      maps(mostChannels, "channel", channelsOf, grids.folded.map(({ element: grid }) => grid))),
    element("p", { class: "d2l-reading" }, backWords, " ", foldWords),
  );
  // After the grids, whose cells it lights.
  const settled = element("span", { hidden: true });
  follow(settled, ({ axes, X, at, filter, entry }) => [axes, X.length, ...at, filter, entry], () => look.settle(here.now().pixel));
  append(back, settled);
  return { stage, back, link: look.link };
}
