/** The picture twice: with all that the unit in view can see, and with how much each pixel counts for it. */

import { colourByCount, coverOutside, greysOf } from "./paint.js";
import { keysOn, placeMark, unitUnder } from "./tiles.js";
import { intervalsOf, unitName } from "./words.js";
import { element, follow } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

/** Room around the picture for padding, at most, as a share of its side. */
const MOST_ROOM = 0.12;

function greyCanvas() {
  const canvas = element("canvas", { "aria-hidden": "true" });
  return follow(canvas, (now) => [now.pixels, now.size], (pixels, size) => {
    Object.assign(canvas, { width: size, height: size });
    canvas.getContext("2d").putImageData(new ImageData(greysOf(pixels), size, size), 0, 0);
  });
}

/** A transparent canvas over the picture. @param {(colours: Uint8ClampedArray, now: object) => void} paint */
function veil(here, paint) {
  const canvas = element("canvas", { "aria-hidden": "true" });
  return follow(canvas, (now) => [now.seen, now.effective, now.size], (_seen, _effective, size) => {
    Object.assign(canvas, { width: size, height: size });
    const image = new ImageData(size, size);
    paint(image.data, here.now());
    canvas.getContext("2d").putImageData(image, 0, 0);
  });
}

/** Nothing is covered where a pixel of the picture itself is in view. */
const paintTheoretical = (colours, { seen, size, node }) => node.layer && coverOutside(colours, size, seen.back[0]);
const paintEffective = (colours, { effective, size }) => colourByCount(colours, size, effective);

/** How far fields of any layer reach over the picture's edge, as a share of its side, and no more than there is room for. */
function roomFor({ nodes, size }) {
  const over = nodes.flatMap(({ fields, size: units }) => fields.map(({ size: length, jump, start }, axis) => Math.max(-start, start + (units[axis] - 1) * jump + length - size)));
  return Math.min(MOST_ROOM, Math.max(0, ...over) / size);
}

/** Put a box around rows and columns, in pixels of the picture. */
function placeBox(box, [[top, bottom], [left, right]], size) {
  const share = (length) => `${(100 * length) / size}%`;
  Object.assign(box.style, { top: share(top), left: share(left), height: share(bottom - top + 1), width: share(right - left + 1) });
}

function sight(here, { title, caption, paint, handle = "" }) {
  const layer = (name) => element("div", { class: `d2l-${name}`, "aria-hidden": "true", hidden: (now) => !now.node.layer });
  const [padding, frame] = [layer("padding"), layer("frame")];
  const mark = element("div", { class: "d2l-mark", "aria-hidden": "true", hidden: (now) => now.node.layer !== null });
  const photo = element("div", { class: "d2l-picture" }, greyCanvas(), veil(here, paint));
  const place = element("div", { class: "d2l-sight-place" }, padding, photo, frame, mark, handle);
  follow(place, (now) => [now.node, now.at, now.size], () => {
    const now = here.now();
    for (const box of [padding, frame]) placeBox(box, intervalsOf(now), now.size);
    if (!now.node.layer) placeMark(mark, now.at, [now.size, now.size]);
  });
  const view = element("div", { class: "d2l-sight", "--room": roomFor }, place);
  return element("div", { class: "d2l-panel" }, element("div", { class: "d2l-heading" }, element("span", { class: "d2l-title" }, title), ...caption), view);
}

/** The scale of the colours: 0 is fixed, the other end is the largest. */
const legend = () =>
  element("span", { class: "d2l-legend" }, "0", element("span", { class: "d2l-scale", "aria-hidden": "true" }), element("span", { class: "d2l-largest" }, ({ effective: { largest } }) => formatNumber(Number(largest.toPrecision(2)))));

export function sights(here) {
  const handle = element("div", {
    class: "d2l-handle",
    role: "slider",
    tabindex: 0,
    "aria-label": "pixel of the picture",
    "aria-valuemin": 0,
    "aria-valuemax": (now) => now.size ** 2 - 1,
    "aria-valuenow": (now) => (now.node.layer ? 0 : now.at[0] * now.size + now.at[1]),
    "aria-valuetext": (now) => (now.node.layer ? "no pixel is in view; Enter or an arrow key chooses one" : unitName(now)),
    on: { keydown: keysOn(here, () => here.now().nodes[0]), click: choose },
  });
  function choose(event) {
    const at = unitUnder(event, handle, [here.now().size, here.now().size]);
    if (at) here.change({ layer: [], at });
  }
  return element(
    "div",
    { class: "d2l-sights" },
    sight(here, { title: "Theoretical field", caption: [element("span", { class: "d2l-caption" }, (now) => (now.node.layer ? now.node.fields.map(({ size }) => size).join("×") : "a pixel"))], paint: paintTheoretical, handle }),
    sight(here, { title: "Effective field", caption: [legend()], paint: paintEffective }),
  );
}
