/** The equation of one pixel, in grids and spelt out: the kernel times red, green and blue, and the bias, make the output channels. */

import { MIX_NAMES, mixNamed, mixOf, withChannels } from "./mixes.js";
import { PRIMARIES } from "./words.js";
import { presetMenu, stepper } from "../shared/controls/controls.js";
import { outside } from "../shared/controls/lengths.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { panel, sign } from "../shared/grids/panel.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { factor, widest } from "../shared/grids/sum.js";
import { greyOf, SHOWINGS } from "../shared/maths/image_filter.js";
import { placeOf } from "../shared/maths/matrix.js";
import { element, fitChildren, follow, lamp, setAttribute, setText } from "../shared/page/dom.js";
import { formatNumber, formatWeight, isRounded } from "../shared/page/format.js";
import { fromTraits, remembered } from "../shared/page/remembered.js";

/** Entries of the kernel and the bias, counted row by row: three weights and, in the column after them, the bias. */
const TERMS = PRIMARIES.length + 1;
const CHANNELS = "output channels";

const inColumn = (numbers) => numbers.map((number) => [number]);

/** A part for each of several values. @param {(now: object) => unknown[]} read @param {(part: HTMLElement, value: unknown) => void} show */
function parts(attributes, part, read, show) {
  const node = element(...attributes);
  return follow(node, (now) => [read(now)], (values) => {
    fitChildren(node, values.length, () => element("span", part));
    values.forEach((value, index) => show(node.children[index], value));
  });
}

/** Names along a grid's edge; the grid's cells tell their own to a screen reader. */
const edge = (side, role, read) => parts(["div", { class: `d2l-${side} d2l-${role}`, "aria-hidden": "true", translate: "no" }], {}, read, setText);

const swatches = (read) =>
  parts(["span", { class: "d2l-swatches" }], { class: "d2l-swatch" }, read, (swatch, colour) => setAttribute(swatch, "--colour", colour));

/** The pixel's result as colours: one, or a grey for each channel. */
function coloursOf({ values, shown }) {
  const greys = values.map((value) => greyOf(value, SHOWINGS[shown] ?? SHOWINGS.clip));
  return shown === "colour" ? [`rgb(${greys.join(" ")})`] : greys.map((grey) => `rgb(${grey} ${grey} ${grey})`);
}

/** @param {Function} link see `links.js` */
export function mixStage(here, link) {
  const common = { role: "kernel", format: formatWeight };
  const [biasColumn, pixelColumn, valueColumn] = [inColumn, inColumn, inColumn].map(remembered);
  const kernel = numberGrid(here, {
    ...common,
    name: "kernel",
    onPoint: (place) => link(place && place[0] * TERMS + place[1]),
  });
  const bias = numberGrid(here, {
    ...common,
    name: "bias",
    numbers: (now) => biasColumn(now.bias),
    patch: ([row], value, now) => ({ bias: now.bias.with(row, value) }),
    onPoint: (place) => link(place && (place[0] + 1) * TERMS - 1),
  });
  const before = resultGrid({ role: "input", name: "pixel", numbers: (now) => pixelColumn(now.pixel) });
  const after = resultGrid({ role: "output", name: "output pixel", numbers: (now) => valueColumn(now.values) });
  /** Light up an entry, what it is multiplied by, and what it goes into. */
  link.add((index) => {
    const [row, column] = index === null ? [null, null] : placeOf(index, TERMS);
    const inKernel = row !== null && column < PRIMARIES.length;
    kernel.link(inKernel ? [row, column] : null);
    before.link(inKernel ? [column, 0] : null);
    bias.link(row !== null && !inKernel ? [row, 0] : null);
    after.link(row !== null ? [row, 0] : null);
  });

  const menu = presetMenu(here, {
    label: "kernel preset",
    names: MIX_NAMES,
    named: fromTraits(["photo", "kernel", "bias"], (now) => mixNamed(now, now.photos[now.photo])),
    patch: (name, now) => mixOf(name, now.photos[now.photo]),
  });
  const channels = stepper(here, {
    label: CHANNELS,
    value: (now) => now.kernel.length,
    patch: (count, now) => withChannels(now, count),
    outside: outside(CHANNELS, here.limits[CHANNELS]),
  });
  const where = element("span", { class: "d2l-where", translate: "no" }, ({ at }) => `(${at.join(", ")})`);
  const named = (...grid) => element("div", { class: "d2l-named" }, ...grid);
  const [primaries, names] = [() => PRIMARIES, (now) => now.names];
  return element(
    "div",
    { class: "d2l-stage" },
    panel({
      role: "kernel",
      title: "Kernel",
      menu,
      size: [channels, "× 3 × 1 × 1"],
      body: named(edge("columns", "input", primaries), edge("rows", "output", names), kernel.element),
    }),
    sign("×"),
    panel({
      role: "input",
      title: "Pixel",
      size: [swatches(({ pixel }) => [`rgb(${pixel.join(" ")})`]), where],
      body: named(edge("rows", "input", primaries), before.element),
    }),
    sign("+"),
    panel({ role: "kernel", title: "Bias", size: [], body: named(bias.element) }),
    sign("="),
    panel({ role: "output", title: "Output", size: [swatches(coloursOf)], body: named(edge("rows", "output", names), after.element) }),
  );
}

