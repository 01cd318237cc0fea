/** All maps of the network, a canvas for each layer; any unit is pinned by a click, a tap or a key, and moved with the arrow keys. */

import { countOf, hasActivation, LAYERS, NAMES } from "./network.js";
import { placeOver, tiledCanvas, tiling } from "../shared/photos/tiles.js";
import { pinnedIn, windowOf } from "./unit.js";
import { unitWords } from "./words.js";
import { walk } from "../shared/grids/cells.js";
import { element, fitChildren, follow, refresh } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

/** Maps in a row, on a wide page and on a narrow one. */
const IN_A_ROW = { "conv 1": [6, 3], "pool 1": [6, 6], "conv 2": [8, 8], "pool 2": [8, 8], "dense 1": [40, 30], "dense 2": [42, 28], output: [10, 10] };
const NARROW = 480;
const TILES = Object.fromEntries(NAMES.map((name) => [name, IN_A_ROW[name].map((columns) => tiling(LAYERS[name], columns))]));

/** The size of the largest of a layer's values. */
export const largestOf = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const shape = ({ channels, side }) => (side > 1 ? `${channels} maps of ${side}×${side}` : `${channels} units`);

/** What a row shows: values before the activation, or after it. */
function shownWords(name, values) {
  if (!hasActivation(name)) return LAYERS[name].kind === "pool" ? "largest of each 2×2" : "logits, no activation";
  return values === "after" ? "after ReLU" : "before ReLU";
}

/** The scale of a layer's colours, in numbers. */
export const legend = (most) =>
  element(
    "span",
    { class: "d2l-legend", translate: "no" },
    element("span", {}, (now) => formatNumber(-most(now))),
    element("span", { class: "d2l-scale", "aria-hidden": "true" }),
    element("span", {}, (now) => formatNumber(most(now))),
  );

/** A thin frame around each map. */
function frames(tilesOf) {
  const node = element("div", { class: "d2l-windows", "aria-hidden": "true" });
  return follow(node, () => [tilesOf()], (tiles) => {
    fitChildren(node, tiles.side > 1 ? tiles.channels : 0, () => element("div", { class: "d2l-map-frame" }));
    [...node.children].forEach((frame, map) => {
      const [top, left] = tiles.cornerOf(map);
      placeOver(frame, tiles, { top, left, rows: tiles.side, columns: tiles.side });
    });
  });
}

/** Frames around what the unit in view reads in the maps before it; a dense unit reads all. */
function windows(name, tilesOf) {
  const node = element("div", { class: "d2l-windows", "aria-hidden": "true" });
  return follow(node, (now) => [now.pin, tilesOf()], (pin, tiles) => {
    const { from, kind } = LAYERS[pin.layer];
    const maps = from !== name || kind === "dense" ? [] : kind === "pool" ? [pin.channel] : [...Array(tiles.channels).keys()];
    const { start, length } = windowOf(pin);
    const [first, last] = [start.map((index) => Math.max(0, index)), start.map((index) => Math.min(tiles.side, index + length))];
    fitChildren(node, maps.length, () => element("div", { class: "d2l-window-frame" }));
    maps.forEach((map, index) => {
      const [top, left] = tiles.cornerOf(map);
      placeOver(node.children[index], tiles, { top: top + first[0], left: left + first[1], rows: last[0] - first[0], columns: last[1] - first[1] });
    });
  });
}

/** The maps of a layer to choose a unit from. */
function maps(here, name) {
  let narrow = 0;
  const layer = LAYERS[name];
  const tilesOf = () => TILES[name][narrow];
  const pinOf = (now) => (now.pin.layer === name ? now.pin : null);
  const label = ({ values: shown }) => `${name}, ${shape(layer)}, ${shownWords(name, shown)}`;
  const canvas = tiledCanvas((now) => [now.layers[name][now.values], tilesOf(), now.scales[name], label(now)]);
  const marker = element("div", { class: "d2l-marker", "aria-hidden": "true" });
  follow(marker, (now) => [pinOf(now), tilesOf()], (pin, tiles) => {
    marker.hidden = pin === null;
    if (!pin) return;
    const [top, left] = tiles.cornerOf(pin.channel);
    placeOver(marker, tiles, { top: top + pin.at[0], left: left + pin.at[1], rows: 1, columns: 1 });
  });

  const pinTo = (pin) => here.change({ layer: name, ...pin });

  function point({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    pinTo(tilesOf().unitAt([(clientY - box.top) / box.height, (clientX - box.left) / box.width]));
  }

  /** Walk the map, and at its edge on to the next one. */
  function next(event, { channel, at }) {
    const { columns } = tilesOf();
    const moved = walk(event, at, [layer.side, layer.side]);
    if (!moved) return null;
    if (moved.some((index, axis) => index !== at[axis]) || !event.key.startsWith("Arrow")) return { channel, at: moved };
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (channel + by < 0 || channel + by >= layer.channels) return { channel, at };
    const across = event.key === "ArrowLeft" || event.key === "ArrowRight" ? 1 : 0;
    return { channel: channel + by, at: at.with(across, by < 0 ? layer.side - 1 : 0) };
  }

  /** The first key pins a unit of the layer, the next ones move on. */
  function onKey(event) {
    const pin = pinOf(here.now());
    const to = pin ? next(event, pin) : event.key === "Enter" || event.key.startsWith("Arrow") ? pinnedIn(name, here.now().pin) : null;
    if (!to) return;
    event.preventDefault();
    pinTo({ channel: to.channel, at: to.at });
  }
  const indexOf = ({ channel, at }) => (channel * layer.side + at[0]) * layer.side + at[1];
  const handle = element("div", {
    class: "d2l-handle",
    role: "slider",
    tabindex: 0,
    "aria-label": `unit of ${name}`,
    "aria-valuemin": 0,
    "aria-valuemax": countOf(layer) - 1,
    "aria-valuenow": (now) => (pinOf(now) ? indexOf(now.pin) : 0),
    "aria-valuetext": (now) => (pinOf(now) ? unitWords(now) : "not in view; Enter or an arrow key pins a unit"),
    on: { keydown: onKey },
  });
  const node = element("div", { class: "d2l-maps", on: { click: point } }, canvas, frames(tilesOf), windows(name, tilesOf), marker, handle);
  const observer = new ResizeObserver(([{ target }]) => {
    const next = Number(target.closest(".d2l-layers").clientWidth < NARROW);
    if (next === narrow) return;
    narrow = next;
    refresh(node, here.now());
  });
  observer.observe(node);
  here.signal.addEventListener("abort", () => observer.disconnect());
  return node;
}

function layerRow(here, name) {
  const { kind } = LAYERS[name];
  const caption = element(
    "div",
    { class: "d2l-layer-caption" },
    element("strong", { "data-pinned": (now) => `${now.pin.layer === name}` }, name),
    element("span", { class: "d2l-caption" }, shape(LAYERS[name])),
    element("span", { class: "d2l-caption" }, (now) => shownWords(name, now.values)),
    legend((now) => now.scales[name]),
  );
  return element("div", { class: `d2l-layer d2l-layer-${kind}`, role: "group", "aria-label": name }, caption, maps(here, name));
}

export const layerRows = (here) => element("div", { class: "d2l-layers" }, ...NAMES.map((name) => layerRow(here, name)));
