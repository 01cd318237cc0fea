/** How long this browser needs for a layer: measured in a Worker, so that the page stays free, and told as a median with its spread. */

import { BYTES, costsOf, depthOf, outputOf, zerosOf } from "./costs.js";
import { arraysOf, clockStep, convolveByColumns, convolveByLoops, multiplyColumns, surround, timePasses, writeColumns } from "./passes.js";
import { grouped, inUnits } from "../shared/page/format.js";

const MOST_MULTIPLY_ADDS = 300e6;
const MOST_BYTES = 200e6;
/** How a measurement goes; see `timePasses`. */
export const RULES = { atLeast: 20, samples: 15, enough: 5, limit: 3000 };

/** The layer as the passes read it. */
export function shapeOf(layer) {
  const [rows, columns] = outputOf(layer);
  const { before, around } = zerosOf(layer);
  const { kernel_size: kernel, height, width } = layer;
  return { ...layer, kernel, depth: depthOf(layer), high: height + around, wide: width + around, before, rows, columns };
}

/** Say why a layer is not measured, or null when it can be. */
export function timingRefusal(layer) {
  const { multiply_adds, input, weights, output, columns } = costsOf(layer);
  const { high, wide } = shapeOf(layer);
  const smaller = "choose fewer channels, a smaller map or a smaller kernel";
  if (multiply_adds > MOST_MULTIPLY_ADDS) {
    return `this layer takes ${grouped(multiply_adds)} multiply-adds, and a page should not keep a device busy with more than ${grouped(MOST_MULTIPLY_ADDS)} a pass; ${smaller}`;
  }
  // The map once more, within its zeros; an output of each way, to compare them; columns of one group at a time.
  const bytes = input + BYTES * layer.in_channels * high * wide + weights + 3 * output + columns / layer.groups;
  return bytes > MOST_BYTES ? `this layer takes ${inUnits(bytes)} of memory, more than ${inUnits(MOST_BYTES)}; ${smaller}` : null;
}

/** The median, and the quartiles, between which the middle half lies. @param {number[]} samples */
export function middleOf(samples) {
  const sorted = [...samples].sort((one, other) => one - other);
  const at = (share) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75), count: samples.length };
}

/** Bytes that a way must move: each array once; with im2col the columns twice, as they are written and read. */
export function movedBy(way, { input, weights, output, columns }) {
  return input + weights + output + (way === "columns" ? 2 * columns : 0);
}

/** A measurement as it is told: of each way its time, speed, bytes and intensity. */
export function resultOf(layer, { milliseconds, difference, done }) {
  const costs = costsOf(layer);
  const ways = Object.entries(milliseconds).map(([way, samples]) => {
    const [middle, bytes] = [middleOf(samples), movedBy(way, costs)];
    return [way, { ...middle, bytes, intensity: (2 * costs.multiply_adds) / bytes, perSecond: (1000 * costs.multiply_adds) / middle.median }];
  });
  return { layer, multiply_adds: costs.multiply_adds, difference, done, ways: Object.fromEntries(ways) };
}

const FUNCTIONS = [arraysOf, surround, convolveByLoops, writeColumns, multiplyColumns, convolveByColumns, clockStep, timePasses];
const PROGRAM = `"use strict";\n${FUNCTIONS.join("\n")}\nonmessage = ({ data }) => timePasses(data.shape, data.rules, postMessage);`;

/**
 * Measure a layer at a time; a page that is closed or hidden stops.
 * @param {(result: object) => void} onResult called with each round's result
 * @param {(reason: string | null) => void} onStop called when it ends, with the reason unless it has come to its end
 */
export function stopwatch({ signal }, onResult, onStop) {
  let stop = () => {};

  function start(layer) {
    const run = new AbortController();
    const address = URL.createObjectURL(new Blob([PROGRAM], { type: "text/javascript" }));
    let worker;
    stop = (reason) => {
      stop = () => {};
      run.abort();
      worker?.terminate();
      URL.revokeObjectURL(address);
      onStop(reason);
    };
    try {
      worker = new Worker(address);
    } catch {
      stop("this page may not compute in the background here");
      return;
    }
    worker.addEventListener("message", ({ data }) => {
      onResult(resultOf(layer, data));
      if (data.done) stop(null);
    }, { signal: run.signal });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      stop("this page may not compute in the background here, or the device has too little memory");
    }, { signal: run.signal });
    worker.postMessage({ shape: shapeOf(layer), rules: RULES });
  }

  document.addEventListener("visibilitychange", () => { if (document.hidden) stop("the page was left"); }, { signal });
  signal.addEventListener("abort", () => stop(null));
  return { start, stop: (reason) => stop(reason) };
}

const UNITS = [[1000, "s"], [1, "ms"], [0.001, "µs"], [0.000001, "ns"]];
const unitOf = (milliseconds) => UNITS.find(([size]) => milliseconds >= size) ?? UNITS.at(-1);
const rounded = (number) => Number(number.toPrecision(3));

/** Milliseconds to three digits: "2.13 ms". */
export function timeWords(milliseconds) {
  const [size, unit] = unitOf(milliseconds);
  return `${rounded(milliseconds / size)} ${unit}`;
}

/** "2.08 to 2.19 ms". */
export function rangeWords(low, high) {
  const [size, unit] = unitOf(high);
  return `${rounded(low / size)} to ${rounded(high / size)} ${unit}`;
}
