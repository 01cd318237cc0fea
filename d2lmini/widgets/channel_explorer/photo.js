/** A colour photograph under filters of three kernels: what each channel gives, the feature map, and any pixel spelt out. */

import { samePlace } from "../shared/cells.js";
import { createChannelMaps } from "./maps.js";
import { createChannelShapes } from "./shapes.js";
import { createChannelTable } from "./table.js";
import { createChannelTotal } from "./total.js";
import { createPicture } from "../shared/colour_photo.js";
import { choice, field, presetMenu } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { createFilterCards } from "./filter_cards.js";
import { formatNumber } from "../shared/format.js";
import { SHOWINGS } from "../shared/image_filter.js";
import { numberGrid, replaced } from "../shared/number_grid.js";
import { createHandle, createPhotoView } from "../shared/photo_view.js";
import { bytesOf, PHOTOS, SUBJECTS } from "../shared/photos.js";
import { sameNumbers } from "../shared/presets.js";

const COLOURS = ["red", "green", "blue"];
const PHOTO_HINT = "Choose a filter or edit its kernels. Point at a pixel, or move the cross-hair on the output with the arrow keys.";
const PHOTO_READING =
  "The photograph is padded with zeros, so that the output keeps its size. In partial results and output, 0 is mid-grey, negative darker, positive lighter.";

/**
 * @param {{limits: object, photos: object, presets: object, read: () => object, change: (patch: object) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 */
export function createChannelPhoto({ limits, photos, presets, read, change, refuse }) {
  const { size } = photos.china;
  const { channelsOf, update, maps, partials } = createChannelMaps({ photos, size, most: limits.filters[1] });
  let state = {};

  const editable = { largest: limits.number, refuse };
  const setFilter = (kernels, bias) =>
    change({ photo_weight: state.photo_weight.with(state.filter, kernels), photo_bias: state.photo_bias.with(state.filter, bias) });
  const kernelsInView = () => state.photo_weight[state.filter];
  const biasInView = () => state.photo_bias[state.filter];
  const moveTo = (place) => samePlace(place, state.pixel) || change({ pixel: place });
  const view = (role) => createPhotoView({ role, size, onPoint: moveTo });

  const rows = COLOURS.map((colour, channel) => {
    const kernel = numberGrid({
      ...editable,
      role: "kernel",
      name: `kernel for ${colour}`,
      onPoint() {},
      onEdit: (place, value) => setFilter(kernelsInView().with(channel, replaced(kernelsInView()[channel], place, value)), biasInView()),
    });
    return { colour, kernel, input: view("input"), partial: view("output") };
  });
  const bias = numberGrid({ ...editable, role: "kernel", name: "bias of the filter", onPoint() {}, onEdit: (_, value) => setFilter(kernelsInView(), value) });
  const output = view("output");
  const handle = createHandle({ size, read: () => state.pixel, onPoint: moveTo });
  output.element.append(handle.element);
  const pictures = maps.map(() => createPicture(size));
  const cards = createFilterCards({ pictures: pictures.map((picture) => picture.element), onChoose: (filter) => change({ filter }) });

  const photograph = view("input");
  const options = Object.entries(PHOTOS).map(([value, words]) => ({ value, words }));
  const photo = choice({ label: "photograph", options, onChoose: (value) => change({ photo: value }) });
  const menu = presetMenu({ label: "filter preset", names: Object.keys(presets), onChoose: (name) => setFilter(presets[name].weight, presets[name].bias) });
  const finds = element("p", { class: "d2l-reading d2l-finds" });
  const choices = element("div", { class: "d2l-settings" }, field("photograph", photo.element), field("filter in view", menu.element));
  const head = element("div", { class: "d2l-photo-head" }, photograph.element, choices, finds);
  const table = createChannelTable({
    rows: rows.map(({ colour, kernel, input, partial }, channel) => ({
      caption: `channel ${channel}: ${colour}`,
      input: input.element,
      kernel: kernel.element,
      partial: partial.element,
    })),
    bias: bias.element,
    output: output.element,
  });
  const total = createChannelTotal();
  const shapes = createChannelShapes();

  function paintPhoto() {
    const subject = SUBJECTS[state.photo];
    photograph.drawColours(bytesOf(photos[state.photo]), `photograph of ${subject}, ${size.join(" by ")} pixels`);
    channelsOf(state.photo).forEach(({ colours }, channel) => {
      rows[channel].input.drawColours(colours, `the ${COLOURS[channel]} channel of the photograph`);
    });
    photo.paint(state.photo);
  }

  function paintFilter() {
    const { filter } = state;
    partials.forEach((partial, channel) => {
      rows[channel].partial.draw(partial, SHOWINGS.signed, `what the ${COLOURS[channel]} channel gives under filter ${filter}`);
      rows[channel].kernel.paint(kernelsInView()[channel]);
    });
    bias.paint([[biasInView()]]);
    output.draw(maps[filter], SHOWINGS.signed, `feature map of filter ${filter}; ${SHOWINGS.signed.rule}`);
    cards.paint(state.photo_weight.length, filter);
    table.paint(COLOURS.length, filter);
    const named = Object.keys(presets).find((name) => sameNumbers([presets[name].weight, presets[name].bias], [kernelsInView(), biasInView()]));
    menu.paint(named ?? null);
    setText(finds, named ? presets[named].finds : "Your own filter.");
    const filters = state.photo_weight.length;
    shapes.paint({ input: [COLOURS.length, ...size], weight: [filters, COLOURS.length, 3, 3], output: [filters, ...size] }, PHOTO_READING);
  }

  /** @returns {string} the pixel in words */
  function paintPixel() {
    const { filter, pixel } = state;
    const at = pixel[0] * size[1] + pixel[1];
    const value = formatNumber(maps[filter][at]);
    photograph.aim(pixel, 3);
    rows.forEach(({ input, partial }) => {
      input.aim(pixel, 3);
      partial.aim(pixel, 1);
    });
    output.aim(pixel, 1);
    total.paint({ name: `Y[${[filter, ...pixel].join(", ")}]`, partials: partials.map((partial) => partial[at]), bias: biasInView() });
    const place = `row ${pixel[0]}, column ${pixel[1]}`;
    handle.paint(pixel, `${place}: output ${value}`);
    const parts = COLOURS.map((colour, channel) => `${colour} ${formatNumber(partials[channel][at])}`);
    return `Feature map ${filter}, ${place} is ${value}: ${parts.join(", ")}, bias ${formatNumber(biasInView())}.`;
  }

  const stage = element("div", { class: "d2l-channel-stage d2l-of-photo" }, table.element, cards.element);
  const readout = element("div", { class: "d2l-readout d2l-of-pixel" }, total.element);
  const elements = [head, stage, element("p", { class: "d2l-hint" }, PHOTO_HINT), readout, shapes.element];

  /** Show a state. @returns {string} what it shows at the pixel in view, in words */
  function paint(next) {
    const before = state;
    state = next;
    if (state.photo !== before.photo) paintPhoto();
    const renewed = update(state, before);
    renewed.forEach((filter) => pictures[filter].drawGreys(maps[filter], SHOWINGS.signed, `feature map of filter ${filter}`));
    if (renewed.length || state.filter !== before.filter) paintFilter();
    return paintPixel();
  }
  return { elements, paint };
}
