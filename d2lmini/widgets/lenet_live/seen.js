/** The picture that the network is given, with the marks of how it came about. */

import { SIDE } from "./ink.js";
import { placeOver, HUES } from "../shared/photos/tiles.js";
import { fieldOf } from "./unit.js";
import { element, follow } from "../shared/page/dom.js";

const WHOLE = { height: SIDE, width: SIDE };

function pictureCanvas() {
  const canvas = element("canvas", { class: "d2l-tiles", width: SIDE, height: SIDE, role: "img", "aria-label": "the picture that the network is given, 28 by 28 pixels" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  for (let at = 0; at < image.data.length; at += 4) image.data.set(HUES.ink, at);
  return follow(canvas, (now) => [now.prepared.pixels], (pixels) => {
    for (let at = 0; at < pixels.length; at += 1) image.data[4 * at + 3] = pixels[at];
    context.putImageData(image, 0, 0);
  });
}

/** The box of the drawing, its centre of mass, and what the unit in view sees. */
function marks() {
  const mark = (name) => element("div", { class: `d2l-${name}`, "aria-hidden": "true" });
  const [box, mass, field] = ["box-frame", "mass", "field-frame"].map(mark);
  follow(box, ({ prepared, fit }) => [prepared, fit], (prepared, fit) => {
    box.hidden = prepared.empty || !fit;
    placeOver(box, WHOLE, { top: prepared.at[0], left: prepared.at[1], rows: prepared.size[0], columns: prepared.size[1] });
  });
  follow(mass, (now) => [now.prepared], ({ mass: centre }) => {
    mass.hidden = centre === null;
    if (centre) placeOver(mass, WHOLE, { top: centre[0], left: centre[1], rows: 1, columns: 1 });
  });
  follow(field, (now) => [now.pin], (pin) => {
    const [[top, bottom], [left, right]] = fieldOf(pin);
    placeOver(field, WHOLE, { top, left, rows: bottom - top + 1, columns: right - left + 1 });
  });
  return [box, mass, field];
}

export const pictureSeen = () => element("div", { class: "d2l-seen" }, pictureCanvas(), ...marks());
