/** An image with a pattern to drag: by mouse or finger, by a tap on a pixel, or with the arrow keys on its frame. */

import { clampPlace, samePlace, walk } from "../shared/cells.js";
import { element, setAttribute, setVariable } from "../shared/dom.js";
import { resultGrid } from "../shared/result_grid.js";

/**
 * @param {{reach: [number, number], side: number, onMove: (place: [number, number]) => void}} options
 *   a pattern of `side` by `side` pixels has as many places along each axis as `reach` says; `onMove` hears where its upper
 *   left pixel is to be
 */
export function createPatternField({ reach, side, onMove }) {
  const size = reach.map((places) => places + side - 1);
  const middle = (side - 1) / 2;
  let at = [0, 0];
  /** Which pixel of the pattern the pointer holds, while it drags. */
  let grip = null;
  let marked = [];

  const grid = resultGrid({ role: "input", name: "image" });
  const onKey = (event) => {
    const next = walk(event, at, reach);
    if (!next) return;
    event.preventDefault();
    moveTo(next);
  };
  const frame = element("div", {
    class: "d2l-frame",
    role: "slider",
    tabindex: 0,
    "aria-label": "place of the pattern",
    "aria-valuemin": 0,
    "aria-valuemax": reach[0] * reach[1] - 1,
    on: { keydown: onKey },
  });
  const node = element("div", { class: "d2l-pattern-field" }, grid.element, frame);

  function moveTo(place) {
    const next = clampPlace(place, reach);
    if (!samePlace(next, at)) onMove(next);
  }

  /** The pixel under the pointer, or the nearest one. */
  function pixelUnder({ clientX, clientY }) {
    const box = node.getBoundingClientRect();
    const fractions = [(clientY - box.top) / box.height, (clientX - box.left) / box.width];
    return clampPlace(fractions.map((fraction, axis) => Math.floor(fraction * size[axis])), size);
  }
  const holds = (pixel) => pixel.every((index, axis) => index >= at[axis] && index < at[axis] + side);

  /** Move the pattern's middle to a pixel, or as near as it can go; return which of its pixels that is. */
  function centreOn(pixel) {
    moveTo(pixel.map((index) => index - middle));
    return [middle, middle];
  }

  /** A finger on the pattern drags it; elsewhere it scrolls the page. A mouse has a wheel for that. */
  function onPress(event) {
    if (event.button !== 0) return;
    const pixel = pixelUnder(event);
    if (holds(pixel)) grip = pixel.map((index, axis) => index - at[axis]);
    else if (event.pointerType === "mouse") grip = centreOn(pixel);
    else return;
    node.setPointerCapture(event.pointerId);
  }
  function onTap(event) {
    const pixel = pixelUnder(event);
    if (!holds(pixel)) centreOn(pixel);
  }
  const onDrag = (event) => grip && moveTo(pixelUnder(event).map((index, axis) => index - grip[axis]));
  const listeners = { pointerdown: onPress, pointermove: onDrag, lostpointercapture: () => { grip = null; }, click: onTap };
  for (const [type, listener] of Object.entries(listeners)) node.addEventListener(type, listener);

  /** @param {number[][]} image @param {[number, number]} place of the pattern */
  function paint(image, place) {
    at = place;
    grid.paint(image);
    setVariable(frame, "--row", at[0]);
    setVariable(frame, "--column", at[1]);
    setAttribute(frame, "aria-valuenow", at[0] * reach[1] + at[1]);
    setAttribute(frame, "aria-valuetext", `row ${at[0]}, column ${at[1]}`);
  }

  /** Mark the middle pixel of the pattern at each of these places. */
  function mark(places) {
    const cells = places.map((place) => grid.nodeAt(place.map((index) => index + middle)));
    marked.filter((cell) => !cells.includes(cell)).forEach((cell) => cell.classList.remove("d2l-marked"));
    cells.forEach((cell) => cell.classList.add("d2l-marked"));
    marked = cells;
  }
  return { element: node, paint, mark };
}
