/** Several channels of numbers under the kernels of a filter: every number can be changed, and any output is spelt out. */

import { channelTerms, numberLayer } from "./arithmetic.js";
import { biasGrid, channelTable, channelTotal, filterCards, kernelGrid, layerShapes } from "./parts.js";
import { reshaped, shapesReason } from "./shapes.js";
import { field, settings, stepper } from "../shared/controls/controls.js";
import { clampPlace } from "../shared/grids/cells.js";
import { createLinks } from "../shared/grids/links.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { sumOfProducts, widest } from "../shared/grids/sum.js";
import { shapesOf } from "../shared/maths/layer_shapes.js";
import { placeOf, replaced, shapeOf } from "../shared/maths/matrix.js";
import { element, follow } from "../shared/page/dom.js";
import { formatNumber, plural } from "../shared/page/format.js";
import { remembered } from "../shared/page/remembered.js";

const HINT = "Edit any number. Choose a filter; point at its output, or walk it with the arrow keys.";

/** What the view shows of a state. `longest` are the channel and the kernel whose products take the most room. */
export function deriveNumbers({ limits }) {
  const layer = numberLayer(limits);
  const room = ([plane, kernel]) => widest(plane) + widest(kernel);
  const longestOf = remembered((input, kernels) =>
    input.map((plane, channel) => [plane, kernels[channel]]).reduce((longest, pair) => (room(pair) > room(longest) ? pair : longest)));

  return ({ input, weight, bias, at }, filter) => {
    const filters = layer(input, weight, bias);
    const outputSize = shapeOf(filters[0].output);
    const place = clampPlace(at, outputSize);
    const numberAt = (matrix) => matrix[place[0]][place[1]];
    return { filters, place, numberAt, size: shapeOf(input[0]), outputSize, longest: longestOf(input, weight[filter]) };
  };
}

export const tellNumbers = ({ filter, place: [row, column], addends, shift, total }) =>
  `Output channel ${filter}, row ${row}, column ${column} is ${formatNumber(total)}: ` +
  `${addends.map(formatNumber).join(" plus ")} plus bias ${formatNumber(shift[0][0])}.`;

/** One input channel: its grids, the window in it, and its part of the sum. */
function channelParts(here, channel) {
  const link = createLinks();
  const kernelOf = (now) => now.weight[now.filter][channel];
  const columns = () => shapeOf(kernelOf(here.now()))[1];

  /** Light up the product of the kernel's entry that lies on a place of the input. */
  function linkUnder(place) {
    const entry = place?.map((index, axis) => index - here.now().place[axis]);
    const within = entry?.every((index, axis) => index >= 0 && index < shapeOf(kernelOf(here.now()))[axis]);
    linkEntry(within ? entry : null);
  }
  const input = numberGrid(here, {
    role: "input",
    name: `channel ${channel}`,
    numbers: (now) => now.input[channel],
    patch: (place, value, now) => ({ input: now.input.with(channel, replaced(now.input[channel], place, value)) }),
    onPoint: linkUnder,
  });
  const linkEntry = (entry) => link(entry && entry[0] * columns() + entry[1]);
  const kernel = kernelGrid(here, { trait: "weight", channel, name: `kernel ${channel}`, onPoint: linkEntry });
  const partial = resultGrid({
    role: "output",
    name: `partial result ${channel}`,
    numbers: ({ filters, filter }) => filters[filter].partials[channel],
    linked: (now) => now.place,
  });
  const frame = element("div", {
    class: "d2l-window",
    "aria-hidden": "true",
    "--rows": (now) => kernelOf(now).length,
    "--columns": (now) => kernelOf(now)[0].length,
  });
  follow(frame, (now) => now.place, (row, column) => {
    frame.style.transform = `translate(calc(var(--cell) * ${column}), calc(var(--cell) * ${row}))`;
    link(null);
  });
  const onInput = (index) => placeOf(index, columns()).map((tap, axis) => tap + here.now().place[axis]);
  link.add(
    (index) => input.link(index === null ? null : onInput(index)),
    (index) => kernel.link(index === null ? null : placeOf(index, columns())),
  );
  const sum = sumOfProducts({
    read: (now) => ({
      name: `channel ${channel}`,
      terms: channelTerms(now.input[channel], kernelOf(now), now.place),
      columns: shapeOf(kernelOf(now))[1],
      grids: now.longest,
    }),
    link,
    inWords: true,
  });
  const field = element("div", { class: "d2l-framed" }, frame, input.element);
  const row = { caption: `channel ${channel}`, input: field, kernel: kernel.element, partial: partial.element };
  return { row, sum: element("div", { hidden: (now) => channel >= now.input.length }, sum) };
}

/** Steppers for the numbers of channels and filters and for the sizes. */
function shapeSettings(here) {
  function bound(label, part, axis = null) {
    const moved = (value, shapes) => ({ ...shapes, [part]: axis === null ? value : shapes[part].with(axis, value) });
    return stepper(here, {
      label,
      value: (now) => (axis === null ? shapesOf(now)[part] : shapesOf(now)[part][axis]),
      outside: (value, now) => shapesReason(moved(value, shapesOf(now)), here.limits),
      patch: (value, now) => reshaped(now, moved(value, shapesOf(now))),
    });
  }
  const sizes = (name, part, [rows, columns]) =>
    field(`${name} size`, element("span", { class: "d2l-size" }, bound(`${name} ${rows}`, part, 0), "×", bound(`${name} ${columns}`, part, 1)));
  return settings(
    field("input channels", bound("input channels", "channels")),
    field("filters", bound("filters", "filters")),
    sizes("input", "plane", ["rows", "columns"]),
    sizes("kernel", "kernel", ["height", "width"]),
  );
}

function shapeWords({ input: { length: channels }, weight: { length: filters } }) {
  return (
    `${plural(filters, "filter")} ${filters === 1 ? "makes" : "make"} ${plural(filters, "output channel")}. ` +
    `${filters === 1 ? "It" : "Each"} has ${plural(channels, "kernel")}, one for each input channel; ` +
    `${channels === 1 ? "its result and the bias add up to" : "their partial results and the bias add up to"} one output channel.`
  );
}

/** @returns {HTMLElement[]} */
export function numbersView(here) {
  const [, most] = here.limits.channels;
  const channels = Array.from({ length: most }, (_, channel) => channelParts(here, channel));
  const output = resultGrid({
    role: "output",
    name: "output",
    numbers: ({ filters, filter }) => filters[filter].output,
    picked: (now) => now.place,
    onPick: (at) => here.change({ at }),
  });
  const pictures = Array.from({ length: here.limits.filters[1] }, (_, filter) =>
    resultGrid({ role: "output", name: `output channel ${filter}`, numbers: ({ filters }) => filters[filter].output }).element);
  const bias = biasGrid(here, { trait: "bias", name: "bias" }).element;
  const table = channelTable({ rows: channels.map(({ row }) => row), bias, output: output.element });
  return [
    element(
      "div",
      { class: "d2l-channel-stage", "--columns-in-all": ({ sizes }) => sizes.input.at(-1) + sizes.weight.at(-1) + sizes.output.at(-1) },
      table,
      filterCards(here, pictures),
    ),
    element("p", { class: "d2l-hint" }, HINT),
    element("div", { class: "d2l-readout" }, ...channels.map(({ sum }) => sum), channelTotal(most)),
    shapeSettings(here),
    layerShapes(shapeWords),
  ];
}
