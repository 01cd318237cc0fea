/** Changes to layers that may have branches: each gives a new list, in which what did not change is the same as before. */

/** Whether a layer is a block, with lists of layers side by side. */
export const isBlock = ({ branches }) => branches !== undefined;

/** The network with the list at a path changed; [] is the network itself, [4, 1] branch 1 of layer 4. */
function changed(net, path, change) {
  if (path.length === 0) return change(net);
  const [index, branch, ...rest] = path;
  const block = net[index];
  return net.with(index, { ...block, branches: block.branches.with(branch, changed(block.branches[branch], rest, change)) });
}

/** The network with the list of branches of a block changed. */
const branchesChanged = (net, path, change) =>
  changed(net, path.slice(0, -1), (layers) => layers.with(path.at(-1), { ...layers[path.at(-1)], branches: change(layers[path.at(-1)].branches) }));

/** Whether a path leads to a branch, and not to a layer. */
export const isBranch = (path) => path.length > 0 && path.length % 2 === 0;

const without = (items, index) => items.filter((_, at) => at !== index);
const inserted = (items, index, item) => [...items.slice(0, index), item, ...items.slice(index)];
const swapped = (items, one, other) => items.with(one, items[other]).with(other, items[one]);

/** The list that a path ends in, or the layer: undefined where there is none. */
export function found(net, path) {
  let here = net;
  for (const [depth, index] of path.entries()) here = (depth % 2 ? here?.branches : here)?.[index];
  return here;
}

/** A list of layers, or of branches. */
const among = (net, path, change) => (isBranch(path) ? branchesChanged(net, path.slice(0, -1), change) : changed(net, path.slice(0, -1), change));

/** How many layers, or branches, stand in the list that a path ends in. */
export const siblings = (net, path) => (isBranch(path) ? found(net, path.slice(0, -1)).branches : found(net, path.slice(0, -1)) ?? net).length;

/** The network with a layer after the one at a path: at the start of a branch, at the end for []. @returns {[Layer[], Path]} */
export function addedAfter(net, path, layer) {
  const list = isBranch(path) ? path : path.slice(0, -1);
  const index = path.length === 0 ? net.length : isBranch(path) ? 0 : path.at(-1) + 1;
  return [changed(net, list, (layers) => inserted(layers, index, layer)), [...list, index]];
}

/** The network with a layer at a path, before the one that stands there. */
export const addedAt = (net, path, layer) => changed(net, path.slice(0, -1), (layers) => inserted(layers, path.at(-1), layer));

export const removed = (net, path) => among(net, path, (items) => without(items, path.at(-1)));
export const patched = (net, path, patch) => changed(net, path.slice(0, -1), (layers) => layers.with(path.at(-1), { ...layers[path.at(-1)], ...patch }));

/** The network with a layer, or a branch, moved past its neighbour. @returns {[Layer[], Path]} */
export function moved(net, path, by) {
  const [index, next] = [path.at(-1), path.at(-1) + by];
  return [among(net, path, (items) => swapped(items, index, next)), path.with(-1, next)];
}

export const branchAdded = (net, path) => branchesChanged(net, path, (branches) => [...branches, []]);

/** The nearest path that leads somewhere, when a network has changed. */
export function kept(net, path) {
  const reached = [];
  for (const index of path) {
    const items = reached.length === 0 ? net : isBranch(reached) ? found(net, reached) : found(net, reached).branches ?? [];
    if (items.length === 0) return reached;
    if (index >= items.length) return [...reached, items.length - 1];
    reached.push(index);
  }
  return reached;
}
