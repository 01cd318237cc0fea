/** A photograph on canvas, with a cross-hair around one of its pixels, which is a place that a trait holds. */

import { picture } from "./picture.js";
import { samePlace, walk } from "../grids/cells.js";
import { element } from "../page/dom.js";

const STRIDE = 10;

function moveTo(here, trait, place) {
  if (!samePlace(place, here.now()[trait])) here.change({ [trait]: place });
}

/**
 * @param {object} options
 * @param {string} options.role
 * @param {[number, number]} options.size height and width
 * @param {string} options.trait the place of the cross-hair; pointing at a pixel moves it there
 * @param {Function} options.read what `picture` shows
 * @param {(now: object) => [number, number]} [options.framed] the middle of the framed square, unless it is the place itself
 * @param {(now: object) => number} [options.length] pixels of the framed square's side
 */
export function photoView(here, { role, size: [height, width], trait, read, framed = (now) => now[trait], length = () => 1 }, ...over) {
  const canvas = picture([height, width], read);
  const start = (axis) => (now) => framed(now)[axis] - (length(now) - 1) / 2;
  const hair = element("div", {
    class: "d2l-hair",
    "aria-hidden": "true",
    "--pixel": `calc(100cqi / ${width})`,
    "--row": start(0),
    "--column": start(1),
    "--length": length,
  });

  function point(event) {
    const box = canvas.getBoundingClientRect();
    const place = [Math.floor(((event.clientY - box.top) / box.height) * height), Math.floor(((event.clientX - box.left) / box.width) * width)];
    if (place[0] >= 0 && place[0] < height && place[1] >= 0 && place[1] < width) moveTo(here, trait, place);
  }
  const on = { pointermove: (event) => event.pointerType === "mouse" && point(event), click: point };
  const node = element("div", { class: `d2l-photo d2l-${role}`, on }, canvas, hair, ...over);
  Object.assign(node.style, { aspectRatio: `${width} / ${height}`, inlineSize: `${width}px` });
  return node;
}

/**
 * A handle to lie over a photograph, which moves the cross-hair: arrow keys by one pixel, with Shift by ten.
 * @param {{size: [number, number], trait: string, words: (now: object) => string}} options `words` tells the pixel in view
 */
export function crossHairHandle(here, { size, trait, words }) {
  function onKey(event) {
    let place = walk(event, here.now()[trait], size);
    if (!place) return;
    for (let step = 1; event.shiftKey && step < STRIDE; step += 1) place = walk(event, place, size);
    event.preventDefault();
    moveTo(here, trait, place);
  }
  return element("div", {
    class: "d2l-handle",
    role: "slider",
    tabindex: 0,
    "aria-label": "cross-hair on the photograph",
    "aria-valuemin": 0,
    "aria-valuemax": size[0] * size[1] - 1,
    "aria-valuenow": (now) => now[trait][0] * size[1] + now[trait][1],
    "aria-valuetext": words,
    on: { keydown: onKey },
  });
}
