/** Pixels of maps, as greys and in colours: simple loops, for there may be some hundred thousand in a frame. */

/** Colours that can be told on greys in light and dark pages alike. */
export const HUES = { read: [240, 128, 48], reached: [38, 166, 130] };
const TINT = 0.62;
/** How much of the picture is covered where a unit does not look, and behind the colours of what counts. */
const OUTSIDE = 0.7;
const BEHIND = 0.62;

const known = new WeakMap();

/** Greys of values from 0 to 1, as red, green, blue and alpha; made once for an array. */
export function greysOf(values) {
  if (known.has(values)) return known.get(values);
  const colours = new Uint8ClampedArray(4 * values.length);
  for (let at = 0; at < values.length; at += 1) {
    colours[4 * at] = colours[4 * at + 1] = colours[4 * at + 2] = 255 * values[at];
    colours[4 * at + 3] = 255;
  }
  known.set(values, colours);
  return colours;
}

/** Tint what a region has in a map so many columns wide. @param {Region | null} region */
export function tint(colours, width, region, [red, green, blue]) {
  if (!region) return;
  const { top, left, rows, columns, data } = region;
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0, to = 4 * ((top + row) * width + left); column < columns; column += 1, at += 1, to += 4) {
      if (data[at] === 0) continue;
      colours[to] += TINT * (red - colours[to]);
      colours[to + 1] += TINT * (green - colours[to + 1]);
      colours[to + 2] += TINT * (blue - colours[to + 2]);
    }
  }
}

/** Cover the picture, but not where there are paths. @param {Region} paths */
export function coverOutside(colours, width, { top, left, rows, columns, data }) {
  for (let at = 3; at < colours.length; at += 4) colours[at] = 255 * OUTSIDE;
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0, to = 4 * ((top + row) * width + left) + 3; column < columns; column += 1, at += 1, to += 4) {
      if (data[at] > 0) colours[to] = 0;
    }
  }
}

/** Cover the picture, and colour each pixel by how much it counts: by the root, or the few largest would hide all others. */
export function colourByCount(colours, width, { top, left, rows, columns, data, largest }) {
  const [red, green, blue] = HUES.read;
  for (let at = 3; at < colours.length; at += 4) colours[at] = 255 * BEHIND;
  if (!largest) return;
  for (let row = 0, at = 0; row < rows; row += 1) {
    for (let column = 0, to = 4 * ((top + row) * width + left); column < columns; column += 1, at += 1, to += 4) {
      const share = Math.sqrt(data[at] / largest);
      const seen = share + BEHIND * (1 - share);
      colours[to] = (red * share) / seen;
      colours[to + 1] = (green * share) / seen;
      colours[to + 2] = (blue * share) / seen;
      colours[to + 3] = 255 * seen;
    }
  }
}
