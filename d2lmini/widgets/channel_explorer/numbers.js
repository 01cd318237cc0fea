/** Several channels of numbers under the kernels of a filter: every number can be changed, and any output is spelt out. */

import { clampPlace, samePlace } from "../shared/cells.js";
import { addedUp, channelTerms, partialsOf, totalAt } from "./arithmetic.js";
import { createChannelControls } from "./controls.js";
import { shapesOf } from "./settings.js";
import { createChannelShapes } from "./shapes.js";
import { createChannelTable } from "./table.js";
import { createChannelTotal } from "./total.js";
import { shapeOf } from "../shared/convolution.js";
import { element, setVariable } from "../shared/dom.js";
import { createFilterCards } from "./filter_cards.js";
import { formatNumber, plural } from "../shared/format.js";
import { createLinks } from "../shared/links.js";
import { numberGrid, replaced } from "../shared/number_grid.js";
import { resultGrid } from "../shared/result_grid.js";
import { createSum, termWidth } from "../shared/sum.js";

const NUMBERS = ["input", "weight", "bias", "filter"];
const NUMBERS_HINT = "Edit any number. Choose a filter; point at its output, or walk it with the arrow keys.";

/**
 * @param {{limits: object, read: () => object, change: (patch: object) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 */
export function createChannelNumbers({ limits, read, change, refuse }) {
  let state = {};
  let at = [0, 0];
  const editable = { largest: limits.number, refuse };

  /** One input channel: its grids, the window in it, and its part of the sum. */
  function makeChannel(_, channel) {
    const plane = () => state.input[channel];
    const kernel = () => state.weight[state.filter][channel];
    const inputGrid = numberGrid({
      ...editable,
      role: "input",
      name: `channel ${channel}`,
      onPoint: (place) => linkEntry(entryUnder(place)),
      onEdit: (place, value) => change({ input: state.input.with(channel, replaced(plane(), place, value)) }),
    });
    const kernelGrid = numberGrid({
      ...editable,
      role: "kernel",
      name: `kernel ${channel}`,
      onPoint: (place) => linkEntry(place),
      onEdit: (place, value) => {
        const kernels = state.weight[state.filter].with(channel, replaced(kernel(), place, value));
        change({ weight: state.weight.with(state.filter, kernels) });
      },
    });
    const partialGrid = resultGrid({ role: "output", name: `partial result ${channel}` });
    const frame = element("div", { class: "d2l-window", "aria-hidden": "true" });
    const sum = createSum({ onLink: (index) => link(index), inWords: true });
    const onInput = { link: (entry) => inputGrid.link(entry && entry.map((index, axis) => index + at[axis])) };
    const grids = { applied: onInput, edited: kernelGrid };
    const { link, linkEntry } = createLinks({ parts: [sum], kernelGrids: grids, read: () => ({ kernel: kernel() }) });

    /** The kernel's entry that lies on a place of the input, or null. */
    function entryUnder(place) {
      const entry = place?.map((index, axis) => index - at[axis]);
      return entry?.every((index, axis) => index >= 0 && index < shapeOf(kernel())[axis]) ? entry : null;
    }
    function paintNumbers(partial) {
      inputGrid.paint(plane());
      kernelGrid.paint(kernel());
      partialGrid.paint(partial);
      shapeOf(kernel()).forEach((length, axis) => setVariable(frame, axis ? "--columns" : "--rows", length));
    }
    function paintPlace(width) {
      const terms = channelTerms(plane(), kernel(), at);
      frame.style.transform = `translate(calc(var(--cell) * ${at[1]}), calc(var(--cell) * ${at[0]}))`;
      partialGrid.link(at);
      sum.paint({ name: `channel ${channel}`, terms, columns: shapeOf(kernel())[1], width });
    }
    const field = element("div", { class: "d2l-framed" }, frame, inputGrid.element);
    const row = { caption: `channel ${channel}`, input: field, kernel: kernelGrid.element, partial: partialGrid.element };
    return { row, sum: sum.element, paintNumbers, paintPlace, unlink: () => link(null) };
  }
  const channels = Array.from({ length: limits.channels[1] }, makeChannel);
  const onBias = (_, value) => change({ bias: state.bias.with(state.filter, value) });
  const biasGrid = numberGrid({ ...editable, role: "kernel", name: "bias", onPoint() {}, onEdit: onBias });
  const outputGrid = resultGrid({ role: "output", name: "output", onPick: (place) => change({ at: place }) });
  const pictures = Array.from({ length: limits.filters[1] }, (_, filter) => resultGrid({ role: "output", name: `output channel ${filter}` }));
  const cards = createFilterCards({ pictures: pictures.map((picture) => picture.element), onChoose: (filter) => change({ filter }) });
  const table = createChannelTable({ rows: channels.map(({ row }) => row), bias: biasGrid.element, output: outputGrid.element });
  const total = createChannelTotal();
  const controls = createChannelControls({ limits, read, change, refuse });
  const shapes = createChannelShapes();
  let partials = [];

  function paintNumbers() {
    const { input, weight, bias, filter } = state;
    const outputs = weight.map((kernels, index) => addedUp(partialsOf(input, kernels), bias[index]));
    partials = partialsOf(input, weight[filter]);
    partials.forEach((partial, channel) => channels[channel].paintNumbers(partial));
    channels.forEach(({ sum }, channel) => { sum.hidden = channel >= input.length; });
    biasGrid.paint([[bias[filter]]]);
    outputGrid.paint(outputs[filter]);
    outputs.forEach((output, index) => pictures[index].paint(output));
    cards.paint(weight.length, filter);
    table.paint(input.length, filter);
    controls.paint(state);
    paintShapes(shapeOf(outputs[0]));
  }

  function paintShapes(outputSize) {
    const { channels: planes, filters, input: size, kernel } = shapesOf(state);
    const words =
      `${plural(filters, "filter")} ${filters === 1 ? "makes" : "make"} ${plural(filters, "output channel")}. ` +
      `${filters === 1 ? "It" : "Each"} has ${plural(planes, "kernel")}, one for each input channel; ` +
      `${planes === 1 ? "its result and the bias add up to" : "their partial results and the bias add up to"} one output channel.`;
    shapes.paint({ input: [planes, ...size], weight: [filters, planes, ...kernel], output: [filters, ...outputSize] }, words);
    const columns = [size, kernel, outputSize].reduce((sum, [, width]) => sum + width, 0);
    setVariable(stage, "--columns-in-all", columns);
  }

  const stage = element("div", { class: "d2l-channel-stage" }, table.element, cards.element);
  const readout = element("div", { class: "d2l-readout" }, ...channels.map(({ sum }) => sum), total.element);
  const elements = [stage, element("p", { class: "d2l-hint" }, NUMBERS_HINT), readout, controls.element, shapes.element];

  /** Show a state. @returns {string} what it shows at the place in view, in words */
  function paint(next) {
    const changed = NUMBERS.some((name) => next[name] !== state[name]);
    state = next;
    if (changed) paintNumbers();
    const { input, weight, bias, filter } = state;
    const place = clampPlace(state.at, shapeOf(partials[0]));
    if (!samePlace(place, at)) channels.forEach(({ unlink }) => unlink());
    at = place;
    const width = Math.max(...input.map((plane, channel) => termWidth(plane, weight[filter][channel])));
    input.forEach((_, channel) => channels[channel].paintPlace(width));
    outputGrid.pick(at);
    const addends = partials.map((partial) => partial[at[0]][at[1]]);
    total.paint({ name: `Y[${[filter, ...at].join(", ")}]`, partials: addends, bias: bias[filter] });
    const value = formatNumber(totalAt(partials, bias[filter], at));
    return `Output channel ${filter}, row ${at[0]}, column ${at[1]} is ${value}: ${addends.map(formatNumber).join(" plus ")} plus bias ${formatNumber(bias[filter])}.`;
  }
  return { elements, paint };
}
