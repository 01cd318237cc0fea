/** A window that slides over an input and makes an output, number by number: seen, moved, walked through and told. */

import { arranged } from "./arrange.js";
import { clampPlace, samePlace } from "./cells.js";
import { createLinks } from "./links.js";
import { numberGrid } from "./number_grid.js";
import { panel } from "./panel.js";
import { resultGrid } from "./result_grid.js";
import { windowField } from "./window_field.js";
import { transport } from "../controls/transport.js";
import { axesOf, outputSize, paddedSize, pointedAt } from "../maths/convolution.js";
import { placeOf, shapeOf } from "../maths/matrix.js";
import { element } from "../page/dom.js";
import { formatNumber } from "../page/format.js";
import { fromTraits, remembered, steady } from "../page/remembered.js";

/**
 * What a sliding window makes of a state, computed again only when one of these traits changes.
 * @param {(state: object) => object} geometryOf sizes and settings, each [height, width]
 * @param {(state: object, axes: [Axis, Axis]) => {output: number[][]}} compute
 */
export function deriveSliding(traits, geometryOf, compute) {
  const [geometryNow, axesNow] = [steady(geometryOf), remembered(axesOf)];
  const view = fromTraits(traits, (state) => {
    const geometry = geometryNow(state);
    const axes = axesNow(geometry);
    return { geometry, axes, ...compute(state, axes) };
  });
  return (state) => ({ ...view(state), at: clampPlace(state.at, shapeOf(view(state).output)) });
}

const resultWords = ({ at: [row, column], output }) => `row ${row}, column ${column} is ${formatNumber(output[row][column])}`;

/** Tell the output in view, and its size if it is another output than before. */
export const tellSliding = (now, before) =>
  now.output === before.output ? `Output ${resultWords(now)}.` : `Output ${shapeOf(now.output).join(" by ")}; ${resultWords(now)}.`;

/**
 * @param {object} options
 * @param {object} [options.input] what `numberGrid` takes for the input's numbers, as they lie under the window
 * @param {Node} options.menu
 * @param {(Node | string)[]} options.size steppers for the input's size
 * @param {(link: Function) => Node[]} options.middle what stands between input and output
 * @param {(now: object) => number} [options.middleColumns]
 * @param {number} [options.larger] how much larger an output's cell is than one of the input
 * @param {(now: object) => string[]} options.corners in the cells under the window
 * @returns {{stage: HTMLElement, field: HTMLElement, output: object, link: Function, walk: HTMLElement}}
 */
export function slidingStage(here, { input = {}, menu, size, middle, middleColumns = () => 1, larger = 1, corners }) {
  const link = createLinks();

  function moveTo(place, hovered) {
    if (hovered && walk.playing()) return;
    if (!samePlace(place, here.now().at)) here.change({ at: place });
  }

  /** Point at a cell of the padded input: light up its number, or move the window to where it is read. */
  function pointAt(place, hovered) {
    const { entry, next } = pointedAt(here.now().axes, place, here.now().at);
    link(entry);
    if (next) moveTo(next, hovered);
  }
  const inField = (place) => place.map((index, axis) => index + here.now().axes[axis].padding);
  const numbers = numberGrid(here, { role: "input", name: "input", onPoint: (place) => place && pointAt(inField(place), true), ...input });
  const field = windowField({ grid: numbers.element, corners, onPoint: pointAt, link });
  const output = resultGrid({ role: "output", name: "output", numbers: (now) => now.output, picked: (now) => now.at, onPick: moveTo });
  const columnsOf = (now) => shapeOf(now.output)[1];
  const walk = transport(here, {
    name: "window",
    position: (now) => ({
      index: now.at[0] * columnsOf(now) + now.at[1],
      count: now.output.length * columnsOf(now),
      where: `row ${now.at[0]}, column ${now.at[1]}`,
    }),
    patch: (index, now) => ({ at: placeOf(index, columnsOf(now)) }),
    atEnd: (now) => `The last window: output ${resultWords(now)}.`,
  });
  const outputSizes = element("span", { class: "d2l-output" }, (now) => shapeOf(now.output).join(" × "));
  const stage = element(
    "div",
    { class: "d2l-stage" },
    panel({ role: "input", title: "Input", menu, size, body: field }),
    ...middle(link),
    panel({ role: "output", title: "Output", size: [outputSizes], body: output.element }),
  );
  arranged(here, stage, (now) => [paddedSize(now.axes[1]), middleColumns(now), larger * outputSize(now.axes[1])]);
  return { stage, field, output, link, walk: walk.element };
}
