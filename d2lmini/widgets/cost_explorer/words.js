/** What the explorable says: names, numbers, and what is to be noticed. */

import { BYTES, depthOf, isDepthwise, outputOf, zerosOf } from "./costs.js";
import { times } from "../shared/maths/bounds.js";
import { factorWords, grouped, inUnits, listed, rounded } from "../shared/page/format.js";

/** Each cost, from the most on the curves to the least: what it is called, in full and beside its curve. */
export const COSTS = {
  multiply_adds: { name: "Multiply-adds", short: "multiply-adds" },
  parameters: { name: "Parameters", short: "parameters" },
  input: { name: "Input", short: "input" },
  weights: { name: "Weights", short: "weights" },
  output: { name: "Output", short: "output" },
  columns: { name: "Columns", short: "columns" },
  intensity: { name: "Intensity", short: "intensity" },
};

export const VARIED = {
  kernel_size: "kernel",
  size: "map",
  in_channels: "in channels",
  out_channels: "out channels",
  channels: "all channels",
  stride: "stride",
  groups: "groups",
};

const MOVED = {
  kernel_size: "the kernel's height and width",
  size: "the map's height and width",
  in_channels: "the in channels",
  out_channels: "the out channels",
  stride: "the stride",
  groups: "the groups",
};

/** What moves when it doubles. */
export function movedWords({ vary, ...layer }) {
  if (vary !== "channels") return MOVED[vary];
  return isDepthwise(layer) ? "in channels, out channels and groups" : "in and out channels";
}

/** A cost as it is written: counts in full, bytes in units. */
export function costWords(name, cost) {
  if (name === "intensity") return `${cost >= 1000 ? grouped(Math.round(cost)) : rounded(cost)} FLOP/B`;
  return name === "parameters" || name === "multiply_adds" ? grouped(cost) : inUnits(cost);
}

/** The exponent, which is the curve's slope between here and the double. */
export const slopeWords = (factor) => (factor === undefined ? "" : String(Number(Math.log2(factor).toFixed(2)) || 0).replace("-", "−"));

/** "3 → 8 channels, 5×5, on 100×100", with what is unusual. */
export function layerWords(layer) {
  const { in_channels, out_channels, height, width, kernel_size, stride, groups, padding } = layer;
  const unusual = [
    ...(stride > 1 ? [`stride ${stride}`] : []),
    ...(padding === "same" ? [] : [`padding ${padding}`]),
    ...(groups > 1 ? [isDepthwise(layer) ? "depthwise" : `${groups} groups`] : []),
  ];
  return [`${in_channels} → ${out_channels} channels, ${times([kernel_size, kernel_size])} on ${times([height, width])}`, ...unusual].join(", ");
}

/** Costs that grow alike, largest factor first. @returns {[string, string[]][]} */
export function alike(factors) {
  const found = new Map();
  const costs = Object.keys(COSTS).filter((name) => name !== "intensity").sort((one, other) => factors[other] - factors[one]);
  for (const name of costs) {
    const words = factorWords(factors[name]);
    found.set(words, [...(found.get(words) ?? []), COSTS[name].short]);
  }
  return [...found];
}

/** What doubling does, in a sentence. */
export function verdict(now) {
  if (!now.factors) return `There is no layer with ${movedWords(now)} doubled: ${now.missing}.`;
  // The sign stays with its number, at the end of a line too.
  const groups = alike(now.factors).map(([factor, names]) => `${factor === "× 1" ? "unchanged:" : factor.replace(" ", "\u00a0")} ${listed(names)}`);
  return `With ${movedWords(now)} doubled: ${groups.join("; ")}.`;
}

/** Why parameters and multiply-adds grow alike, or not. */
export function reading(now) {
  const { parameters, multiply_adds } = now.costs;
  const [rows, columns] = outputOf(now);
  const places = `${times([rows, columns].map(grouped))} = ${grouped(rows * columns)}`;
  const each = now.bias ? "Each weight (a bias is only added)" : "Each weight";
  const ratio = rows * columns === 1 ? "the output has one position" : `the output has ${places} positions`;
  const meet = now.factors && Math.abs(now.factors.parameters - now.factors.multiply_adds) < 1e-9 && parameters < multiply_adds;
  return `${each} is multiplied once at every position, and ${ratio}${meet ? ": the curves of multiply-adds and parameters keep this distance" : ""}.`;
}

/** What is counted, and what is not. */
export const countingNote = (layer) =>
  `For one image, in float32 (${BYTES} bytes a number, 1 kB is 1,000 bytes)${zerosOf(layer).around ? ", products with padded zeros included" : ""}. A multiply-add (MAC) is two FLOP. The columns are what im2col writes. Intensity: FLOP for each byte of input, weights and output.`;

/** The reader's change, to be heard. */
export function tell(now) {
  const { costs } = now;
  const heard = ["parameters", "multiply_adds", "columns", "intensity"].map((name) => `${COSTS[name].short} ${costWords(name, costs[name])}`);
  return `${layerWords(now)}: ${heard.join(", ")}. ${verdict(now)}`;
}

/** What multiplies to each cost: parts with the role that colours them. @returns {{text: string, role?: string}[]} */
export function termsOf(now) {
  const { in_channels, out_channels, height, width, kernel_size, bias, costs } = now;
  const [rows, columns] = outputOf(now);
  const plain = (text) => ({ text });
  const input = (text) => ({ text, role: "input" });
  const kernel = (text) => ({ text, role: "kernel" });
  const output = (text) => ({ text, role: "output" });
  const window = kernel(`${depthOf(now)}·${kernel_size}·${kernel_size}`);
  const places = output(`${rows}·${columns}`);
  const weights = costs.parameters - (bias ? out_channels : 0);
  return {
    parameters: [output(`${out_channels}`), plain(" · "), ...(bias ? [plain("("), window, plain(" + 1)")] : [window])],
    multiply_adds: [kernel(grouped(weights)), plain(" · "), places, plain(` (${grouped(2 * costs.multiply_adds)} FLOP)`)],
    input: [plain(`${BYTES} B · `), input(`${in_channels}·${height}·${width}`)],
    weights: [plain(`${BYTES} B · `), kernel(grouped(costs.parameters))],
    output: [plain(`${BYTES} B · `), output(`${out_channels}`), plain(" · "), places],
    columns: [plain(`${BYTES} B · `), input(`${in_channels}`), plain("·"), kernel(`${kernel_size}·${kernel_size}`), plain(" rows · "), places],
    intensity: [plain(`2 · ${grouped(costs.multiply_adds)} / ${grouped(costs.input + costs.weights + costs.output)} B`)],
  };
}
