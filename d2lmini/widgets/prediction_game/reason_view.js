/** What the game says to an answer: right or wrong, the axis drawn with the kernel's places, and the arithmetic in steps. */

import { verdict } from "./play.js";
import { firstAxes, layerAxes, reasonRows } from "./reasons.js";
import { outputSize, paddedSize, readAlong } from "../shared/maths/convolution.js";
import { element, follow, icon } from "../shared/page/dom.js";
import { plural } from "../shared/page/format.js";

const MARKS = { open: [], right: ["M2.5 8.5 6.5 12.5 13.5 4"], wrong: ["M3.5 3.5l9 9M12.5 3.5l-9 9"] };
const SIDES = ["height", "width"];
/** More cells than this would be too small to count. */
const MOST_CELLS = 20;

/** The axes to draw, each with its name. What is asked for stays hidden until it is revealed. */
function axesToDraw(question, revealed) {
  const layers = layerAxes(question).map((axis, index) => ({ name: `layer ${index + 1}`, axis }));
  if (layers.length > 1) return revealed ? layers : layers.slice(0, 1);
  const hidden = revealed || question.kind !== "padding" ? {} : { padding: 0 };
  const names = question.asked.length > 1 ? SIDES : ["each axis"];
  return firstAxes(question).map((axis, index) => ({ name: names[index], axis: { ...axis, ...hidden } }));
}

const cell = (look, row, column, text = "") => element("span", { class: look, style: `grid-area: ${row} / ${column}` }, text);

function inputCells(axis, revealed) {
  const isPadding = (place) => place < axis.padding || place >= axis.padding + axis.size;
  const look = (read, place) => `d2l-${isPadding(place) ? "ghost" : "entry"}${revealed && !read ? " d2l-missed" : ""}`;
  return readAlong(axis).map((read, place) => cell(look(read, place), 1, place + 1));
}

/** From the second row on: the kernel's entries under the cells they meet, and behind the last cell the output's number. */
function kernelPlaces(axis) {
  return Array.from({ length: outputSize(axis) }, (_, at) => {
    const taps = Array.from({ length: axis.kernel }, (_entry, tap) => cell("d2l-tap", at + 2, at * axis.stride + tap * axis.dilation + 1));
    return [...taps, cell("d2l-count", at + 2, paddedSize(axis) + 2, String(at + 1))];
  }).flat();
}

/** One axis of an input as a row of cells and, once revealed, the kernel below it at each of its places with the output it gives. */
function axisStrip({ name, axis }, revealed) {
  const padding = axis.padding ? `, padding ${axis.padding}` : "";
  const caption = `${name}: ${axis.size} entries${padding}${revealed ? `, ${plural(outputSize(axis), "position")}` : ""}`;
  const cells = [...inputCells(axis, revealed), ...(revealed ? kernelPlaces(axis) : [])];
  return element(
    "div",
    { class: "d2l-strip" },
    element("p", { class: "d2l-caption" }, caption),
    element("div", { class: "d2l-cells", "aria-hidden": "true", translate: "no", "--cells": paddedSize(axis) }, ...cells),
  );
}

function drawnStrips(question, revealed) {
  const drawn = axesToDraw(question, revealed);
  return drawn.every(({ axis }) => paddedSize(axis) <= MOST_CELLS) ? drawn.map((strip) => axisStrip(strip, revealed)) : [];
}

const headCell = (scope, words) => element("th", { scope }, words);
/** Where a line is too narrow, it breaks before the equals sign. */
const unbroken = (equation) => element("td", { translate: "no" }, equation.replace(" = ", " =\u00a0"));

function stepRows(question, revealed) {
  if (!revealed) return [];
  const lines = reasonRows(question).map(({ words, equations }) => element("tr", {}, headCell("row", words), ...equations.map(unbroken)));
  return question.asked.length > 1 ? [element("tr", {}, element("td"), ...SIDES.map((side) => headCell("col", side))), ...lines] : lines;
}

/** An element that holds what `make` gives for a question, before and after its answer; hidden where there is nothing. */
function shownIn(tag, look, make) {
  const node = element(tag, { class: look });
  return follow(node, (now) => [now.question, now.settled], (...view) => {
    node.replaceChildren(...make(...view));
    node.hidden = node.children.length === 0;
  });
}

export function reasonView() {
  const mark = element("span", { class: "d2l-mark" });
  follow(mark, (now) => [now.outcome], (outcome) => mark.replaceChildren(...MARKS[outcome].map(icon)));
  const opening = element("strong", {}, (now) => verdict(now)[0] && `${verdict(now)[0]} `);
  const words = element("span", {}, opening, (now) => verdict(now)[1]);
  return element(
    "div",
    { class: "d2l-readout" },
    element("p", { class: "d2l-verdict", "data-outcome": (now) => now.outcome }, mark, words),
    element("div", { class: "d2l-reason" }, shownIn("div", "d2l-strips", drawnStrips), shownIn("table", "d2l-steps", stepRows)),
  );
}
