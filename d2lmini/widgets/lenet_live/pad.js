/** The pad to draw on: by mouse, finger or pen, or with the arrow keys and Space. */

import { FINE, PAD, RADIUS, SIDE } from "./ink.js";
import { onPad } from "./preparation.js";
import { HUES } from "../shared/photos/tiles.js";
import { fieldOf } from "./unit.js";
import { verdictWords } from "./words.js";
import { clamp } from "../shared/maths/bounds.js";
import { element, follow, setAttribute } from "../shared/page/dom.js";

/** Points nearer than this to the last one add nothing, in pixels of the picture. */
const NEAREST = 0.15;
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const LABEL = "drawing pad: arrow keys move the pen, Space puts it down and lifts it, Backspace undoes";

const rounded = (value) => Math.round(clamp(value, SIDE) * 100) / 100;
const far = ([x, y], [left, top]) => Math.hypot(x - left, y - top) >= NEAREST;

/** A canvas with the ink. */
function inkCanvas() {
  const canvas = element("canvas", { width: PAD, height: PAD, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(PAD, PAD);
  for (let at = 0; at < image.data.length; at += 4) image.data.set(HUES.ink, at);
  return follow(canvas, (now) => [now.ink], (ink) => {
    for (let at = 0; at < ink.length; at += 1) image.data[4 * at + 3] = ink[at];
    context.putImageData(image, 0, 0);
  });
}

/** A frame around what the unit in view sees of the drawing. */
function fieldFrame() {
  const share = (place) => `${(100 * place) / PAD}%`;
  const frame = element("div", { class: "d2l-field-frame", "aria-hidden": "true" });
  return follow(frame, (now) => [now.prepared, now.pin], (prepared, pin) => {
    const [[top, bottom], [left, right]] = fieldOf(pin).map(([first, last], axis) => [onPad(prepared, axis, first), onPad(prepared, axis, last + 1)]);
    Object.assign(frame.style, { top: share(top), left: share(left), height: share(bottom - top), width: share(right - left) });
  });
}

/**
 * @param {object} here
 * @param {{draw: (strokes: object[]) => void, undo: () => void}} drawing `draw` begins a change that can be undone
 */
export function drawingPad(here, { draw, undo }) {
  let pointer = null;
  /** The pen of the keyboard: where it is, and whether it is down. */
  const pen = { place: [SIDE / 2, 6], down: false };
  const cursor = element("div", { class: "d2l-pen", "aria-hidden": "true" });

  const lastStroke = () => here.now().strokes.at(-1);
  const goOn = (points) => here.change({ strokes: [...here.now().strokes.slice(0, -1), [...lastStroke(), ...points]] });

  function placeOf({ clientX, clientY }, box) {
    return [((clientX - box.left) / box.width) * SIDE, ((clientY - box.top) / box.height) * SIDE].map(rounded);
  }

  function onDown(event) {
    if (event.button !== 0 || pointer !== null) return;
    pointer = event.pointerId;
    node.setPointerCapture(pointer);
    draw([...here.now().strokes, [placeOf(event, node.getBoundingClientRect())]]);
  }

  /** A fast pen makes more points than the screen has frames. */
  function onMove(event) {
    if (event.pointerId !== pointer) return;
    const [box, between] = [node.getBoundingClientRect(), event.getCoalescedEvents?.() ?? []];
    const points = [];
    for (const each of between.length ? between : [event]) {
      const place = placeOf(each, box);
      if (far(place, points.at(-1) ?? lastStroke().at(-1))) points.push(place);
    }
    if (points.length) goOn(points);
  }
  const onUp = (event) => { if (event.pointerId === pointer) pointer = null; };

  function showPen() {
    setAttribute(cursor, "--x", pen.place[0] / SIDE);
    setAttribute(cursor, "--y", pen.place[1] / SIDE);
    setAttribute(cursor, "data-down", pen.down);
  }

  /** Tell where the pen is, and what the network makes of the drawing: later than the change itself is told. */
  const tellPen = () => queueMicrotask(() =>
    here.say(`Pen ${pen.down ? "down" : "up"} at row ${pen.place[1]}, column ${pen.place[0]}. ${verdictWords(here.now())}`));

  function movePen(step) {
    pen.place = pen.place.map((place, axis) => clamp(place + step[axis], SIDE));
    if (pen.down && far(pen.place, lastStroke()?.at(-1) ?? [-1, -1])) goOn([pen.place]);
    tellPen();
  }

  function onKey(event) {
    const step = STEPS[event.key];
    if (step) movePen(event.shiftKey ? step.map((length) => 3 * length) : step);
    else if (event.key === " " || event.key === "Enter") {
      pen.down = !pen.down;
      if (pen.down) draw([...here.now().strokes, [pen.place]]);
      tellPen();
    } else if (event.key === "Backspace" || event.key === "Delete") {
      pen.down = false;
      undo();
    } else if (event.key === "Escape" && pen.down) pen.down = false;
    else return;
    event.preventDefault();
    showPen();
  }
  const onBlur = () => {
    pen.down = false;
    showPen();
  };

  const on = { pointerdown: onDown, pointermove: onMove, pointerup: onUp, pointercancel: onUp, lostpointercapture: onUp, keydown: onKey, blur: onBlur };
  const empty = element("span", { class: "d2l-invitation", "aria-hidden": "true", hidden: (now) => !now.prepared.empty }, "draw a digit here");
  const node = element("div", { class: "d2l-drawing", role: "application", tabindex: 0, "aria-label": LABEL, on }, inkCanvas(), fieldFrame(), empty, cursor);
  setAttribute(node, "--pen", `${(100 * 2 * RADIUS) / (SIDE * FINE)}%`);
  showPen();
  // A stroke that Python or Reset took away cannot go on.
  return follow(node, (now) => [now.strokes.length], (count) => { if (count === 0) pointer = null; });
}
