/**
 * A layer's numbers as the arithmetic that they come from. A part of a formula is text, or [text, role] with the role of what it
 * counts: input, kernel or output.
 */

import { BYTES, bytesOf, handsOn, isAdaptive, isDense, isMap, TABLE, windowAxes, windowOf } from "./layers.js";
import { largestShare } from "./field.js";
import { isBlock } from "../maths/layer_tree.js";
import { grouped, listed, plural } from "../page/format.js";
import { pair } from "../maths/matrix.js";

const times = (numbers) => numbers.map(grouped).join("·");
export const shapeText = (shape) => shape.map(grouped).join("×");
const equals = (number) => ` = ${grouped(number)}`;

/** Along one axis: ⌊(28 + 2·2 − 1·(5 − 1) − 1) / 1⌋ + 1 = 28. */
function lengthParts({ size, padding, dilation, kernel, stride }, up, length) {
  const [open, close] = up ? "⌈⌉" : "⌊⌋";
  const ends = up && Math.ceil((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1 > length;
  return [
    `${open}(`, [`${size}`, "input"], ` + 2·${padding} − ${dilation}·(`, [`${kernel}`, "kernel"], ` − 1) − 1) / ${stride}${close} + 1`,
    ends ? " − 1" : "", " = ", [`${length}`, "output"], ends ? ": the last window would start in the padding" : "",
  ];
}

/** Along both axes, said once where they agree. */
function alongAxes(say) {
  const lines = [0, 1].map(say);
  return JSON.stringify(lines[0]) === JSON.stringify(lines[1]) ? [["height and width", lines[0]]] : [["height", lines[0]], ["width", lines[1]]];
}

function outputLines({ layer, input, output, branches }) {
  if (isBlock(layer)) {
    const made = branches.map((branch) => branch.output);
    const channels = layer.layer === "Concat" && isMap(output);
    return [["output", channels ? [made.map(([count]) => grouped(count)).join(" + "), equals(output[0]), " channels"] : [`${made.length} times `, [shapeText(output), "output"], ", added number by number"]]];
  }
  if (windowOf(layer)) {
    const axes = windowAxes(layer, input);
    return alongAxes((axis) => lengthParts(axes[axis], layer.ceil_mode, output[axis + 1]));
  }
  if (isAdaptive(layer)) {
    return alongAxes((axis) => {
      const share = largestShare(input[axis + 1], output[axis + 1]);
      return [[`${output[axis + 1]}`, "output"], ": each reads ", input[axis + 1] % output[axis + 1] ? `up to ${share}` : `${share}`, " of ", [`${input[axis + 1]}`, "input"]];
    });
  }
  if (layer.layer === "Flatten") return [["output", [[times(input), "input"], " = ", [grouped(output[0]), "output"]]]];
  if (isDense(layer)) return [["output", [[grouped(output[0]), "output"], layer.layer === "RBF" ? " classes" : " features, as set"]]];
  return [["output", [[shapeText(output), "output"], ", as it came"]]];
}

const oneOf = ({ in_channels: _, groups, kernel_size: kernel }, [channels]) =>
  [[grouped(channels), "input"], groups > 1 ? `/${groups}` : "", "·", [times(pair(kernel)), "kernel"]];

function parameterParts({ layer, input, parts, parameters }) {
  const bias = layer.bias ? " + 1)" : "";
  switch (layer.layer) {
    case "Conv2d": return [[grouped(layer.out_channels), "output"], "·", bias && "(", ...oneOf(layer, input), bias, equals(parameters)];
    case "Linear": return [[grouped(layer.out_features), "output"], "·", bias && "(", [grouped(input[0]), "input"], bias, equals(parameters)];
    case "BatchNorm2d": return layer.affine ? [`2·${grouped(input[0])}`, equals(parameters), ": a gain and a shift for each channel"] : ["0: without gain and shift"];
    case "Subsample": return [`2·${grouped(input[0])}`, equals(parameters), ": a coefficient and a bias for each channel"];
    case "PartialConv2d": return [`${TABLE.connections}·${times(pair(layer.kernel_size))} + ${TABLE.maps}`, equals(parameters), `: ${TABLE.connections} connections and ${TABLE.maps} biases`];
    case "RBF": return ["0: the codes of the classes are fixed"];
    default: return isBlock(layer) ? sumParts(parts, "parameters", parameters) : ["0: nothing is learned"];
  }
}

/** What of a block's parts is not 0, added up. */
function sumParts(parts, cost, total, own = 0) {
  const addends = [...parts.map((part) => part[cost]), own].filter(Boolean).map(grouped);
  return [addends.length > 1 ? `${addends.join(" + ")}${equals(total)}` : grouped(total)];
}

function productParts({ layer, input, output, parts, products }, flops) {
  const twice = flops ? "2·" : "";
  const total = flops ? 2 * products : products;
  switch (layer.layer) {
    case "Conv2d": return [twice, [times(output), "output"], "·", ...oneOf(layer, input), equals(total)];
    case "PartialConv2d": return [twice, [times(output.slice(1)), "output"], `·${TABLE.connections}·`, [times(pair(layer.kernel_size)), "kernel"], equals(total)];
    case "Linear": case "RBF": return [twice, [grouped(output[0]), "output"], "·", [grouped(input[0]), "input"], equals(total)];
    default: return isBlock(layer) ? sumParts(parts.map((part) => ({ products: (flops ? 2 : 1) * part.products })), "products", total) : ["0: not counted"];
  }
}

function memoryParts({ layer, output, parts, bytes }) {
  if (isBlock(layer)) {
    const own = bytesOf(layer, output);
    return [...sumParts(parts, "bytes", bytes, own), own ? " bytes, the last for its own output" : " bytes"];
  }
  if (handsOn(layer)) return ["0 bytes: the numbers that it read are handed on"];
  return [`${BYTES}·`, [times(output), "output"], equals(bytes), " bytes"];
}

function fieldLines({ layer, before, fields, input, branches }, shape) {
  const reach = (axis) => (fields[axis].size > shape[axis + 1] ? `, more than the input’s ${shape[axis + 1]}` : "");
  return alongAxes((axis) => {
    const [{ size, jump, length }, after] = [before[axis], fields[axis]];
    const widened = (count, apart) => [`${size} + (`, [`${count}`, "kernel"], ` − 1)·${apart} = `, [`${after.size}`, "input"]];
    if (isBlock(layer)) return [`of branches that see ${listed(branches.map((branch) => branch.fields[axis].size))}: together `, [`${after.size}`, "input"], reach(axis)];
    if (isDense(layer) && length > 1) return [...widened(length, jump), `: all ${length} places, ${plural(jump, "pixel")} apart`, reach(axis)];
    if (isAdaptive(layer)) return [...widened(largestShare(length, after.length), jump), reach(axis)];
    if (!windowOf(layer)) return [[`${after.size}`, "input"], ", as before", reach(axis)];
    const { kernel, dilation } = windowAxes(layer, input)[axis];
    return [...widened(kernel, dilation > 1 ? `${dilation}·${jump}` : jump), `; units ${plural(after.jump, "pixel")} apart`, reach(axis)];
  });
}

/** All numbers of a row, each with its caption. @returns {{measure: string, caption: string, parts: (string | [string, string])[]}[]} */
export function spelt(row, { shape, flops }) {
  if (!row.output) return [];
  const one = (measure, caption, parts) => ({ measure, caption, parts: parts.filter((part) => part !== "") });
  const several = (measure, lines) => lines.map(([caption, parts]) => one(measure, caption, parts));
  return [
    ...several("output", outputLines(row)),
    one("parameters", "parameters", parameterParts(row)),
    one("multiply-adds", flops ? "FLOPs" : "multiply-adds", productParts(row, flops)),
    one("memory", "memory", memoryParts(row)),
    ...several("receptive field", fieldLines(row, shape).map(([sides, parts]) => [sides.includes("and") ? "field" : `field ${sides}`, parts])),
  ];
}
