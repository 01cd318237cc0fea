/** The grids of input, kernel, errors and gradients: numbers to edit, places to choose, and what lights up together. */

import { asksWeights } from "./backward.js";
import { cornered, marked } from "./marks.js";
import { samePlace } from "../shared/grids/cells.js";
import { createLinks } from "../shared/grids/links.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { windowField } from "../shared/grids/window_field.js";
import { replaced } from "../shared/maths/matrix.js";
import { formatNumber } from "../shared/page/format.js";

const signed = (number) => (number < 0 ? formatNumber(number) : `+${formatNumber(number)}`);

/** What an entry of the window counts with, in its corner. */
const cornersOf = ({ mode, shares }) =>
  shares.map(({ weight, value, padded }) => {
    if (mode === "max") return weight ? "max" : "";
    if (mode === "dW") return `×${formatNumber(value)}`;
    return padded ? "" : `×${formatNumber(weight)}`;
  });

/** A grid's cells chosen by click, touch and keys, which all bring the focus. */
function choosing(here, cells, trait) {
  cells.element.addEventListener("focusin", (event) => {
    const place = cells.placeOf(event);
    if (place && !samePlace(place, here.now()[trait])) here.change({ [trait]: place });
  });
  return cells;
}

/**
 * @returns {{field: HTMLElement, kernel: object, slopes: object, errors: object, dX: object, dW: object, link: Function,
 *   windowLink: Function}} `link` lights up a term of the gradient in view everywhere, `windowLink` an entry of the window that the
 *   error in view has read
 */
export function backwardGrids(here) {
  const [link, windowLink] = [createLinks(), createLinks()];
  const indexIn = (items, matches) => {
    const index = items.findIndex(matches);
    return index < 0 ? null : index;
  };
  const lightTerm = (place) => link(place && indexIn(here.now().terms, ({ at, map }) => map === here.now().filter && samePlace(at, place)));
  const lightEntry = (of) => (place) => windowLink(place && indexIn(here.now().shares, (share) => samePlace(share[of], place)));

  const input = choosing(here, numberGrid(here, {
    role: "input",
    name: "input",
    numbers: (now) => now.input,
    patch: (place, value, now) => ({ X: now.X.with(now.channel, replaced(now.input, place, value)) }),
    onPoint: lightEntry("place"),
  }), "pixel");
  marked(input, (now) => (asksWeights(now) ? { chosen: null, parts: now.terms.map((each) => each.place) } : { chosen: now.pixel }));
  const field = windowField({
    grid: input.element,
    corners: cornersOf,
    onPoint: (place) => lightEntry("place")(place.map((index, axis) => index - here.now().axes[axis].padding)),
    link: windowLink,
  });

  const kernel = choosing(here, numberGrid(here, {
    role: "kernel",
    name: "kernel",
    numbers: (now) => now.kernel,
    patch: (place, value, now) => ({ K: now.K.with(now.filter, now.K[now.filter].with(now.channel, replaced(now.kernel, place, value))) }),
    onPoint: lightEntry("tap"),
  }), "weight");
  marked(kernel, (now) => (asksWeights(now) ? { chosen: now.weight } : { chosen: null, parts: now.terms.filter(({ map }) => map === now.filter).map(({ tap }) => tap) }));
  const slopes = resultGrid({ role: "kernel", name: "slopes of the window", numbers: (now) => now.slopes });

  const errors = choosing(here, numberGrid(here, {
    role: "output",
    name: "error map",
    numbers: (now) => now.errors,
    patch: (place, value, now) => ({ dY: now.dY.with(now.filter, replaced(now.errors, place, value)) }),
    onPoint: lightTerm,
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
    onPick: pick((pixel) => (asksWeights(here.now()) ? { mode: "dX", pixel } : { pixel })),
  }), (now) => (asksWeights(now) ? [] : now.shares.filter(({ padded, weight }) => !padded && weight).map(({ place, value, weight }) => [place, signed(value * weight)])));
  const dW = cornered(resultGrid({
    role: "kernel",
    name: "dW",
    numbers: (now) => now.shown.dW[Math.min(now.filter, now.K.length - 1)][now.channel],
    picked: (now) => now.weight,
    onPick: pick((weight) => ({ mode: "dW", weight })),
  }), (now) => (asksWeights(now) ? now.shares.map(({ tap, value, weight }) => [tap, signed(value * weight)]) : []));

  link.add((index) => {
    const now = here.now();
    const term = index === null ? null : now.terms[index];
    const seen = term?.map === now.filter;
    errors.link(seen ? term.at : null);
    if (asksWeights(now)) input.link(term?.place ?? null);
    else kernel.link(seen ? term.tap : null);
  });
  windowLink.add((index) => {
    const now = here.now();
    const share = index === null ? null : now.shares[index];
    (now.pooling ? slopes : kernel).link(share?.tap ?? null);
    if (asksWeights(now)) dW.link(share?.tap ?? null);
    else dX.link(share?.place ?? null);
  });
  return { field, kernel, slopes, errors, dX, dW, link, windowLink };
}
