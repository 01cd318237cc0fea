/** A layer as one matrix product: input and columns above, kernels and their product below, and then what both become again. */

import { HEADING, LABELS, planned } from "./arrange.js";
import { channelGrid, columnsGrid, foldedGrid, kernelRows, outputGrid, productGrid } from "./grids.js";
import { entryLabels, filterLabels, windowLabels } from "./labels.js";
import { createLook } from "./look.js";
import { framed, maps, part, sideways } from "./parts.js";
import { backWords, foldWords } from "./words.js";
import { arranged } from "../shared/grids/arrange.js";
import { paddedSize } from "../shared/maths/convolution.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { element, follow } from "../shared/page/dom.js";

const LEGEND = [
  ["d2l-kernel", "the window in view, its column, and the filter’s row"],
  ["d2l-output", "where row and column meet: an output"],
  ["d2l-input d2l-all", "one number, and all its copies"],
];
const HINT = "Choose any of them by click, touch or arrow keys; every number of X and of the kernels can be changed.";
const wideWords = ({ columns: [{ length }] }) => `${length} columns: the matrices go on sideways. Scroll them, or walk with the arrow keys.`;

const INPUT = { name: "input", role: "input", title: "Input X", size: ({ X, geometry }) => [X.length, ...geometry.size] };
const COLUMNS = { name: "columns", role: "input", title: "Columns: unfold(X)", size: ({ columns }) => shapeOf(columns) };
const KERNELS = { name: "kernels", role: "kernel", title: "Kernels as rows", size: ({ rows }) => shapeOf(rows) };
const PRODUCT = { name: "product", role: "output", title: "Kernels · columns", size: ({ product }) => shapeOf(product) };
const OUTPUT = { name: "output", role: "output", title: "Each row as a map", size: ({ K, places }) => [K.length, ...places] };
const FOLDED = { ...INPUT, name: "folded", title: "Folded back" };

const legend = () =>
  element("div", { class: "d2l-legend" }, ...LEGEND.map(([look, words]) => element("span", { class: look }, element("em", {}, words))), element("p", {}, HINT));

const labelled = (labels, ...body) => element("div", { class: "d2l-labelled" }, labels, sideways(...body));
const channelsOf = ({ X }) => X.length;
const filtersOf = ({ K }) => K.length;

/** @returns {{stage: HTMLElement, back: HTMLElement, link: Function}} `back` is what columns and product become again */
export function unfoldingStage(here) {
  const look = createLook(here, () => grids);
  const each = (what, make) => Array.from({ length: here.limits[what][1] }, (_, index) => make(index));
  const grids = {
    inputs: each("channels", (channel) => channelGrid(here, look, channel)),
    columns: columnsGrid(here, look),
    folded: each("channels", (channel) => foldedGrid(here, look, channel)),
  };
  const outputs = each("filters", (filter) => outputGrid(look, filter).element);
  const columns = framed(grids.columns.element, "columns", (now) => now.index);
  const kernels = framed(kernelRows(here, look).element, "rows", (now) => now.filter);
  const stage = element(
    "div",
    { class: "d2l-unfolding", "--labels": `${LABELS}px`, "--heading": `${HEADING}px` },
    part(INPUT, maps("channel", channelsOf, grids.inputs.map(({ field }) => field)), legend()),
    part(COLUMNS, labelled(entryLabels(), windowLabels(), columns), element("p", { class: "d2l-hint d2l-wide" }, wideWords)),
    part(KERNELS, element("div", { class: "d2l-across" }, kernels)),
    part(PRODUCT, labelled(filterLabels(), productGrid(here, look).element)),
  );
  arranged(here, stage, (now) => [Math.max(now.rows[0].length, paddedSize(now.axes[1])), now.columns[0].length], planned);
  // After the grids, whose cells it lights.
  const settled = element("span", { hidden: true });
  follow(settled, ({ axes, X, at, filter, entry }) => [axes, X.length, ...at, filter, entry], () => look.settle(here.now().pixel));
  const back = element(
    "div",
    { class: "d2l-back" },
    part(OUTPUT, maps("filter", filtersOf, outputs)),
    part(FOLDED, maps("channel", channelsOf, grids.folded.map((cells) => cells.element))),
    element("p", { class: "d2l-reading" }, backWords, " ", foldWords),
    settled,
  );
  return { stage, back, link: look.link };
}
