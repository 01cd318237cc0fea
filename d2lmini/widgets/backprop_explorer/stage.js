/** Input, kernel and error map, each with its gradient below it: numbers to edit, and places to choose. */

import { cornered, marked } from "./marks.js";
import { countsOf, reshaped, withErrors } from "./shapes.js";
import { stepper } from "../shared/controls/controls.js";
import { samePlace } from "../shared/grids/cells.js";
import { createLinks } from "../shared/grids/links.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { panel } from "../shared/grids/panel.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { windowField } from "../shared/grids/window_field.js";
import { outOfBounds, times } from "../shared/maths/bounds.js";
import { paddedSize } from "../shared/maths/convolution.js";
import { boundsReason } from "../shared/maths/layer_shapes.js";
import { replaced, shapeOf } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";

const signed = (number) => (number < 0 ? formatNumber(number) : `+${formatNumber(number)}`);

/** Controls that change shapes: the errors follow the output. What is out of bounds is refused as it is. */
export function fitting(here) {
  const whole = (patch) => (outOfBounds(patch, here.limits) ? patch : withErrors(patch, here.now()));
  return { ...here, change: (patch, anchor) => here.change(whole(patch), anchor), reason: (patch) => here.reason(whole(patch)) };
}

/** A stepper for one of a state's shapes. */
export function shapeStepper(here, label, part, axis = null) {
  const moved = (value, shapes) => ({ ...shapes, [part]: axis === null ? value : shapes[part].with(axis, value) });
  return stepper(fitting(here), {
    label,
    value: (now) => (axis === null ? countsOf(now)[part] : countsOf(now)[part][axis]),
    outside: (value, now) => boundsReason(moved(value, countsOf(now)), here.limits),
    patch: (value, now) => reshaped(now, moved(value, countsOf(now))),
  });
}

/** Which of several maps is in view. */
const mapStepper = (here, trait, count) =>
  element(
    "span",
    { class: "d2l-in-view", hidden: (now) => count(now) < 2 },
    `${trait} `,
    stepper(here, {
      label: `${trait} in view`,
      value: (now) => now[trait],
      outside: (value, now) => (value >= 0 && value < count(now) ? null : `${trait} must be from 0 to ${count(now) - 1}, got ${value}`),
      patch: (value) => ({ [trait]: value }),
    }),
  );

/** A grid's cells chosen by click, touch and keys, which all bring the focus. */
function choosing(here, cells, trait) {
  cells.element.addEventListener("focusin", (event) => {
    const place = cells.placeOf(event);
    if (place && !samePlace(place, here.now()[trait])) here.change({ [trait]: place });
  });
  return cells;
}

const gradientBox = (role, title, words, body, hidden = () => false, mode = () => true) =>
  element(
    "div",
    { class: "d2l-gradient", hidden, "data-asked": (now) => `${mode(now)}` },
    element("div", { class: "d2l-gradient-head" }, element("span", { class: `d2l-title d2l-${role}` }, title), element("span", { class: "d2l-caption" }, words)),
    body,
  );

/**
 * @returns {{stage: HTMLElement, link: Function, windowLink: Function}} `link` lights up a term of the gradient in view everywhere,
 *   `windowLink` an entry of the window that the error in view has read
 */