/** One term, which lights up with its entry of the kernel or the bias. */
const term = (link, index, look, ...parts) =>
  element("span", { class: `d2l-term${look}`, on: { pointerenter: () => link(index), pointerleave: () => link(null) } }, ...parts);

function product(link, channel, column) {
  const weight = element("span", { class: "d2l-kernel" }, ({ kernel }) => factor(kernel[channel][column], formatWeight));
  const value = element("span", { class: "d2l-input" }, ({ pixel }) => formatNumber(pixel[column]));
  const node = term(link, channel * TERMS + column, "", column ? " + " : " = ", weight, "·", value);
  const isNothing = ({ kernel, pixel }) => kernel[channel][column] * pixel[column] === 0;
  return follow(node, (now) => [isNothing(now)], (nothing) => node.classList.toggle("d2l-nothing", nothing));
}

/** The sum of one output channel: three products and the bias. */
function channelSum(terms, channel) {
  const equals = element("span", { class: "d2l-term" }, ({ values }) => (isRounded(values[channel]) ? " ≈ " : " = "));
  const total = element("span", { class: "d2l-output d2l-total" }, ({ values }) => formatNumber(values[channel]));
  return element(
    "p",
    { class: "d2l-mixed-sum", translate: "no", hidden: ({ kernel }) => channel >= kernel.length },
    element("span", { class: "d2l-output d2l-name" }, ({ names }) => names[channel]),
    ...terms,
    element("span", { class: "d2l-sum-end" }, equals, total),
  );
}

/** @param {{most: number, link: Function}} options how many channels there can be; for `link` see `links.js` */
export function mixedSums({ most, link }) {
  const constant = (channel) => element("span", { class: "d2l-kernel" }, ({ bias }) => factor(bias[channel], formatWeight));
  const terms = Array.from({ length: most }, (_, channel) => [
    ...[0, 1, 2].map((column) => product(link, channel, column)),
    term(link, (channel + 1) * TERMS - 1, " d2l-constant", " + ", constant(channel)),
  ]);
  link.add(lamp((index) => terms.flat()[index]));
  // The room of a term depends on the kernel only, so that none moves while the cross-hair does.
  const room = {
    "--letters": ({ names }) => names[0].length,
    "--product": ({ kernel }) => widest(kernel, formatWeight),
    "--constant": ({ bias }) => widest(bias, formatWeight),
  };
  return element("div", { class: "d2l-mixed-sums", ...room }, ...terms.map(channelSum));
}
