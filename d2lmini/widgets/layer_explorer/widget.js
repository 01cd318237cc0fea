/** A photograph through convolution, activation function and pooling; the window under the cross-hair is spelt out. */

import { ACTIVATIONS, doubled, mixture, pooled, POOLINGS, shareOf, windowOf } from "./stages.js";
import { shareWords, stagesCode, unitWords } from "./words.js";
import { choice, field, presetMenu, settings } from "../shared/controls/controls.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { panel, sign } from "../shared/grids/panel.js";
import { KERNELS } from "../shared/grids/presets.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { bordered, filterPixels, SHOWINGS } from "../shared/maths/image_filter.js";
import { sameNumbers } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { asSentence, formatNumber } from "../shared/page/format.js";
import { fromTraits } from "../shared/page/remembered.js";
import { crossHairHandle, photoView } from "../shared/photos/photo_view.js";
import { bytesOf, PHOTOS, sizeOf, SUBJECTS } from "../shared/photos/photos.js";
import { planeOf } from "../shared/photos/picture.js";

const HINT = "Edit the filter, choose the function and the pooling. Point at a pixel, or move the cross-hair with the arrow keys.";
const READING = "The photograph is in fractions and padded with zeros, so that the map keeps its size. In all maps 0 is mid-grey, negative darker, positive lighter.";
const LUMINANCE = [[0.299, 0.587, 0.114]];
const times = (factor, kernel) => kernel.map((row) => row.map((number) => factor * number || 0));
const FILTERS = {
  "Sobel x of the luminance": { colours: LUMINANCE, kernel: KERNELS["Sobel x"] },
  "Its negative": { colours: LUMINANCE, kernel: times(-1, KERNELS["Sobel x"]) },
  "Ten times as large": { colours: LUMINANCE, kernel: times(10, KERNELS["Sobel x"]) },
  "Sobel x, equal channels": { colours: [[1, 1, 1]], kernel: KERNELS["Sobel x"] },
  "Red minus green": { colours: [[1, -1, 0]], kernel: KERNELS.Identity },
  "Edges of red against green": { colours: [[1, -1, 0]], kernel: KERNELS["Sobel x"] },
};
const NAMES = Object.keys(FILTERS);
/** For a picture, fractions become what greys are made of. */
const shown = (values) => values.map((value) => 255 * value);
const square = ([a, b, c, d]) => [[a, b], [c, d]];
/** Signs of a number in most windows. */
const USUAL = 6;
/** How long the longest number in view is: all grids have the size of type that it needs. */
const longest = ({ colours, kernel, grids }) => Math.max(USUAL, ...[colours, kernel, ...grids].flat(2).map((number) => formatNumber(number).length));
const words = (names) => Object.fromEntries(names.map((name) => [name, name]));

/** The maps of all stages, and the window in view in each. */
function derive(here) {
  const [photos, size] = [here.given("photos"), sizeOf(here)];
  const channels = fromTraits(["photo", "order"], ({ photo, order }) => {
    const planes = [0, 1, 2].map((channel) => planeOf(bytesOf(photos[photo]), channel, size));
    if (order === "BGR") planes.reverse();
    const picture = new Uint8Array(planes.flatMap((plane) => [...plane]));
    return { picture, padded: planes.map((plane) => bordered(plane, size)) };
  });
  const filtered = fromTraits(["photo", "order", "colours", "kernel"], (state) =>
    filterPixels(mixture(channels(state).padded, state.colours[0]), size, state.kernel));
  const stages = fromTraits(["photo", "order", "colours", "kernel", "activation", "pooling"], (state) => {
    const [map, { f, slope }] = [filtered(state), ACTIVATIONS[state.activation]];
    const activated = map.map(f);
    const output = pooled(activated, size[1], POOLINGS[state.pooling].f);
    const isZero = (value) => value === 0;
    return {
      map,
      activated,
      output,
      pictures: [shown(map), shown(activated), shown(doubled(output, size))],
      zeros: [shareOf(activated, isZero), shareOf(output, isZero)],
      flat: shareOf(map, (value) => slope(value) < 0.05),
    };
  });
  const spelt = fromTraits(["photo", "order", "colours", "kernel", "activation", "pooling", "at"], (state) => {
    const unit = state.at.map((index) => Math.floor(index / 2));
    const { map, activated, output } = stages(state);
    const [window, seen] = [map, activated].map((values) => windowOf(values, size[1], unit));
    const value = output[unit[0] * (size[1] / 2) + unit[1]];
    return { unit, centre: unit.map((index) => 2 * index + 0.5), window, seen, value, grids: [square(window), square(seen), [[value]]] };
  });
  return (state) => ({ ...stages(state), ...spelt(state), picture: channels(state).picture });
}

