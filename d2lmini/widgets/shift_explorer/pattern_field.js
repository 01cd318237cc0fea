/** An image with a pattern to drag: by mouse or finger, by a tap on a pixel, or with the arrow keys on its frame. */

import { clampPlace, samePlace, walk } from "../shared/grids/cells.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { element, follow } from "../shared/page/dom.js";
import { EVERYWHERE, IMAGE, indexOf, placeWords, REACH, SIDE } from "./response.js";

const PLACES = [REACH, REACH];
const MIDDLE = (SIDE - 1) / 2;
const inMiddle = (position) => position.map((index) => index + MIDDLE);

/** The image in view, which is dragged to change `at`; the dense layer's right positions are marked where the pattern's middle would be. */
export function patternField(here) {
  /** Which pixel of the pattern the pointer holds, while it drags. */
  let grip = null;

  function moveTo(position) {
    const at = clampPlace(position, PLACES);
    if (!samePlace(at, here.now().at)) here.change({ at });
  }

  /** The pixel under the pointer, or the nearest one, counted from the image's corner and from the pattern's. */
  function pixelUnder({ clientX, clientY }) {
    const box = node.getBoundingClientRect();
    const fractions = [(clientY - box.top) / box.height, (clientX - box.left) / box.width];
    const pixel = clampPlace(fractions.map((fraction) => Math.floor(fraction * IMAGE)), [IMAGE, IMAGE]);
    const inPattern = pixel.map((index, axis) => index - here.now().at[axis]);
    return { pixel, inPattern, held: inPattern.every((index) => index >= 0 && index < SIDE) };
  }
  const centreOn = (pixel) => moveTo(pixel.map((index) => index - MIDDLE));

  /** A finger on the pattern drags it; elsewhere it scrolls the page. A mouse has a wheel for that. */
  function onPress(event) {
    const { pixel, inPattern, held } = pixelUnder(event);
    if (event.button !== 0 || (!held && event.pointerType !== "mouse")) return;
    grip = held ? inPattern : [MIDDLE, MIDDLE];
    if (!held) centreOn(pixel);
    node.setPointerCapture(event.pointerId);
  }
  function onTap(event) {
    const { pixel, held } = pixelUnder(event);
    if (!held) centreOn(pixel);
  }
  function onKey(event) {
    const next = walk(event, here.now().at, PLACES);
    if (next) event.preventDefault();
    if (next) moveTo(next);
  }
  const onDrag = (event) => grip && moveTo(pixelUnder(event).pixel.map((index, axis) => index - grip[axis]));
  const on = { pointerdown: onPress, pointermove: onDrag, lostpointercapture: () => { grip = null; }, click: onTap };

  const grid = resultGrid({ role: "input", name: "image", numbers: (now) => now.image });
  follow(grid.element, (now) => [now.right], (right) => {
    for (const position of EVERYWHERE) grid.nodeAt(inMiddle(position)).classList.toggle("d2l-marked", right.includes(indexOf(position)));
  });
  const frame = element("div", {
    class: "d2l-frame",
    role: "slider",
    tabindex: 0,
    "aria-label": "position of the pattern",
    "aria-valuemin": 0,
    "aria-valuemax": EVERYWHERE.length - 1,
    "aria-valuenow": (now) => indexOf(now.at),
    "aria-valuetext": (now) => placeWords(now.at),
    "--row": (now) => now.at[0],
    "--column": (now) => now.at[1],
    on: { keydown: onKey },
  });
  const node = element("div", { class: "d2l-pattern-field", on }, grid.element, frame);
  return node;
}
