/** What is said of a unit, its field, and the layers. */

import { intervalOf, pathText } from "./graph.js";
import { times } from "../shared/maths/bounds.js";
import { isBlock } from "../shared/maths/layer_tree.js";
import { pair } from "../shared/maths/matrix.js";
import { grouped, listed, plural } from "../shared/page/format.js";

const signed = (number) => `${number}`.replace("-", "−");
/** "3", or "3×5" where height and width differ. */
export const oneOrBoth = (value) => (pair(value)[0] === pair(value)[1] ? `${pair(value)[0]}` : times(pair(value)));
/** A number of both axes, once where they agree. */
export const both = (values) => (values[0] === values[1] ? signed(values[0]) : values.map(signed).join(" and "));

/** The settings of a layer in few words: "3×3, stride 2". */
export function settingsWords(layer) {
  if (isBlock(layer)) return plural(layer.branches.length, "branch").replace("branchs", "branches");
  const { kernel, stride, padding, dilation, ceil } = layer;
  const parts = [["stride", stride, 1], ["padding", padding, 0], ["dilation", dilation, 1]].filter(([, value, usual]) => oneOrBoth(value) !== `${usual}`);
  return [times(pair(kernel)), ...parts.map(([name, value]) => `${name} ${oneOrBoth(value)}`), ...(ceil ? ["rounded up"] : [])].join(", ");
}

/** The window alone, for where there is little room: "3×3, stride 2". */
export const windowWords = (layer) => settingsWords(isBlock(layer) ? layer : { ...layer, padding: 0, ceil: false });

export const unitName = ({ node, at }) => (node.layer ? `unit (${at.join(", ")}) of ${node.name}` : `pixel (${at.join(", ")})`);

const span = (what, [first, last]) => (first === last ? `${what} ${signed(first)}` : `${what}s ${signed(first)} to ${signed(last)}`);

/** First and last row, and column, that the unit in view sees, padding included. */
export const intervalsOf = ({ node, at }) => node.fields.map((field, axis) => intervalOf(field, at[axis]));

/** How far a field reaches over each edge of the picture, in words. */
function paddingWords([rows, columns], side) {
  const over = [[-rows[0], "row", "above"], [rows[1] - side + 1, "row", "below"], [-columns[0], "column", "left"], [columns[1] - side + 1, "column", "right"]];
  return over.filter(([count]) => count > 0).map(([count, what, where]) => `${plural(count, what)} ${where}`);
}

/** What the unit in view depends on. */
export function fieldWords(now) {
  const { node, size } = now;
  if (!node.layer) return `The picture’s ${unitName(now)} is in view: it is seen by the units that are green below.`;
  const intervals = intervalsOf(now);
  const padded = paddingWords(intervals, size);
  const outside = padded.length ? `, of which ${listed(padded)} ${padded.length > 1 || !padded[0].startsWith("1 ") ? "are" : "is"} padding` : "";
  const [unit, sizes] = [unitName(now), node.fields.map((field) => field.size)];
  return `${unit[0].toUpperCase()}${unit.slice(1)} sees ${span("row", intervals[0])} and ${span("column", intervals[1])}: ${times(sizes)}${outside}.`;
}

/** How many units of the last layer the one in view reaches. */
export function reachWords({ node, nodes, seen }) {
  const last = nodes.at(-1);
  if (node === last) return "";
  const reached = seen.reach[last.index]?.data.reduce((sum, one) => sum + one, 0) ?? 0;
  return `It reaches ${reached} of the ${grouped(last.size[0] * last.size[1])} units of ${last.name}, the last layer.`;
}

/** Whether the field is larger than the picture, or has holes. */
export function sizeWords({ node, size, seen }) {
  if (!node.layer) return "";
  const sizes = node.fields.map((field) => field.size);
  if (sizes.some((length) => length > size)) {
    return `The field, ${times(sizes)}, is larger than the picture, ${times([size, size])}: for every unit, part of it is padding.`;
  }
  const { rows, columns } = seen.back[0];
  const holes = rows * columns - seen.pixels;
  return holes ? `Of these, ${plural(holes, "pixel")} in between ${holes === 1 ? "is" : "are"} left out: the unit does not depend on ${holes === 1 ? "it" : "them"}.` : "";
}

const percent = (part, whole) => {
  const share = (100 * part) / whole;
  return share < 1 ? "less than 1\u00A0%" : `${Math.round(share)}\u00A0%`;
};

/** On how few pixels most of the derivatives lie. */
export function effectiveWords({ node, seen, effective: { most, total } }) {
  if (!node.layer) return "A pixel depends on itself alone.";
  if (seen.pixels === 0) return "The unit sees nothing but padding.";
  if (total === 0) return "Every ReLU on the way is off here: no pixel counts.";
  const side = Math.round(Math.sqrt(most));
  return `Nine tenths of the gradient lie on ${grouped(most)} of ${grouped(seen.pixels)} pixels (${percent(most, seen.pixels)}), as many as ${times([side, side])}.`;
}

/** What is to be heard of a layer's tile: the unit, the field, or what is reached there. */
export function tileWords({ node, index, at, seen, nodes }) {
  const tile = nodes[index];
  const name = `${tile.name}, ${times(tile.size)} units`;
  if (index === node.index) return `${name}: unit (${at.join(", ")}) is in view`;
  if (seen.boxes[index]) return `${name}: the unit in view reads ${seen.boxes[index].map((interval, axis) => span(axis ? "column" : "row", interval)).join(" and ")}`;
  if (seen.reach[index]) return `${name}: ${plural(seen.reach[index].data.reduce((sum, one) => sum + one, 0), "unit")} reached`;
  return `${name}: neither read nor reached`;
}

/** The published numbers beside those of the page. */
export function publishedWords({ preset, nodes }, presets) {
  const published = presets[preset]?.published;
  if (!published) return "";
  const [size, jump, source] = published;
  const { fields: [field], name } = nodes.at(-1);
  const agrees = field.size === size && field.jump === jump;
  return `Published for the last map: field ${size}, jump ${jump} (${source}). Here ${name} has ${field.size} and ${field.jump}: ${agrees ? "the same" : "not the same"}.`;
}

/** A layer's row in words: where it stands, its window, its field. */
export const layerWords = ({ path, name, layer }) => `${name}, layer ${pathText(path)}: ${settingsWords(layer)}`;