/** The four stages, with one cross-hair in all. */
function pictures(here) {
  const size = sizeOf(here);
  const all = { size, trait: "at", framed: (now) => now.centre, length: () => 2 };
  const view = (role, read, ...over) => photoView(here, { ...all, role, read }, ...over);
  const stage = (index, what) => (now) => [now.pictures[index], SHOWINGS.signed, `${what(now)}; ${SHOWINGS.signed.rule}`];
  const framed = (role, title, told, body) => panel({ role, title, size: [told], body });
  const handle = crossHairHandle(here, { ...all, words: unitWords });
  const half = size.map((length) => length / 2);
  const source = ({ picture, photo, order }) => [picture, null, `photograph of ${SUBJECTS[photo]}, its channels taken for red, green, blue; they are ${order}`];
  return element(
    "div",
    { class: "d2l-pictures" },
    framed("input", "Photograph", `3 × ${size.join(" × ")}`, view("input", source, handle)),
    framed("output", "Convolution", `1 × ${size.join(" × ")}`, view("output", stage(0, () => "the feature map"))),
    framed("output", "Activation", `1 × ${size.join(" × ")}`, view("output", stage(1, ({ activation }) => `after the activation function ${activation}`))),
    framed("output", "Pooling", `1 × ${half.join(" × ")}`, view("output", stage(2, ({ pooling }) => `after pooling: ${pooling}`))),
  );
}

/** The filter to edit, and the window from stage to stage. */
function stage(here) {
  const menu = presetMenu(here, {
    label: "filter preset",
    names: NAMES,
    named: ({ colours, kernel }) => NAMES.find((name) => sameNumbers(FILTERS[name], { colours, kernel })),
    patch: (name) => FILTERS[name],
  });
  const grid = (name, index) => resultGrid({ role: "output", name, numbers: ({ grids }) => grids[index] }).element;
  return element(
    "div",
    { class: "d2l-stage", "--longest": longest },
    panel({ role: "kernel", title: "Filter", menu, size: ["weights of the channels"], body: numberGrid(here, { role: "kernel", name: "colours" }).element,
      below: numberGrid(here, { role: "kernel", name: "kernel" }).element }),
    panel({ role: "output", title: "Window", size: ["of the map"], body: grid("window of the feature map", 0) }),
    sign("→"),
    panel({ role: "output", title: "Activated", size: ["each number"], body: grid("activated window", 1) }),
    sign("→"),
    panel({ role: "output", title: "Pooled", size: ["one of four"], body: grid("pooled number", 2) }),
  );
}

export default explorable({
  name: "layer explorer",
  derive,
  tell: (now) => asSentence(unitWords(now)),
  code: (now, here) => stagesCode(now, sizeOf(here)),
  layout(here) {
    const menu = (label, trait, names) => field(label, choice(here, { label, trait, options: words(names) }));
    return [
      choice(here, { label: "photograph", trait: "photo", options: PHOTOS }),
      pictures(here),
      element("p", { class: "d2l-hint" }, HINT),
      stage(here),
      element("div", { class: "d2l-readout" }, element("p", { class: "d2l-reading" }, shareWords)),
      settings(
        menu("order of the channels", "order", ["RGB", "BGR"]),
        menu("activation function", "activation", Object.keys(ACTIVATIONS)),
        menu("pooling", "pooling", Object.keys(POOLINGS)),
      ),
      element("p", { class: "d2l-reading" }, READING),
    ];
  },
});
