/** What is said of a layer, and of the numbers of its row. */

import { isAdaptive } from "./layers.js";
import { shapeText } from "./spell.js";
import { isBlock } from "../maths/layer_tree.js";
import { pair } from "../maths/matrix.js";
import { grouped, inUnits, plural } from "../page/format.js";

export const pathText = (path) => path.join(".");
export const rowName = ({ path, layer }) => `layer ${pathText(path)}, ${layer.layer}`;

const square = (value) => pair(value).join("×");
const apart = (value) => (Array.isArray(value) ? value.join("×") : value);

/** The settings of a layer in few words: "6, 5×5, padding 2". */
export function settingsWords(layer) {
  const { layer: kind, kernel_size: kernel, stride, padding, dilation, groups, branches } = layer;
  if (isBlock(layer)) return branches.length === 1 ? "1 branch" : `${branches.length} branches`;
  if (isAdaptive(layer)) return `to ${square(layer.output_size)}`;
  const steps = stride === null || stride === undefined || `${pair(stride)}` === (kind === "Conv2d" ? "1,1" : `${pair(kernel)}`);
  return [
    layer.out_channels ?? layer.out_features ?? layer.classes ?? layer.p ?? layer.size ?? layer.negative_slope,
    kernel && square(kernel),
    !steps && `stride ${apart(stride)}`,
    padding !== undefined && `${pair(padding)}` !== "0,0" && `padding ${apart(padding)}`,
    dilation && `${pair(dilation)}` !== "1,1" && `dilation ${apart(dilation)}`,
    groups > 1 && `${groups} groups`,
    layer.bias === false && "no bias",
    layer.ceil_mode && "rounded up",
    layer.affine === false && "no gain",
  ].filter((words) => words !== undefined && words !== false).join(", ");
}

/** A size along both axes, once where they agree. */
export const fieldText = (fields) => (fields[0].size === fields[1].size ? grouped(fields[0].size) : fields.map(({ size }) => size).join("×"));

/** A row to be heard. @param {Row} row see `network.js` */
export function rowWords(row, flops) {
  const name = [`layer ${pathText(row.path)}`, `${row.layer.layer} ${settingsWords(row.layer)}`.trim()].join(", ");
  if (row.misfit) return `${name}: does not fit, ${row.misfit.why}`;
  if (!row.output) return `${name}: not reached`;
  const works = flops ? `${grouped(2 * row.products)} FLOPs` : plural(row.products, "multiply-add");
  const costs = `${grouped(row.parameters)} parameters, ${works}, ${inUnits(row.bytes)}, field ${fieldText(row.fields)}`;
  return `${name}: output ${shapeText(row.output)}, ${costs}`;
}
