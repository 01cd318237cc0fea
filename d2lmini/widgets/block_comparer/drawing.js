/**
 * A block as a drawing: its layers from the input down, as wide as they have channels, branches beside each other. Each layer is a
 * button; a drawing is one tab stop, ↑ ↓ walk through its layers, ← → lead to the drawings beside it, Escape lets the layer go.
 */

import { isActivation } from "./blocks.js";
import { cardName } from "./words.js";
import { isBlock } from "../shared/maths/layer_tree.js";
import { everyRow } from "../shared/network/network.js";
import { shapeText } from "../shared/network/spell.js";
import { rowWords } from "../shared/network/words.js";
import { element, follow, setAttribute } from "../shared/page/dom.js";
import { grouped } from "../shared/page/format.js";

const square = (kernel) => `${kernel}×${kernel}`;

/** A layer in two words. */
function tileWords({ layer, output }) {
  if (layer.layer === "Conv2d") return [square(layer.kernel_size), layer.groups > 1 ? `${grouped(output[0])}, each alone` : grouped(output[0])];
  if (layer.layer === "MaxPool2d") return [`max ${square(layer.kernel_size)}`, grouped(output[0])];
  if (layer.layer === "Concat") return ["concatenate", grouped(output[0])];
  return [{ Add: "+", BatchNorm2d: "norm" }[layer.layer] ?? layer.layer, ""];
}

function kindOf({ layer }) {
  if (isBlock(layer)) return layer.layer === "Add" ? "add" : "concat";
  return isActivation(layer) ? "activation" : { Conv2d: "convolution", MaxPool2d: "pool" }[layer.layer] ?? "norm";
}

/** How wide the widest layer of these is; in branches beside each other, all are as wide as there is room. */
const widestOf = (rows) => Math.max(...everyRow(rows).map(({ output }) => output[0]));

function tile(row, widest) {
  const [name, count] = tileWords(row).map((text) => element("span", { translate: "no" }, text));
  const share = widest ? row.output[0] / widest : 1;
  const node = element("button", { type: "button", class: "d2l-tile", "data-kind": kindOf(row), "aria-label": rowWords(row, false), "--share": share }, name, count);
  node.path = row.path;
  return node;
}

function branchNode({ rows }, widest) {
  if (rows.length === 0) return element("div", { class: "d2l-shortcut", "aria-hidden": "true" });
  return element("div", { class: "d2l-way" }, ...rows.flatMap((row) => rowNodes(row, widest)));
}

function rowNodes(row, widest) {
  if (!isBlock(row.layer)) return [tile(row, widest)];
  const join = row.layer.layer;
  const inner = join === "Add" ? widest : null;
  return [element("div", { class: "d2l-ways", "data-join": join }, ...row.branches.map((branch) => branchNode(branch, inner))), tile(row, join === "Add" ? null : widest)];
}

/** @param {number} count drawings, of which as many are in view as there are cards */
export function blockDrawings(here, count) {
  const drawings = Array.from({ length: count }, (_, index) => makeDrawing(index));
  const nearest = (items, place) => items[Math.max(0, Math.min(items.length - 1, place))];

  function select(index, place) {
    const chosen = nearest(drawings[index].tiles, place);
    here.change({ at: [index, ...chosen.path] });
    chosen.focus({ preventScroll: true });
    chosen.scrollIntoView({ block: "nearest" });
  }

  function keyAct({ key }, index, place) {
    const steps = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
    const aside = { ArrowLeft: -1, ArrowRight: 1 };
    if (key in steps) return () => select(index, place + steps[key]);
    if (key in aside) return () => select(nearest([...here.now().cards.keys()], index + aside[key]), place);
    return key === "Escape" ? () => here.change({ at: [] }) : null;
  }

  function makeDrawing(index) {
    const drawing = { tiles: [] };
    const placeOf = (target) => drawing.tiles.indexOf(target.closest(".d2l-tile"));
    function onClick({ target }) {
      const place = placeOf(target);
      if (place < 0) return;
      if (drawing.tiles[place].getAttribute("aria-pressed") === "true") here.change({ at: [] });
      else select(index, place);
    }
    function onKey(event) {
      const act = placeOf(event.target) < 0 ? null : keyAct(event, index, placeOf(event.target));
      if (!act) return;
      event.preventDefault();
      act();
    }
    const card = (now) => now.cards[index];
    const label = (now) => `layers of ${cardName(card(now))}`;
    const layers = element("div", { class: "d2l-layers", role: "group", "aria-label": label, on: { click: onClick, keydown: onKey } });
    follow(layers, (now) => [card(now).once], (network) => {
      const focused = drawing.tiles.indexOf(layers.getRootNode().activeElement);
      layers.replaceChildren(...network.rows.flatMap((row) => rowNodes(row, widestOf(network.rows))));
      drawing.tiles = [...layers.querySelectorAll(".d2l-tile")];
      if (focused >= 0) nearest(drawing.tiles, focused).focus();
    });
    follow(layers, (now) => [card(now).once, now.at], (_, at) => {
      const chosen = drawing.tiles.findIndex(({ path }) => `${[index, ...path]}` === `${at}`);
      drawing.tiles.forEach((node, place) => {
        setAttribute(node, "aria-pressed", `${place === chosen}`);
        setAttribute(node, "tabindex", place === Math.max(0, chosen) ? 0 : -1);
      });
    });
    const shape = (side, of) => element("span", { class: `d2l-shape d2l-${side}`, translate: "no" }, (now) => shapeText(of(card(now).stack)));
    drawing.node = element("div", { class: "d2l-drawing" }, shape("input", ({ rows }) => rows[0].input), layers, shape("output", ({ output }) => output));
    return drawing;
  }
  return drawings.map(({ node }) => node);
}
