/** What lies over the input: the frame that theta cuts out, the places asked, the one in view, and three handles that are theta's columns. */

import { IDENTITY, scaleOf, toPixels } from "./sampling.js";
import { shapeOf } from "../shared/maths/matrix.js";
import { append, element, shape } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

const FURTHEST = 3;
const STEP = 0.05;
const STEPS = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };
const HANDLES = [
  { column: 2, name: "middle", role: "third column of theta" },
  { column: 0, name: "right", role: "first column of theta" },
  { column: 1, name: "down", role: "second column of theta" },
];

/** A place (x, y) of the frame in the drawing, where a pixel is 1 wide and the first begins at 0. */
function drawn([x, y], { shown, align_corners: corners }) {
  const [height, width] = shapeOf(shown);
  return [toPixels(x, width, corners) + 0.5, toPixels(y, height, corners) + 0.5];
}

const columnOf = (theta, column) => [theta[0][column], theta[1][column]];
const plus = (one, other, by = 1) => one.map((part, axis) => part + by * other[axis]);

/** Where a handle stands in the frame. */
const standing = (theta, column) => (column === 2 ? columnOf(theta, 2) : plus(columnOf(theta, 2), columnOf(theta, column)));

const corners = (theta) => [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x, y]) => plus(plus(columnOf(theta, 2), columnOf(theta, 0), x), columnOf(theta, 1), y));
const points = (now, places) => places.map((at) => drawn(at, now).map((part) => part.toFixed(3)).join(",")).join(" ");
const line = (now, places) => `M${places.map((at) => drawn(at, now).map((part) => part.toFixed(3)).join(" ")).join("L")}`;
const isForward = ({ direction }) => direction === "forward";
const dot = (at) => `M${at.map((part) => part.toFixed(3)).join(" ")}h0`;

/** The places asked; where the input is sent, its own pixels. */
function dots(now) {
  if (isForward(now)) return now.shown.flatMap((row, y) => row.map((_, x) => dot([x + 0.5, y + 0.5]))).join("");
  return now.asked.flat().map(({ place }) => dot(drawn(place, now))).join("");
}

function handle(here, field, { column, name, role }) {
  const column_ = (now) => columnOf(now.theta, column);
  function moveTo(next) {
    const now = here.now();
    const rounded = next.map((part) => Math.max(-FURTHEST, Math.min(FURTHEST, Number(part.toFixed(2)))));
    if (rounded.every((part, axis) => part === now.theta[axis][column])) return;
    here.change({ theta: now.theta.map((row, axis) => row.with(column, rounded[axis])) }, node);
  }
  function drag(event) {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const [now, box] = [here.now(), field.getBoundingClientRect()];
    const [height, width] = shapeOf(now.shown);
    const ends = [[(event.clientX - box.left) / box.width, width], [(event.clientY - box.top) / box.height, height]];
    const at = ends.map(([share, length]) => (share * length - length / 2) / (scaleOf(length, now.align_corners) || 1));
    moveTo(column === 2 ? at : plus(at, columnOf(now.theta, 2), -1));
  }
  function onKey(event) {
    const step = STEPS[event.key];
    if (!step && event.key !== "Home") return;
    event.preventDefault();
    moveTo(step ? plus(column_(here.now()), step) : columnOf(IDENTITY, column));
  }
  const on = { keydown: onKey, pointermove: drag, pointerdown: (event) => node.setPointerCapture(event.pointerId) };
  const share = (axis) => (now) => `${(100 * drawn(standing(now.theta, column), now)[axis]) / shapeOf(now.shown)[1 - axis]}%`;
  const node = element("div", {
    class: `d2l-grip d2l-grip-${name}`,
    role: "slider",
    tabindex: 0,
    "aria-label": `${name}: ${role}`,
    "aria-valuemin": -100 * FURTHEST,
    "aria-valuemax": 100 * FURTHEST,
    "aria-valuenow": (now) => Math.round(100 * column_(now)[column === 1 ? 1 : 0]),
    "aria-valuetext": (now) => `x ${formatNumber(column_(now)[0])}, y ${formatNumber(column_(now)[1])}`,
    "--x": share(0),
    "--y": share(1),
    on,
  });
  return node;
}

/** The four pixels that are read, as squares, and the place between them. */
const squares = (now) => (isForward(now) ? "" : now.pixel.entries.map(({ row, column }) => `M${column} ${row}h1v1h-1Z`).join(""));

export function overlay(here) {
  const svg = shape("svg", { class: "d2l-over", "aria-hidden": "true", viewBox: (now) => `0 0 ${shapeOf(now.shown).toReversed().join(" ")}` });
  const arm = (column) => shape("path", { class: "d2l-arm", d: (now) => line(now, [columnOf(now.theta, 2), standing(now.theta, column)]) });
  const field = element("div", { class: "d2l-field-over" });
  const parts = [
    shape("path", { class: "d2l-read", d: squares }),
    shape("polygon", { class: "d2l-quad", points: (now) => points(now, corners(now.theta)) }),
    shape("path", { class: "d2l-top", d: (now) => line(now, corners(now.theta).slice(0, 2)) }),
    arm(0),
    arm(1),
    shape("path", { class: "d2l-asked", d: dots }),
    shape("path", { class: "d2l-probe", d: (now) => (isForward(now) ? "" : dot(drawn(now.pixel.place, now))) }),
  ];
  append(svg, ...parts);
  return append(field, svg, ...HANDLES.map((each) => handle(here, field, each)));
}