export function backwardStage(here) {
  const [link, windowLink] = [createLinks(), createLinks()];
  const term = (match) => {
    const index = here.now().terms.findIndex(match);
    return index < 0 ? null : index;
  };
  const entry = (place, of) => {
    const index = place ? here.now().shares.findIndex((share) => samePlace(share[of], place)) : -1;
    return index < 0 ? null : index;
  };
  const asksWeights = (now) => now.mode === "dW";

  const input = choosing(here, numberGrid(here, {
    role: "input",
    name: "input",
    numbers: (now) => now.input,
    patch: (place, value, now) => ({ X: now.X.with(now.channel, replaced(now.input, place, value)) }),
    onPoint: (place) => windowLink(entry(place, "place")),
  }), "pixel");
  marked(input, (now) => (asksWeights(now) ? { chosen: null, parts: now.terms.map((each) => each.place) } : { chosen: now.pixel }));
  const field = windowField({
    grid: input.element,
    corners: ({ shares, mode }) => shares.map(({ weight, value, padded }) => (mode === "dW" ? `×${formatNumber(value)}` : mode === "max" ? (weight ? "max" : "") : padded ? "" : `×${formatNumber(weight)}`)),
    onPoint: (place) => windowLink(entry(place.map((index, axis) => index - here.now().axes[axis].padding), "place")),
    link: windowLink,
  });

  const kernel = choosing(here, numberGrid(here, {
    role: "kernel",
    name: "kernel",
    numbers: (now) => now.kernel,
    patch: (place, value, now) => ({ K: now.K.with(now.filter, now.K[now.filter].with(now.channel, replaced(now.kernel, place, value))) }),
    onPoint: (place) => windowLink(entry(place, "tap")),
  }), "weight");
  marked(kernel, (now) => (asksWeights(now) ? { chosen: now.weight } : { chosen: null, parts: now.terms.filter(({ map }) => map === now.filter).map(({ tap }) => tap) }));
  const slopes = resultGrid({ role: "kernel", name: "slopes of the window", numbers: (now) => now.slopes });

  const errors = choosing(here, numberGrid(here, {
    role: "output",
    name: "error map",
    numbers: (now) => now.errors,
    patch: (place, value, now) => ({ dY: now.dY.with(now.filter, replaced(now.errors, place, value)) }),
    onPoint: (place) => link(place && term(({ at, map }) => map === here.now().filter && samePlace(at, place))),
  }), "at");
  marked(errors, (now) => ({ chosen: now.at, parts: now.terms.filter(({ map, weight }) => map === now.filter && (now.mode !== "max" || weight)).map(({ at }) => at) }));

  const pick = (patch) => (place, hovered) => {
    if (!hovered) here.change(patch(place));
  };
  const dX = cornered(resultGrid({
    role: "input",
    name: "dX",
    numbers: (now) => now.shown.dX[now.channel],
    picked: (now) => now.pixel,
    onPick: pick((pixel) => (here.now().mode === "dW" ? { mode: "dX", pixel } : { pixel })),
  }), (now) => (asksWeights(now) ? [] : now.shares.filter(({ padded, weight }) => !padded && weight).map(({ place, value, weight }) => [place, signed(value * weight)])));
  const dW = cornered(resultGrid({
    role: "kernel",
    name: "dW",
    numbers: (now) => now.shown.dW[Math.min(now.filter, now.K.length - 1)][now.channel],
    picked: (now) => now.weight,
    onPick: pick((weight) => ({ mode: "dW", weight })),
  }), (now) => (asksWeights(now) ? now.shares.map(({ tap, value, weight }) => [tap, signed(value * weight)]) : []));

  link.add(
    (index) => errors.link(index === null || here.now().terms[index].map !== here.now().filter ? null : here.now().terms[index].at),
    (index) => kernel.link(index === null || asksWeights(here.now()) || here.now().terms[index].map !== here.now().filter ? null : here.now().terms[index].tap),
    (index) => input.link(index === null || !asksWeights(here.now()) ? null : here.now().terms[index].place),
  );
  windowLink.add(
    (index) => (asksWeights(here.now()) ? dW.link(index === null ? null : here.now().shares[index].tap) : dX.link(index === null ? null : here.now().shares[index].place)),
    (index) => (here.now().pooling ? slopes : kernel).link(index === null ? null : here.now().shares[index].tap),
  );

  const pooling = (now) => now.pooling;
  const stage = element(
    "div",
    { class: "d2l-stage", "--padded": (now) => paddedSize(now.axes[1]), "--columns": (now) => now.axes[1].size, "--errors": (now) => shapeOf(now.errors)[1] },
    panel({
      role: "input",
      title: "Input X",
      menu: mapStepper(here, "channel", (now) => now.X.length),
      size: [shapeStepper(here, "input rows", "plane", 0), "×", shapeStepper(here, "input columns", "plane", 1)],
      body: field,
      below: gradientBox("input", "dX", "gradient of the input", dX.element, undefined, (now) => !asksWeights(now)),
    }),
    panel({
      role: "kernel",
      title: (now) => (now.pooling ? "Window" : "Kernel K"),
      menu: element("span", { hidden: pooling }, mapStepper(here, "filter", (now) => now.K.length)),
      size: [shapeStepper(here, "kernel height", "kernel", 0), "×", shapeStepper(here, "kernel width", "kernel", 1)],
      body: element(
        "div",
        {},
        element("div", { hidden: pooling }, kernel.element),
        element("div", { hidden: (now) => !now.pooling }, slopes.element, element("p", { class: "d2l-caption d2l-grows" }, "how much the output grows with each entry of its window")),
      ),
      below: gradientBox("kernel", "dW", "gradient of the kernel", dW.element, pooling, asksWeights),
    }),
    panel({
      role: "output",
      title: "Error map dY",
      size: [element("span", { class: "d2l-output" }, (now) => times(shapeOf(now.errors))), "as the output"],
      body: errors.element,
      below: gradientBox("output", "db", "of the bias: all errors added", element("strong", { class: "d2l-output d2l-total", translate: "no" }, (now) => formatNumber(now.gradients.db[now.filter])), pooling, () => false),
    }),
  );
  return { stage, link, windowLink };
}
