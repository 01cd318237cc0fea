/**
 * A whole network, layer by layer: shapes, costs and fields up to where it does not fit.
 *
 * @typedef {number[]} Path  where a layer stands: [4] in the list, [4, 1, 0] as first of branch 1 of layer 4; [4, 1] is the branch itself
 * @typedef {{path: Path, layer: Layer, input: Shape, output: Shape | null, parameters: number, products: number, bytes: number,
 *   before: Field[] | null, fields: Field[] | null, parts: Row[]}} Row  costs are a block's with all that is in it
 */

import { fieldsAfter, fieldsJoined, pixels } from "./field.js";
import { blockMisfit } from "./joints.js";
import { bytesOf, outputOf, parametersOf, productsOf } from "./layers.js";
import { misfitOf } from "./misfits.js";
import { isBlock } from "../maths/layer_tree.js";

const total = (rows, part) => rows.reduce((sum, row) => sum + row[part], 0);
const added = (rows, own) => Object.fromEntries(["parameters", "products", "bytes"].map((part) => [part, total(rows, part) + own[part]]));

function layerRow(layer, path, input, before) {
  const misfit = misfitOf(layer, input);
  const row = { path, layer, input, before, parts: [] };
  if (misfit) return { ...row, misfit, output: null, fields: null, parameters: 0, products: 0, bytes: 0 };
  const output = outputOf(layer, input);
  const costs = { parameters: parametersOf(layer, input), products: productsOf(layer, input), bytes: bytesOf(layer, output) };
  return { ...row, output, ...costs, fields: fieldsAfter(layer, before, input, output) };
}

/** How many channels a block's branches make together. */
const shapeJoined = ({ layer }, shapes) =>
  layer === "Add" ? shapes[0] : [shapes.reduce((sum, shape) => sum + shape[0], 0), ...shapes[0].slice(1)];

function blockRow(layer, path, input, before) {
  const branches = layer.branches.map((layers, index) => listRows(layers, [...path, index], input, before));
  const parts = branches.flatMap(({ rows }) => rows);
  const row = { path, layer, input, before, parts, branches };
  const none = { parameters: 0, products: 0, bytes: 0 };
  const within = branches.some(({ output }) => output === null);
  const misfit = within ? null : blockMisfit(layer, branches.map(({ output }) => output), input);
  if (within || misfit) return { ...row, misfit, output: null, fields: null, ...added(parts, none) };
  const output = shapeJoined(layer, branches.map((branch) => branch.output));
  const fields = fieldsJoined(branches.map((branch) => branch.fields));
  return { ...row, output, fields, ...added(parts, { ...none, bytes: bytesOf(layer, output) }) };
}

/** The rows of a list of layers, and what leaves it: null where a layer does not fit. */
function listRows(layers, path, input, fields) {
  const rows = [];
  let [output, before] = [input, fields];
  for (const [index, layer] of layers.entries()) {
    const here = [...path, index];
    const reached = output !== null;
    const row = reached ? (isBlock(layer) ? blockRow : layerRow)(layer, here, output, before) : unreached(layer, here);
    rows.push(row);
    [output, before] = [row.output, row.fields];
  }
  return { rows, output, fields: before };
}

/** A layer after one that does not fit: nothing is known of it. */
function unreached(layer, path) {
  const branches = layer.branches?.map((layers, index) => ({ rows: layers.map((each, at) => unreached(each, [...path, index, at])), output: null }));
  const nothing = { input: null, output: null, before: null, fields: null, parameters: 0, products: 0, bytes: 0 };
  return { path, layer, ...nothing, parts: branches?.flatMap(({ rows }) => rows) ?? [], ...(branches && { branches }) };
}

/** All rows in order, those in branches behind their block. */
export const everyRow = (rows) => rows.flatMap((row) => [row, ...everyRow(row.parts)]);

const firstMisfit = (rows) => everyRow(rows).find((row) => row.misfit) ?? null;

/** Whether other channels of the input would let the layers be read past a place: not where one before makes channels of its own. */
function helped(net, [, ...size], { path }, channels) {
  const failing = firstMisfit(listRows(net, [], [channels, ...size], pixels([channels, ...size])).rows);
  const apart = failing?.path.findIndex((index, depth) => index !== path[depth]) ?? -1;
  return failing === null || (apart >= 0 && failing.path[apart] > path[apart]);
}

/** @param {Layer[]} net @param {Shape} shape that of the input, without the batch */
export function networkOf(net, shape) {
  const { rows, output, fields } = listRows(net, [], shape, pixels(shape));
  const failing = firstMisfit(rows);
  if (failing) failing.misfit.fixes = failing.misfit.fixes.filter(({ input }) => !input || helped(net, shape, failing, input));
  const totals = failing ? null : added(rows, { parameters: 0, products: 0, bytes: 0 });
  return { rows, output, fields, failing, totals };
}

/** The rows of single layers, in which a network's costs lie; an addition of branches has its own bytes. */
export const costRows = (rows) =>
  everyRow(rows).map((row) => (isBlock(row.layer) ? { ...row, parameters: 0, products: 0, bytes: row.bytes - total(row.parts, "bytes") } : row));
