/** Where a layer's size, jump and start come from: the recursion with the page's numbers, term by term. */

import { intervalOf } from "./graph.js";
import { formatNumber } from "../shared/page/format.js";

const written = (number) => (number < 0 ? `(−${-number})` : `${number}`);
const plain = (number) => formatNumber(number);

/** The formulas of a layer with a window, along one axis. */
function windowLines(before, after, { kernel, stride, padding, dilation }) {
  return {
    size: `${before.size} + (${kernel} − 1)·${dilation}·${before.jump} = ${after.size}`,
    jump: `${before.jump}·${stride} = ${after.jump}`,
    start: `${plain(before.start)} − ${padding}·${before.jump} = ${plain(after.start)}`,
  };
}

/** The formulas of branches that are joined: from the first start to the last end. */
function joinedLines(branches, after) {
  const starts = branches.map(({ start }) => plain(start)).join(", ");
  const ends = branches.map(({ start, size }) => plain(start + size)).join(", ");
  return {
    size: `max(${ends}) − min(${starts}) = ${after.size}`,
    jump: `${after.jump}, as in every branch`,
    start: `min(${starts}) = ${plain(after.start)}`,
  };
}

/** @returns {Record<string, string>} by what they come to; none for the picture */
export function recursionOf(nodes, node, at, axis) {
  const after = node.fields[axis];
  const before = node.from.map((source) => nodes[source].fields[axis]);
  const lines = node.axes ? windowLines(before[0], after, node.axes[axis]) : joinedLines(before, after);
  const [first, last] = intervalOf(after, at[axis]);
  const half = (after.size - 1) / 2;
  return {
    ...lines,
    first: `${plain(after.start)} + ${at[axis]}·${after.jump} = ${plain(first)}`,
    last: `${plain(first)} + ${after.size} − 1 = ${plain(last)}`,
    centre: `${plain(after.start)} + ${at[axis]}·${after.jump} + ${plain(half)} = ${plain(first + half)}`,
    all: inAll(nodes, node, axis),
  };
}

/** The size as a sum over the layers on the way: each adds its kernel, less one, in steps of the layer before. */
export function inAll(nodes, node, axis) {
  const terms = [];
  let at = node;
  while (at.layer) {
    if (at.axes) {
      const before = nodes[at.from[0]];
      const { kernel, dilation } = at.axes[axis];
      if (kernel > 1) terms.unshift(`${(kernel - 1) * dilation}·${before.fields[axis].jump}`);
      at = before;
    } else {
      // Where one branch sees all that the others see, the sum is along that one.
      const { start, size } = at.fields[axis];
      const widest = at.from.map((source) => nodes[source]).find(({ fields }) => fields[axis].start === start && fields[axis].size === size);
      if (!widest) return "";
      at = widest;
    }
  }
  return `1${terms.map((term) => ` + ${term}`).join("")} = ${written(node.fields[axis].size)}`;
}
