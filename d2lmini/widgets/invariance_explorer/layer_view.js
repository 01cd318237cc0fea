/** f(shift x) beside shift f(x) for each layer f of the network in view: pictures of one map, and a number over all maps. */

import { element } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";
import { tiledCanvas, tiling } from "../shared/photos/tiles.js";

/** Layers of the longest network. */
const MOST = 8;
const UNITS_IN_A_ROW = 7;
const COLUMNS = { after: "f(shift x)", expected: "shift f(x)", difference: "difference" };
const INTRODUCTION =
  "Is each layer f equivariant? If it is, moving the digit moves its maps by the same way and changes nothing else: f(shift x) = shift f(x). Here is one map of each layer, and |f(shift x) − shift f(x)| / |f(shift x)| over all its maps. Where the way leads between two units, shift f(x) is interpolated; what would come from outside the map is left blank and not counted. Indigo is positive, red is negative.";

const known = new Map();
/** One map, or all units of a layer without positions. */
function tilesOf({ side, channels }) {
  const key = side > 1 ? side : -channels;
  if (!known.has(key)) known.set(key, tiling({ channels: side > 1 ? 1 : channels, side }, UNITS_IN_A_ROW));
  return known.get(key);
}

const sizeWords = ({ channels, side, jump }) =>
  side > 1 ? `${channels} maps of ${side}×${side}; a unit every ${jump > 1 ? `${jump} pixels` : "pixel"}` : `${channels} units, which have no place`;

/** How far the maps have to move. */
function wayWords(_layer, { by }) {
  if (!by) return "compared as they are";
  const way = `shift: ${formatNumber(by[0])} down, ${formatNumber(by[1])} right`;
  return by.every(Number.isInteger) ? way : `${way}, between units`;
}

/** A share in percent; only what is equal but for rounding is 0. */
export function percent(part) {
  if (part < 1e-9) return "0\u00A0%";
  return part < 0.0005 ? "<0.1\u00A0%" : `${(100 * part).toFixed(1)}\u00A0%`;
}

function layerRow(index) {
  const read = (look) => ({ described, compared }) => (described[index] ? look(described[index], compared[index]) : null);
  const picture = (part) => {
    const canvas = tiledCanvas(({ described, compared }) => [compared[index].shown[part], tilesOf(described[index]), compared[index].most, `${COLUMNS[part]}, ${described[index].name}`]);
    return element("div", { class: "d2l-map-of", "data-units": read(({ side }) => (side > 1 ? null : "true")) }, canvas);
  };
  return element(
    "div",
    { class: "d2l-layer", role: "group", "aria-label": read(({ name }) => name), hidden: ({ described }) => described.length <= index },
    element(
      "div",
      { class: "d2l-layer-caption" },
      element("strong", {}, read(({ name }) => name)),
      element("span", { class: "d2l-caption" }, read(sizeWords)),
      element("span", { class: "d2l-caption d2l-way" }, element("span", {}, read(wayWords))),
    ),
    element(
      "div",
      { class: "d2l-amount" },
      element("strong", { translate: "no" }, element("span", { class: "d2l-broken" }, read((_layer, { share }) => percent(share)))),
      element("div", { class: "d2l-amount-bar", "aria-hidden": "true", "--share": read((_layer, { share }) => Math.min(1, share).toFixed(3)) }),
      element("span", { class: "d2l-caption" }, element("span", { class: "d2l-full" }, read((_layer, { most }) => `scale: ±${formatNumber(Number(most.toPrecision(3)))}`))),
    ),
    ...Object.keys(COLUMNS).map(picture),
  );
}

export function layerView() {
  const heads = element("div", { class: "d2l-layer d2l-layer-heads", "aria-hidden": "true" }, element("span"), element("span", {}, "broken by"), ...Object.values(COLUMNS).map((words) => element("span", {}, words)));
  const rows = Array.from({ length: MOST }, (_, index) => layerRow(index));
  return element("div", { class: "d2l-equivariance" }, element("p", { class: "d2l-hint" }, INTRODUCTION), element("div", { class: "d2l-layers" }, heads, ...rows));
}
