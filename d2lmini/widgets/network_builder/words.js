/** What is said of a network and its layers. */

import { CONVOLUTIONS, DENSE } from "../shared/network/layers.js";
import { costRows } from "../shared/network/network.js";
import { shapeText } from "../shared/network/spell.js";
import { fieldText, rowName } from "../shared/network/words.js";
import { grouped, inUnits } from "../shared/page/format.js";

const COSTS = { parameters: "parameters", "multiply-adds": "products", memory: "bytes" };
const NOTES = {
  parameters: "Weights and biases. A batch of any size uses the same ones.",
  "multiply-adds":
    "For one example: products of a weight and an input, those with padded zeros included, each added up. Counted in convolutions and dense layers; not counted are biases, normalisation, activations, pooling and additions.",
  memory:
    "For one example: each layer’s output in float32, 4 bytes a number, 1 kB = 1,000 bytes. Flatten, Dropout and Identity hand on what they read, as when predicting. Parameters come on top.",
  "receptive field": "The pixels along each axis that a unit of the output depends on, padding included; where a dense layer reads a map, all of them count.",
};

/** What is counted, and for what. */
export const policyWords = ({ measure, flops }) =>
  (measure === "multiply-adds" && flops ? `Two floating-point operations for each multiply-add. ${NOTES[measure]}` : NOTES[measure]);

/** A network's number in a measure, or a dash. */
export function totalText({ totals, fields }, measure, flops) {
  if (!totals) return "—";
  if (measure === "receptive field") return fieldText(fields);
  const total = totals[COSTS[measure]] * (measure === "multiply-adds" && flops ? 2 : 1);
  if (measure === "memory") return inUnits(total);
  return `${total > Number.MAX_SAFE_INTEGER ? "about " : ""}${grouped(total)}`;
}

/** What each layer has of a measure, as a share of the total, or of the input for the field. */
export function shareOf(row, { measure, shape, totals }) {
  if (!row.output) return 0;
  if (measure === "receptive field") return Math.min(1, Math.max(...row.fields.map(({ size }, axis) => size / shape[axis + 1])));
  const total = totals?.[COSTS[measure]] ?? 0;
  return total ? row[COSTS[measure]] / total : 0;
}

/** A total as the sum of what the layers have, or the chain of fields. */
export function totalSum({ rows, totals }, { measure, flops }) {
  if (!totals) return "";
  if (measure === "receptive field") {
    const sizes = rows.map((row) => fieldText(row.fields)).filter((size, index, all) => size !== (all[index - 1] ?? "1"));
    return ["1", ...sizes].join(" → ");
  }
  const factor = measure === "multiply-adds" && flops ? 2 : 1;
  const addends = costRows(rows).map((row) => row[COSTS[measure]] * factor).filter(Boolean);
  const total = totals[COSTS[measure]] * factor;
  const unit = measure === "memory" ? " bytes" : "";
  return addends.length > 1 ? `${addends.map(grouped).join(" + ")} = ${grouped(total)}${unit}` : `${grouped(total)}${unit}`;
}

const percent = (part, whole) => {
  const share = (100 * part) / whole;
  return `${share > 99.5 && part < whole ? "over 99" : share < 1 ? Number(share.toPrecision(1)) : Math.round(share)}\u00A0%`;
};

const sumOver = (rows, kinds, cost) => rows.filter(({ layer }) => kinds.includes(layer.layer)).reduce((sum, row) => sum + row[cost], 0);

function fieldVerdict({ rows, fields }, shape) {
  const reach = rows.find((row) => row.fields.every(({ size }, axis) => size >= shape[axis + 1]));
  const last = `A unit of the last layer sees ${fieldText(fields)}${fields[0].size === fields[1].size ? `×${fieldText(fields)}` : ""} pixels`;
  return reach ? `${last}. From ${rowName(reach)}, on, every unit’s field is as large as the ${shapeText(shape.slice(1))} input, or larger.` : `${last}, less than the ${shapeText(shape.slice(1))} input.`;
}

/** What is to be noticed. */
export function verdict({ network, shape, measure }) {
  const { rows, failing, totals } = network;
  if (failing) return `The stack stops at ${rowName(failing)}: ${failing.misfit.why}.`;
  if (rows.length === 0) return "There is no layer yet.";
  if (measure === "receptive field") return fieldVerdict(network, shape);
  const [all, cost] = [costRows(rows), COSTS[measure]];
  const total = totals[cost];
  if (!total) return `No layer has any ${measure}.`;
  const largest = all.reduce((best, row) => (row[cost] > best[cost] ? row : best));
  const most = `The largest share, ${percent(largest[cost], total)}, is that of ${rowName(largest)}.`;
  const [conv, dense] = [CONVOLUTIONS, DENSE].map((kinds) => sumOver(all, kinds, cost));
  if (measure === "memory" || !conv || !dense) return most;
  const does = measure === "parameters" ? "hold" : "do";
  return `Convolutions ${does} ${percent(conv, total)} of the ${measure}, dense layers ${percent(dense, total)}. ${most}`;
}
