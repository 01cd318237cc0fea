/** The digit, to drag by mouse or finger and to move by key, with a ring to turn it by and a knob to scale it by. */

import { SIDE } from "./network.js";
import { poseWords } from "./words.js";
import { clamp } from "../shared/maths/bounds.js";
import { append, element, follow } from "../shared/page/dom.js";
import { HUES } from "../shared/photos/tiles.js";

const LABEL = "digit: arrow keys move it, with Shift they turn it (left, right) and scale it (up, down), Home puts it back";
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const FIVE = 5;
/** Half of the frame around the digit, in pixels. */
const REACH = 11;
export const HOME = { shift: [0, 0], angle: 0, scale: 100 };

const within = (number, [least, most]) => least + clamp(number - least, most - least);
/** An angle from −179 to 180. */
const wrapped = (angle) => ((((Math.round(angle) + 179) % 360) + 360) % 360) - 179;

/** Changes of the pose that stay within its bounds. */
export function poseActs(here) {
  const change = (patch) => {
    const now = here.now();
    if (Object.entries(patch).some(([trait, value]) => String(value) !== String(now[trait]))) here.change(patch);
  };
  return {
    shift: (shift) => change({ shift: shift.map((by) => within(by, here.limits.shift)) }),
    angle: (angle) => change({ angle: wrapped(angle) }),
    scale: (scale) => change({ scale: within(Math.round(scale), here.limits.scale) }),
    home: () => change(HOME),
  };
}

function digitCanvas() {
  const canvas = element("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  for (let at = 0; at < image.data.length; at += 4) image.data.set(HUES.ink, at);
  return follow(canvas, (now) => [now.pixels], (pixels) => {
    pixels.forEach((ink, at) => { image.data[4 * at + 3] = 255 * ink; });
    context.putImageData(image, 0, 0);
  });
}

/** Follow a pointer that is held down on an element. `begin` is called when it comes down, and returns what to do as it moves. */
export function dragged(node, begin) {
  let move = null;
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || move) return;
    event.preventDefault();
    event.stopPropagation();
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
    move = begin(event);
  });
  node.addEventListener("pointermove", (event) => { if (node.hasPointerCapture(event.pointerId)) move?.(event); });
  const end = () => { move = null; };
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) node.addEventListener(type, end);
  return node;
}

/** Where a pointer is, from the middle of an element. */
function fromMiddle({ clientX, clientY }, node) {
  const box = node.getBoundingClientRect();
  return [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
}

/** The knob at a corner of the digit's frame; it stays on the picture. */
function scaleKnob(acts, here, picture) {
  const place = (axis) => ({ shift, angle, scale }) => {
    const turn = (angle * Math.PI) / 180;
    const along = axis === 0 ? Math.cos(turn) - Math.sin(turn) : Math.cos(turn) + Math.sin(turn);
    const pixel = SIDE / 2 + shift[axis] + (REACH * scale * along) / 100;
    return `${(100 * within(pixel, [1, SIDE - 1])) / SIDE}%`;
  };
  const knob = element("div", { class: "d2l-knob d2l-scale-knob", "aria-hidden": "true", "--row": place(0), "--column": place(1) });
  return dragged(knob, (event) => {
    const { scale, shift } = here.now();
    const length = (each) => {
      const unit = picture.getBoundingClientRect().width / SIDE;
      const [x, y] = fromMiddle(each, picture);
      return Math.hypot(x - unit * shift[1], y - unit * shift[0]) || 1;
    };
    const start = length(event);
    return (next) => acts.scale((scale * length(next)) / start);
  });
}

/** The knob on the ring; the ring's middle is the picture's. */
function turnKnob(acts, picture) {
  const knob = element("div", { class: "d2l-knob d2l-turn-knob", "aria-hidden": "true", "--angle": ({ angle }) => `${-angle}deg` });
  return dragged(knob, () => (event) => {
    const [x, y] = fromMiddle(event, picture);
    acts.angle((Math.atan2(-x, -y) * 180) / Math.PI);
  });
}

/** A frame that is moved, turned and scaled with the digit. */
function frame() {
  const share = (axis) => ({ shift }) => `${(100 * shift[axis]) / SIDE}%`;
  return element("div", {
    class: "d2l-digit-frame",
    "aria-hidden": "true",
    "--down": share(0),
    "--right": share(1),
    "--angle": ({ angle }) => `${-angle}deg`,
    "--factor": ({ scale }) => scale / 100,
  });
}

/** @param {HTMLElement} ring what lies around the digit @returns {HTMLElement} */
export function digitStage(here, acts, ring) {
  function onKey(event) {
    const step = STEPS[event.key];
    const { shift, angle, scale } = here.now();
    if (event.key === "Home") acts.home();
    else if (!step) return;
    else if (!event.shiftKey) acts.shift(shift.map((by, axis) => by + step[axis]));
    else if (step[1]) acts.angle(angle - FIVE * step[1]);
    else acts.scale(scale - FIVE * step[0]);
    event.preventDefault();
  }
  const picture = element("div", { class: "d2l-digit", role: "application", tabindex: 0, "aria-label": LABEL, "aria-description": poseWords, on: { keydown: onKey } }, digitCanvas(), frame());
  dragged(picture, (event) => {
    const { shift } = here.now();
    const unit = picture.getBoundingClientRect().width / SIDE;
    return (next) => acts.shift([next.clientY - event.clientY, next.clientX - event.clientX].map((length, axis) => shift[axis] + Math.round(length / unit)));
  });
  const over = element("div", { class: "d2l-over" }, scaleKnob(acts, here, picture));
  return append(element("div", { class: "d2l-ring" }), ring, picture, over, turnKnob(acts, picture));
}
