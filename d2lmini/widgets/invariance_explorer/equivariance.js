/**
 * How far each layer is from equivariance, apart from the page: f(shift x) beside shift f(x). `layers.py` does the same, and tests compare
 * the two.
 */

const NEAR = 1e-9;

/** For each row of a moved map, the rows that it asks and their shares; null where it would ask beyond the map. */
function asked(by, side) {
  return Array.from({ length: side }, (_, row) => {
    const from = row - by;
    const [low, share] = [Math.floor(from + NEAR), Math.max(0, from - Math.floor(from + NEAR))];
    const high = share > NEAR ? low + 1 : low;
    return low < 0 || high >= side ? null : { low, high, share };
  });
}

/**
 * Maps moved down and to the right, linearly interpolated between two units; NaN where nothing is known.
 * @param {Float64Array} values @param {[number, number]} by in units of these maps
 */
export function moved(values, { channels, side }, by) {
  const [rows, columns] = by.map((length) => asked(length, side));
  const output = new Float64Array(values.length).fill(NaN);
  for (let channel = 0; channel < channels; channel += 1) {
    const start = channel * side * side;
    rows.forEach((down, row) => {
      if (!down) return;
      const [top, bottom] = [start + down.low * side, start + down.high * side];
      columns.forEach((right, column) => {
        if (!right) return;
        const between = (line) => (1 - right.share) * values[line + right.low] + right.share * values[line + right.high];
        output[start + row * side + column] = (1 - down.share) * between(top) + down.share * between(bottom);
      });
    });
  }
  return output;
}

/** The map with most in it: what there is to see of a layer with many. */
function fullest(values, { channels, side }) {
  const area = side * side;
  const amounts = Array.from({ length: channels }, (_, channel) =>
    values.subarray(channel * area, (channel + 1) * area).reduce((sum, value) => sum + value * value, 0));
  return amounts.indexOf(Math.max(...amounts));
}

/**
 * A layer's values for the moved digit, and its values for the digit where it was, moved after it. Units without a place are compared as
 * they are.
 * @param {Float64Array} after of the moved digit @param {Float64Array} before of the digit that has not moved
 * @returns {{by: [number, number] | null, share: number, most: number, shown: Record<string, Float64Array>}} `share` is
 *   |f(shift x) − shift f(x)| / |f(shift x)|; `shown` are one map of both and of the difference, or all units, and `most` the scale of their
 *   colours
 */
export function compared(layer, after, before, shift) {
  const by = layer.side > 1 ? shift.map((pixels) => pixels / layer.jump) : null;
  const expected = by ? moved(before, layer, by) : before;
  const difference = after.map((value, at) => value - expected[at]);
  let [wrong, all] = [0, 0];
  for (let at = 0; at < after.length; at += 1) {
    if (Number.isNaN(expected[at])) continue;
    wrong += difference[at] ** 2;
    all += after[at] ** 2;
  }
  const map = by ? fullest(after, layer) : 0;
  const part = (values) => (by ? values.subarray(map * layer.side ** 2, (map + 1) * layer.side ** 2) : values);
  const shown = { after: part(after), expected: part(expected), difference: part(difference) };
  const most = shown.after.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return { by, share: Math.sqrt(wrong) / (Math.sqrt(all) || 1), most, shown };
}
