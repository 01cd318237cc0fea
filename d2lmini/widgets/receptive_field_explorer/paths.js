/**
 * What a unit reads in every earlier layer, and which units of later layers it reaches, apart from the page.
 *
 * @typedef {{top: number, left: number, rows: number, columns: number, data: Float64Array | Uint8Array}} Region  of a node's map
 * @typedef {[[number, number], [number, number]]} Box  first and last row, first and last column; they may lie outside of the map
 */

const unitBox = ([row, column]) => [[row, row], [column, column]];
const span = ([first, last], { stride, padding, kernel, dilation }) => [first * stride - padding, last * stride - padding + dilation * (kernel - 1)];
const around = (one, other) => (one ? one.map(([first, last], axis) => [Math.min(first, other[axis][0]), Math.max(last, other[axis][1])]) : other);

/** Where a unit's field lies in every earlier layer, padding included. @returns {(Box | null)[]} by node */
export function boxesBack(nodes, index, at) {
  const boxes = nodes.map(() => null);
  boxes[index] = unitBox(at);
  for (let node = index; node > 0; node -= 1) {
    if (!boxes[node]) continue;
    const { from, axes } = nodes[node];
    const read = axes ? boxes[node].map((interval, axis) => span(interval, axes[axis])) : boxes[node];
    for (const source of from) boxes[source] = around(boxes[source], read);
  }
  return boxes;
}

/** A region of zeros where a box lies inside of a map. */
export function regionIn(box, size, Numbers = Float64Array, planes = 1) {
  const [[top, bottom], [left, right]] = box.map(([first, last], axis) => [Math.max(0, first), Math.min(size[axis] - 1, last)]);
  const [rows, columns] = [Math.max(0, bottom - top + 1), Math.max(0, right - left + 1)];
  return { top, left, rows, columns, data: new Numbers(planes * rows * columns) };
}

/** The taps of a window at a place along one axis that lie in a region's rows or columns. @returns {[number, number]} first and past the last */
export function tapsInside(place, { stride, padding, kernel, dilation }, first, count) {
  const start = place * stride - padding - first;
  const from = start >= 0 ? 0 : Math.ceil(-start / dilation);
  return [from, Math.min(kernel, Math.floor((count - 1 - start) / dilation) + 1)];
}

/**
 * How many paths lead from a unit back to each unit before it: where there is one, the unit depends on it. Weights that are all
 * equal make the derivative proportional to this. @returns {(Region | null)[]} by node
 */
export function pathsBack(nodes, index, at) {
  const boxes = boxesBack(nodes, index, at);
  const regions = boxes.map((box, node) => box && regionIn(box, nodes[node].size));
  regions[index].data[0] = 1;
  for (let node = index; node > 0; node -= 1) {
    if (!regions[node]) continue;
    const { axes, from } = nodes[node];
    for (const source of from) (axes ? spreadWindow : addTo)(regions[node], regions[source], axes);
  }
  return regions;
}

function addTo(region, target) {
  for (let row = 0; row < region.rows; row += 1) {
    const start = (region.top - target.top + row) * target.columns + region.left - target.left;
    for (let column = 0; column < region.columns; column += 1) target.data[start + column] += region.data[row * region.columns + column];
  }
}

function spreadWindow(region, target, [vertical, horizontal]) {
  const weight = 1 / (vertical.kernel * horizontal.kernel);
  for (let row = 0; row < region.rows; row += 1) {
    const y = region.top + row;
    const [firstY, lastY] = tapsInside(y, vertical, target.top, target.rows);
    for (let column = 0; column < region.columns; column += 1) {
      const share = region.data[row * region.columns + column] * weight;
      if (share === 0) continue;
      const x = region.left + column;
      const [firstX, lastX] = tapsInside(x, horizontal, target.left, target.columns);
      for (let i = firstY; i < lastY; i += 1) {
        const start = (y * vertical.stride - vertical.padding + i * vertical.dilation - target.top) * target.columns;
        const left = start + x * horizontal.stride - horizontal.padding - target.left;
        for (let j = firstX; j < lastX; j += 1) target.data[left + j * horizontal.dilation] += share;
      }
    }
  }
}

/** Which units of every later layer a unit reaches. @returns {(Region | null)[]} by node, with ones where it does */
export function reachOf(nodes, index, at) {
  const regions = nodes.map(() => null);
  regions[index] = { top: at[0], left: at[1], rows: 1, columns: 1, data: Uint8Array.of(1) };
  for (const { from, axes, size, index: node } of nodes.slice(index + 1)) {
    const reached = from.map((source) => regions[source]).filter(Boolean);
    if (reached.length === 0) continue;
    if (axes) regions[node] = reachedBy(reached[0], axes, size);
    else regions[node] = united(reached, size);
    if (regions[node].data.length === 0) regions[node] = null;
  }
  return regions;
}

function reachedBy(source, axes, size) {
  const extents = [[source.top, source.rows], [source.left, source.columns]];
  const box = axes.map(({ stride, padding, kernel, dilation }, axis) => {
    const [first, count] = extents[axis];
    return [Math.ceil((first + padding - dilation * (kernel - 1)) / stride), Math.floor((first + count - 1 + padding) / stride)];
  });
  const region = regionIn(box, size, Uint8Array);
  for (let at = 0; at < region.data.length; at += 1) {
    const place = [region.top + Math.floor(at / region.columns), region.left + (at % region.columns)];
    region.data[at] = Number(reads(place, axes, source));
  }
  return region;
}

function reads([row, column], [vertical, horizontal], source) {
  const [firstY, lastY] = tapsInside(row, vertical, source.top, source.rows);
  const [firstX, lastX] = tapsInside(column, horizontal, source.left, source.columns);
  for (let i = firstY; i < lastY; i += 1) {
    const start = (row * vertical.stride - vertical.padding + i * vertical.dilation - source.top) * source.columns;
    const left = start + column * horizontal.stride - horizontal.padding - source.left;
    for (let j = firstX; j < lastX; j += 1) if (source.data[left + j * horizontal.dilation]) return true;
  }
  return false;
}

function united(regions, size) {
  const box = regions.map(({ top, left, rows, columns }) => [[top, top + rows - 1], [left, left + columns - 1]]).reduce(around, null);
  const region = regionIn(box, size, Uint8Array);
  for (const each of regions) addTo(each, region);
  for (let at = 0; at < region.data.length; at += 1) region.data[at] = Math.min(1, region.data[at]);
  return region;
}
