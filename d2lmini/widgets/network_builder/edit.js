/** Changes to a network that follow from what its layers read. Others are in `shared/maths/layer_tree.js`. */

import { readsBy } from "../shared/network/layers.js";
import { everyRow, networkOf } from "../shared/network/network.js";
import { addedAt, isBlock, patched, removed } from "../shared/maths/layer_tree.js";

/** The network without those written counts that equal what arrives: they follow what stands before. */
export function settled(net, shape) {
  const rows = everyRow(networkOf(net, shape).rows);
  const follow = (result, { path, layer, input }) => {
    const name = readsBy(layer);
    return name && input && layer[name] === input[0] ? patched(result, path, { [name]: null }) : result;
  };
  return rows.filter(({ layer }) => !isBlock(layer)).reduce(follow, net);
}

/** The change of the state that a fix asks for. */
export function mended({ net, shape }, path, { at = [], patch, insert, remove, input }) {
  const place = [...path, ...at];
  if (input) return { shape: [input, ...shape.slice(1)] };
  if (insert) return { net: addedAt(net, place, insert) };
  return { net: remove ? removed(net, place) : patched(net, place, patch) };
}
