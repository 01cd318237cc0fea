/** A colour photograph under filters of three kernels: what each channel gives, the feature map, and any pixel spelt out. */

import { pixelLayer, tinted } from "./arithmetic.js";
import { biasGrid, channelTable, channelTotal, filterCards, kernelGrid, layerShapes } from "./parts.js";
import { choice, field, presetMenu, settings } from "../shared/controls/controls.js";
import { bordered, SHOWINGS } from "../shared/maths/image_filter.js";
import { sameNumbers } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";
import { remembered } from "../shared/page/remembered.js";
import { crossHairHandle, photoView } from "../shared/photos/photo_view.js";
import { bytesOf, photographOf, PHOTOS, sizeOf } from "../shared/photos/photos.js";
import { picture, planeOf } from "../shared/photos/picture.js";

const COLOURS = ["red", "green", "blue"];
const HINT = "Choose a filter or edit its kernels. Point at a pixel, or move the cross-hair on the output with the arrow keys.";
const READING =
  "The photograph is padded with zeros, so that the output keeps its size. " +
  "In partial results and output, 0 is mid-grey, negative darker, positive lighter.";

/** What the view shows of a state. */
export function derivePhoto(here) {
  const [photos, presets, size] = [here.given("photos"), here.given("presets"), sizeOf(here)];
  const layer = pixelLayer(size, here.limits);
  /** The channels, tinted to be seen, and with a border of zeros to be filtered. */
  const channelsOf = remembered((photo) => {
    const planes = COLOURS.map((_, channel) => planeOf(bytesOf(photos[photo]), channel, size));
    return { tints: planes.map(tinted), padded: planes.map((plane) => bordered(plane, size)) };
  });
  const presetOf = remembered((kernels, bias) =>
    Object.keys(presets).find((name) => sameNumbers([presets[name].weight, presets[name].bias], [kernels, bias])) ?? null);

  return ({ photo, photo_weight: weight, photo_bias: bias, pixel }, filter) => {
    const { tints, padded } = channelsOf(photo);
    const filters = layer(padded, weight, bias);
    const at = pixel[0] * size[1] + pixel[1];
    return { filters, place: pixel, numberAt: (values) => values[at], size, outputSize: size, tints, preset: presetOf(weight[filter], bias[filter]) };
  };
}

const placeWords = ({ place: [row, column] }) => `row ${row}, column ${column}`;

export function tellPhoto(now) {
  const parts = COLOURS.map((colour, channel) => `${colour} ${formatNumber(now.addends[channel])}`);
  return `Feature map ${now.filter}, ${placeWords(now)} is ${formatNumber(now.total)}: ${parts.join(", ")}, bias ${formatNumber(now.shift[0][0])}.`;
}

/** @returns {HTMLElement[]} */
export function photographView(here) {
  const [presets, size] = [here.given("presets"), sizeOf(here)];
  const view = (role, length, read, ...over) => photoView(here, { role, size, trait: "pixel", read, length: () => length }, ...over);
  const menu = presetMenu(here, {
    label: "filter preset",
    names: Object.keys(presets),
    named: (now) => now.preset,
    patch: (name, { filter, photo_weight, photo_bias }) => ({
      photo_weight: photo_weight.with(filter, presets[name].weight),
      photo_bias: photo_bias.with(filter, presets[name].bias),
    }),
  });
  const rows = COLOURS.map((colour, channel) => ({
    caption: `channel ${channel}: ${colour}`,
    input: view("input", 3, ({ tints }) => [tints[channel], null, `the ${colour} channel of the photograph`]),
    kernel: kernelGrid(here, { trait: "photo_weight", channel, name: `kernel for ${colour}` }).element,
    partial: view("output", 1, ({ filters, filter }) => [
      filters[filter].partials[channel], SHOWINGS.signed, `what the ${colour} channel gives under filter ${filter}`,
    ]),
  }));
  const handle = crossHairHandle(here, { size, trait: "pixel", words: (now) => `${placeWords(now)}: output ${formatNumber(now.total)}` });
  const featureMap = ({ filters }, filter, rule = "") => [filters[filter].output, SHOWINGS.signed, `feature map of filter ${filter}${rule}`];
  const output = view("output", 1, (now) => featureMap(now, now.filter, `; ${SHOWINGS.signed.rule}`), handle);
  const pictures = Array.from({ length: here.limits.filters[1] }, (_, filter) => picture(size, (now) => featureMap(now, filter)));
  const bias = biasGrid(here, { trait: "photo_bias", name: "bias of the filter" }).element;
  return [
    element(
      "div",
      { class: "d2l-photo-head" },
      view("input", 3, photographOf(here)),
      settings(field("photograph", choice(here, { label: "photograph", trait: "photo", options: PHOTOS })), field("filter in view", menu)),
      element("p", { class: "d2l-reading d2l-finds" }, ({ preset }) => presets[preset]?.finds ?? "Your own filter."),
    ),
    element("div", { class: "d2l-channel-stage d2l-of-photo" }, channelTable({ rows, bias, output }), filterCards(here, pictures)),
    element("p", { class: "d2l-hint" }, HINT),
    element("div", { class: "d2l-readout d2l-of-pixel" }, channelTotal(COLOURS.length, COLOURS)),
    layerShapes(READING),
  ];
}
