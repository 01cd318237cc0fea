/**
 * What both views are made of. They show the filter in view: `now.filters[now.filter]` has its partial results and its output,
 * `now.addends` and `now.total` are the numbers at the place in view.
 */

import { sign } from "../shared/grids/panel.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { formulaLine } from "../shared/grids/size_formula.js";
import { factor } from "../shared/grids/sum.js";
import { replaced } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { formatNumber, isRounded, plural } from "../shared/page/format.js";

/** One kernel of the filter in view, to edit. @param {string} trait holds the kernels of all filters */
export function kernelGrid(here, { trait, channel, ...options }) {
  const kernels = (now) => now[trait][now.filter];
  return numberGrid(here, {
    role: "kernel",
    numbers: (now) => kernels(now)[channel],
    patch: (place, value, now) => {
      const kernel = replaced(kernels(now)[channel], place, value);
      return { [trait]: now[trait].with(now.filter, kernels(now).with(channel, kernel)) };
    },
    ...options,
  });
}

/** The bias of the filter in view, to edit. */
export const biasGrid = (here, { trait, name }) =>
  numberGrid(here, {
    role: "kernel",
    name,
    numbers: (now) => now.shift,
    patch: (_, value, now) => ({ [trait]: now[trait].with(now.filter, value) }),
  });

/**
 * A row for each input channel, its channel ⋆ kernel = partial result, and under them the sum: a column addition.
 * @param {{rows: {caption: string, input: Node, kernel: Node, partial: Node}[], bias: Node, output: Node}} options
 */
export function channelTable({ rows, bias, output }) {
  const plus = (text) => element("span", { class: "d2l-plus", "aria-hidden": "true" }, text);
  const line = ({ caption, input, kernel, partial }, index) =>
    element(
      "div",
      { class: "d2l-channel", role: "group", "aria-label": caption, hidden: (now) => index >= now.addends.length },
      element("span", { class: "d2l-caption" }, caption),
      plus(index ? "+" : ""),
      input,
      sign("⋆"),
      kernel,
      sign("="),
      element("div", { class: "d2l-partial" }, partial),
    );
  return element(
    "div",
    { class: "d2l-channel-table" },
    element("span", { class: "d2l-title d2l-input" }, "Input"),
    element("span", { class: "d2l-title d2l-kernel" }, (now) => `Filter ${now.filter}`),
    element("span", { class: "d2l-title d2l-partial-title" }, "Partial results"),
    ...rows.map(line),
    element("span", { class: "d2l-caption" }),
    plus("+"),
    element("span", { class: "d2l-foot d2l-kernel" }, "bias"),
    bias,
    element("span", { class: "d2l-rule" }),
    element("span", { class: "d2l-foot d2l-output" }, (now) => `output channel ${now.filter}`),
    sign("="),
    output,
  );
}

/** Every filter with a small picture of its output, and one of them in view: radio buttons, walked with the arrow keys. */
export function filterCards(here, pictures) {
  const card = (picture, index) =>
    element(
      "label",
      { class: "d2l-card", hidden: (now) => index >= now.filters.length },
      element("input", {
        type: "radio",
        name: "filter",
        "aria-label": `filter ${index}`,
        checked: (now) => now.filter === index,
        on: { change: () => here.change({ filter: index }) },
      }),
      element("span", { class: "d2l-caption" }, `filter ${index}`),
      element("span", { class: "d2l-picture", "aria-hidden": "true" }, picture),
    );
  return element(
    "form",
    { class: "d2l-cards", on: { submit: (event) => event.preventDefault() } },
    element("span", { class: "d2l-title d2l-output" }, "Output"),
    element("span", { class: "d2l-caption" }, ({ filters }) => `${plural(filters.length, "filter")}, ${plural(filters.length, "channel")}`),
    element("div", { class: "d2l-deck", role: "radiogroup", "aria-label": "filter in view" }, ...pictures.map(card)),
  );
}

/** One output number as the sum of what each channel adds, with its name if it has one, and the bias. */
export function channelTotal(most, names = []) {
  const name = ({ filter, place }) => `Y[${filter}, ${place.join(", ")}]`;
  const addend = (index) => ({ addends }) => (index in addends ? [index ? " +" : "", names[index], factor(addends[index])].filter(Boolean).join(" ") : "");
  const parts = Array.from({ length: most }, (_, index) => element("span", { class: "d2l-part" }, addend(index)));
  return element(
    "p",
    { class: "d2l-sum d2l-channel-total", translate: "no" },
    element("span", { class: "d2l-name" }, element("span", { class: "d2l-output" }, name), " ="),
    " ",
    element("span", {}, ...parts),
    " + ",
    element("span", { class: "d2l-kernel" }, ({ shift }) => factor(shift[0][0])),
    element("span", {}, ({ addends, shift, total }) => ([...addends, shift[0][0], total].some(isRounded) ? " ≈ " : " = ")),
    element("strong", { class: "d2l-output d2l-total" }, ({ total }) => formatNumber(total)),
  );
}

const tuple = (sizes) => `(${sizes.join(", ")}${sizes.length === 1 ? "," : ""})`;
const SHAPES = [
  ["input", "d2l-input", "(in, h, w)"],
  ["weight", "d2l-kernel", "(out, in, kh, kw)"],
  ["bias", "d2l-kernel", "(out,)"],
  ["output", "d2l-output", "(out, h, w)"],
];

function parameters({ sizes: { weight: [filters, ...one] } }) {
  return `${filters}·(${one.join("·")} + 1) = ${filters * (one.reduce((product, size) => product * size, 1) + 1)}`;
}

/** The shapes of the layer, and how many numbers it learns. @param {string | ((now: object) => string)} words what is to be noticed */
export function layerShapes(words) {
  return element(
    "div",
    { class: "d2l-why d2l-shapes", role: "group", "aria-label": "shapes" },
    ...SHAPES.map(([name, role, axes]) => formulaLine(name, `${axes} = `, element("span", { class: role }, ({ sizes }) => tuple(sizes[name])))),
    formulaLine("parameters", "out·(in·kh·kw + 1) = ", element("span", {}, parameters)),
    element("p", { class: "d2l-reading" }, words),
  );
}
