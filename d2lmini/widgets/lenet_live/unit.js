/**
 * One unit of the network, apart from the page: what it reads, how its value comes about, and which pixels it sees.
 *
 * @typedef {{layer: string, channel: number, at: [number, number]}} Pin  dense layers have maps of one number
 */

import { LAYERS, NAMES, sourceOf } from "./network.js";
import { SIDE } from "./ink.js";

/** How a unit's field in the picture grows from layer to layer: pixels along an axis, pixels from one unit to the next, first pixel. */
const FIELDS = { picture: { size: 1, jump: 1, start: 0 } };
for (const name of NAMES) {
  const { kind, from, kernel, padding } = LAYERS[name];
  const { size, jump, start } = FIELDS[from];
  FIELDS[name] = {
    conv: { size: size + (kernel - 1) * jump, jump, start: start - padding * jump },
    pool: { size: size + jump, jump: 2 * jump, start },
    // Reads all there is.
    dense: { size: SIDE, jump: 0, start: 0 },
  }[kind];
}

/** First and last row, and column, that a unit sees; below 0 and from 28 on is padding. @returns {[number, number][]} */
export const fieldOf = ({ layer, at }) =>
  at.map((index) => {
    const { size, jump, start } = FIELDS[layer];
    return [start + index * jump, start + index * jump + size - 1];
  });

/** Where a unit reads in each map of the layer before: the first row and column, and how many along each axis. */
export function windowOf({ layer, at }) {
  const { kind, kernel, padding } = LAYERS[layer];
  if (kind === "conv") return { start: at.map((index) => index - padding), length: kernel };
  if (kind === "pool") return { start: at.map((index) => 2 * index), length: 2 };
  return { start: [0, 0], length: sourceOf(layer).side };
}

/**
 * How a unit's value comes about.
 * @returns {{terms: {channel: number, row: number, column: number, value: number, weight: number, padded: boolean}[], length: number,
 *   maps: number, bias: number | null, before: number, after: number, winner: number | null}} the terms map by map, row by row; pooling
 *   has a winner, and neither weights (they are 1) nor a bias
 */
export function unitOf(weights, values, { layer, channel, at }) {
  const [{ kind, from, side }, source] = [LAYERS[layer], sourceOf(layer)];
  const { start, length } = windowOf({ layer, at });
  const maps = kind === "pool" ? [channel] : [...Array(source.channels).keys()];
  const [input, count] = [values[from].after, length * length];
  const terms = maps.flatMap((map, block) => Array.from({ length: count }, (_, tap) => {
    const [row, column] = [start[0] + Math.floor(tap / length), start[1] + (tap % length)];
    const padded = Math.min(row, column) < 0 || Math.max(row, column) >= source.side;
    const value = padded ? 0 : input[(map * source.side + row) * source.side + column];
    const weight = kind === "pool" ? 1 : weights[layer].weight[(channel * maps.length + block) * count + tap];
    return { channel: map, row, column, value, weight, padded };
  }));
  const index = (channel * side + at[0]) * side + at[1];
  const winner = kind === "pool" ? terms.reduce((best, { value }, tap) => (value > terms[best].value ? tap : best), 0) : null;
  const [before, after] = [values[layer].before[index], values[layer].after[index]];
  return { terms, length, maps: maps.length, bias: kind === "pool" ? null : weights[layer].bias[channel], before, after, winner };
}

/** What each map of the layer before adds to the sum. */
export function partsOf({ terms, maps }) {
  const count = terms.length / maps;
  return Array.from({ length: maps }, (_, map) => terms.slice(map * count, (map + 1) * count).reduce((sum, { value, weight }) => sum + value * weight, 0));
}

/** The size of a layer's maps, and how many there are. */
export const boundsOf = (layer) => ({ channels: LAYERS[layer].channels, side: LAYERS[layer].side });

/** The same place in another layer, or the nearest to it: a pin that moves on sees what it saw. @returns {Pin} */
export function pinnedIn(layer, pin) {
  const { channels, side } = boundsOf(layer);
  const most = Math.max(1, LAYERS[pin.layer].side - 1);
  const at = pin.at.map((index) => Math.round((index * (side - 1)) / most));
  return { layer, channel: Math.min(pin.channel, channels - 1), at };
}

/** How a unit is called. */
export function unitName({ layer, channel, at }) {
  if (LAYERS[layer].kind !== "dense") return `unit (${at.join(", ")}) of ${layer}, map ${channel}`;
  return layer === "output" ? `the logit of digit ${channel}` : `unit ${channel} of ${layer}`;
}

const span = (what, [first, last]) => {
  const [from, to] = [Math.max(0, first), Math.min(SIDE - 1, last)];
  return from === to ? `${what} ${from}` : `${what}s ${from} to ${to}`;
};

/** Which part of the picture a unit sees. */
export function fieldWords(pin) {
  const [rows, columns] = fieldOf(pin);
  if (LAYERS[pin.layer].kind === "dense") return "sees the whole picture";
  const padding = [rows, columns].some(([first, last]) => first < 0 || last >= SIDE) ? ", and padding" : "";
  return `sees ${span("row", rows)} and ${span("column", columns)}${padding}`;
}
