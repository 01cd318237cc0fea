/** Why a block cannot join what its branches make, and the nearest ways out. See `misfits.js`. */

import { isMap, numbersIn, windowOf } from "./layers.js";
import { named, once, setting, shapeWords } from "./misfits.js";
import { isBlock } from "../maths/layer_tree.js";
import { pair } from "../maths/matrix.js";
import { listed, plural } from "../page/format.js";

const DEMANDS = {
  Add: "branches that are added must agree in channels, height and width",
  Concat: "channels can stand behind each other only at one height and width",
};

/** What of a shape must agree. */
const agreeing = (layer, shape) => (layer === "Add" ? shape : [shape.length, ...shape.slice(1)]);

/** @param {Shape[]} outputs of the branches @param {Shape} input of all of them @returns {{why: string, fixes: Fix[]} | null} */
export function blockMisfit({ layer, branches }, outputs, input) {
  const parts = outputs.map((shape) => `${agreeing(layer, shape)}`);
  if (parts.every((part) => part === parts[0])) return null;
  const most = parts.map((part) => parts.filter((other) => other === part).length);
  // The branch that most others agree with is right, and of these the first that has layers.
  const right = most.map((count, index) => (count === Math.max(...most) && branches[index].length ? index : -1)).find((index) => index >= 0) ?? 0;
  const wrong = parts.findIndex((part) => part !== parts[right]);
  const mended = isMap(input) && outputs.every(isMap) ? mends(layer, branches[wrong], outputs[wrong], outputs[right], input) : [];
  const fixes = mended.map(({ at, ...fix }) => ({ ...fix, at: [wrong, at], words: `${fix.words} on branch ${wrong}` }));
  const why = `${DEMANDS[layer]}; here they make ${listed(outputs.map(shapeWords))}`;
  return { why, fixes: [...fixes, { words: `take branch ${wrong} out`, at: [wrong], remove: true }] };
}

/** What would bring a branch from its output's shape to another. `at` is a place in the branch. */
function mends(layer, branch, output, target, input) {
  if (branch.length === 0) return projection(layer, target, input);
  const grows = [1, 2].map((axis) => target[axis] - output[axis]);
  if (grows.every((by) => by === 0)) return widened(branch, target);
  const at = branch.findLastIndex((each) => !isBlock(each) && windowOf(each));
  if (at < 0 || layer === "Add" && output[0] !== target[0] || branch.slice(at + 1).some(isBlock)) return [];
  const slid = windowOf(branch[at]);
  const padding = slid.padding.map((length, axis) => length + grows[axis] / 2);
  const fits = slid.stride.every((step) => step === 1) && padding.every((length) => length >= 0 && Number.isInteger(length));
  const roomy = !branch[at].layer.endsWith("Pool2d") || padding.every((length, axis) => length <= slid.kernel[axis] / 2);
  return fits && roomy && branch[at].padding !== undefined ? [{ ...setting({ padding: once(padding) }), at }] : [];
}

/** The last convolution with another number of channels, if nothing after it counts them. */
function widened(branch, target) {
  const at = branch.findLastIndex(({ layer }) => layer === "Conv2d");
  if (at < 0 || branch.slice(at).some(isBlock) || target[0] % branch[at].groups !== 0) return [];
  return [{ ...setting({ out_channels: target[0] }), at }];
}

/** A 1×1 convolution on an empty branch, as ResNet has it where the shape changes. */
function projection(layer, target, input) {
  const stride = [1, 2].map((axis) => Math.max(1, Math.round(input[axis] / target[axis])));
  if (stride.some((step, axis) => Math.floor((input[axis + 1] - 1) / step) + 1 !== target[axis + 1])) return [];
  const channels = layer === "Add" ? target[0] : input[0];
  const settings = { in_channels: null, out_channels: channels, kernel_size: 1, stride: once(stride), padding: 0, dilation: 1, groups: 1, bias: true };
  const strided = numbersIn(pair(stride)) > 1 ? ` and ${named("stride", once(stride))}` : "";
  return [{ words: `put a 1×1 convolution with ${plural(channels, "channel")}${strided}`, at: 0, insert: { layer: "Conv2d", ...settings } }];
}
