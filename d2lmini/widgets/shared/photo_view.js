/** A photograph on canvas, with a cross-hair around one of its pixels. */

import { walk } from "./cells.js";
import { createPicture } from "./colour_photo.js";
import { element, setAttribute, setVariable } from "./dom.js";

const STRIDE = 10;

/** @param {{role: string, size: [number, number], onPoint: (place: [number, number]) => void}} options */
export function createPhotoView({ role, size: [height, width], onPoint }) {
  const picture = createPicture([height, width]);
  const hair = element("div", { class: "d2l-hair", "aria-hidden": "true" });
  const node = element("div", { class: `d2l-photo d2l-${role}` }, picture.element, hair);
  Object.assign(node.style, { aspectRatio: `${width} / ${height}`, inlineSize: `${width}px` });
  setVariable(hair, "--pixel", `calc(100cqi / ${width})`);

  function point(event) {
    const box = picture.element.getBoundingClientRect();
    const fractions = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
    const place = [Math.floor(fractions[0] * height), Math.floor(fractions[1] * width)];
    if (place[0] >= 0 && place[0] < height && place[1] >= 0 && place[1] < width) onPoint(place);
  }
  node.addEventListener("pointermove", (event) => event.pointerType === "mouse" && point(event));
  node.addEventListener("click", point);

  return {
    element: node,
    draw: picture.drawGreys,
    drawColours: picture.drawColours,
    /** Frame the square of `length` pixels around a place. */
    aim([row, column], length) {
      setVariable(hair, "--row", row - (length - 1) / 2);
      setVariable(hair, "--column", column - (length - 1) / 2);
      setVariable(hair, "--length", length);
    },
  };
}

/** A handle over a photograph that moves the cross-hair: arrow keys by one pixel, with Shift by ten. */
export function createHandle({ size, read, onPoint }) {
  function onKey(event) {
    let place = walk(event, read(), size);
    if (!place) return;
    for (let step = 1; event.shiftKey && step < STRIDE; step += 1) place = walk(event, place, size);
    event.preventDefault();
    onPoint(place);
  }
  const node = element("div", {
    class: "d2l-handle",
    role: "slider",
    tabindex: 0,
    "aria-label": "cross-hair on the photograph",
    "aria-valuemin": 0,
    "aria-valuemax": size[0] * size[1] - 1,
    on: { keydown: onKey },
  });

  function paint([row, column], words) {
    setAttribute(node, "aria-valuenow", row * size[1] + column);
    setAttribute(node, "aria-valuetext", words);
  }
  return { element: node, paint };
}
