/** Every layer as a small map: what the unit in view reads there, or which units it reaches. A tap on a map chooses a unit. */

import { isInside } from "./graph.js";
import { greysOf, HUES, tint } from "./paint.js";
import { oneOrBoth, tileWords, windowWords } from "./words.js";
import { samePlace, walk } from "../shared/grids/cells.js";
import { times } from "../shared/maths/bounds.js";
import { element, follow, setAttribute, setText } from "../shared/page/dom.js";

/** The same place in another layer's map, or the nearest. */
export const carried = (at, from, to) => at.map((index, axis) => Math.round(((index + 0.5) * to[axis]) / from[axis] - 0.5)).map((index, axis) => Math.max(0, Math.min(to[axis] - 1, index)));

const shownIn = ({ nodes, inside }) => nodes.filter((node) => node.layer && (inside || !isInside(node)));

/** The unit of the layer before or after the one in view, among those that are shown; 0 is the picture. */
function neighbour(now, by) {
  const line = [now.nodes[0], ...shownIn(now)];
  const place = line.findIndex(({ index }) => index >= now.node.index);
  const node = line[Math.max(0, Math.min(line.length - 1, place + by))];
  return { layer: node.path, at: carried(now.at, now.node.size, node.size) };
}

/** What keys do on a map: arrows walk its units, PageUp and PageDown go to the layer before or after. */
export function keysOn(here, nodeOf) {
  return (event) => {
    const now = here.now();
    const node = nodeOf();
    const [isInView, turns] = [now.node === node, { PageUp: -1, PageDown: 1 }[event.key]];
    const at = turns ? null : isInView ? walk(event, now.at, node.size) : event.key === "Enter" || walk(event, [0, 0], [2, 2]) ? carried(now.at, now.node.size, node.size) : null;
    if (!turns && !at) return;
    event.preventDefault();
    if (turns) here.change(neighbour(now, turns));
    else if (!isInView || !samePlace(at, now.at)) here.change({ layer: node.path, at });
  };
}

/** The unit of a map under the pointer. */
export function unitUnder(event, map, [rows, columns]) {
  const box = map.getBoundingClientRect();
  const place = [((event.clientY - box.top) / box.height) * rows, ((event.clientX - box.left) / box.width) * columns].map(Math.floor);
  return place.every((index, axis) => index >= 0 && index < [rows, columns][axis]) ? place : null;
}

/** A mark around a unit, in shares of its map. */
export function placeMark(mark, [row, column], [rows, columns]) {
  Object.assign(mark.style, { top: `${(100 * row) / rows}%`, left: `${(100 * column) / columns}%`, height: `${100 / rows}%`, width: `${100 / columns}%` });
}

/** Draw a map in greys, and in colour what is read or reached there. */
function paint(context, image, node, { averages, seen, node: unit }) {
  image.data.set(greysOf(averages[node.index]));
  if (node !== unit) {
    tint(image.data, node.size[1], seen.back[node.index], HUES.read);
    tint(image.data, node.size[1], seen.reach[node.index], HUES.reached);
  }
  context.putImageData(image, 0, 0);
}

function makeTile(here) {
  let [node, image] = [null, null];
  const canvas = element("canvas", { "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const mark = element("div", { class: "d2l-mark", "aria-hidden": "true" });
  const handle = element("div", { class: "d2l-handle", role: "slider", "aria-valuemin": 0, on: { keydown: keysOn(here, () => node) } });
  const map = element("div", { class: "d2l-map", on: { click: choose } }, canvas, mark, handle);
  const [name, size, sees, given] = ["strong", "span", "span", "span"].map((tag) => element(tag, { class: tag === "strong" ? null : "d2l-caption" }));
  const box = element("div", { class: "d2l-tile" }, map, name, size, sees, given);

  function choose(event) {
    const at = unitUnder(event, map, node.size);
    if (!at) return;
    here.change({ layer: node.path, at });
    handle.focus({ preventScroll: true });
  }

  function show(next, now, isStop) {
    if (next !== node) {
      node = next;
      Object.assign(canvas, { width: node.size[1], height: node.size[0] });
      image = context.createImageData(node.size[1], node.size[0]);
      map.style.aspectRatio = `${node.size[1]} / ${node.size[0]}`;
      setText(name, node.name);
      setText(given, windowWords(node.layer));
      setText(size, `map ${times(node.size)}`);
      setText(sees, `sees ${oneOrBoth(node.fields.map((field) => field.size))}`);
      setAttribute(box, "data-inside", isInside(node) ? "true" : null);
      setAttribute(handle, "aria-label", `unit of ${node.name}`);
      setAttribute(handle, "aria-valuemax", node.size[0] * node.size[1] - 1);
    }
    paint(context, image, node, now);
    const isInView = now.node === node;
    mark.hidden = !isInView;
    if (isInView) placeMark(mark, now.at, node.size);
    setAttribute(box, "data-in-view", isInView ? "true" : null);
    setAttribute(handle, "aria-valuenow", isInView ? now.at[0] * node.size[1] + now.at[1] : 0);
    setAttribute(handle, "aria-valuetext", tileWords({ ...now, index: node.index }));
    setAttribute(handle, "tabindex", isStop ? 0 : -1);
  }
  return { box, handle, show };
}

/** @returns {HTMLElement} one tab stop: the layer in view, or else the last one */
export function layerTiles(here) {
  const tiles = [];
  const list = element("div", { class: "d2l-tiles", role: "group", "aria-label": "layers, each with its map" });
  return follow(list, (now) => [now.nodes, now.seen, now.averages, now.inside], () => {
    const now = here.now();
    const nodes = shownIn(now);
    const hadFocus = tiles.some(({ handle }) => handle === list.getRootNode().activeElement);
    while (tiles.length < nodes.length) {
      tiles.push(makeTile(here));
      list.append(tiles.at(-1).box);
    }
    for (const { box } of tiles.splice(nodes.length)) box.remove();
    const stop = Math.max(0, nodes.includes(now.node) ? nodes.indexOf(now.node) : nodes.length - 1);
    tiles.forEach((tile, index) => tile.show(nodes[index], now, index === stop));
    if (hadFocus) tiles[stop]?.handle.focus({ preventScroll: true });
  });
}
