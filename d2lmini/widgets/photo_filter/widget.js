/** A photograph under a kernel whose every number can be changed; any pixel of the result is spelt out. */

import { PHOTO_PRESETS } from "./presets.js";
import { photoCode, photoRefusal, pixelWords } from "./words.js";
import { choice, field, presetMenu, pushButton, radios, settings } from "../shared/controls/controls.js";
import { createLinks } from "../shared/grids/links.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { panel, sign } from "../shared/grids/panel.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { sumOfProducts } from "../shared/grids/sum.js";
import { sumOf } from "../shared/maths/convolution.js";
import { bordered, centred, filterPixels, greyOf, pixelTerms, SHOWINGS } from "../shared/maths/image_filter.js";
import { filled, placeOf, shapeOf } from "../shared/maths/matrix.js";
import { element, follow } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { asSentence, formatNumber, parseNumber } from "../shared/page/format.js";
import { fromTraits, remembered } from "../shared/page/remembered.js";
import { crossHairHandle, photoView } from "../shared/photos/photo_view.js";
import { bytesOf, photographOf, PHOTOS, sizeOf, SUBJECTS } from "../shared/photos/photos.js";

const HINT = "Edit the kernel. Point at a pixel, or move the cross-hair with the arrow keys.";
const SHOWN = Object.fromEntries(Object.entries(SHOWINGS).map(([value, { words }]) => [value, words]));
const LONGEST_GREY = [[100]];
/** The darkest grey that black numbers can be read on. */
const READABLE = 117;

const totalOf = (kernel) => kernel.flat().reduce((sum, number) => sum + number, 0);

/** The result as numbers, the greys under the kernel, what they come to, and the grey that stands for it. */
function derive(here) {
  const [photos, size] = [here.given("photos"), sizeOf(here)];
  const padded = Object.fromEntries(Object.entries(photos).map(([name, photo]) => [name, bordered(bytesOf(photo), size)]));
  const filtered = fromTraits(["photo", "kernel", "divisor"], ({ photo, kernel, divisor }) =>
    filterPixels(padded[photo], size, kernel.map((row) => row.map((number) => number / divisor))));
  const spelt = fromTraits(["photo", "kernel", "divisor", "at"], ({ photo, kernel, divisor, at }) => {
    const terms = pixelTerms(padded[photo], size, kernel, at);
    const greys = filled(shapeOf(kernel), (row, column) => terms[row * kernel.length + column].value);
    return { terms, greys, value: sumOf(terms) / divisor };
  });
  return (state) => {
    const pixel = spelt(state);
    return { ...pixel, output: filtered(state), grey: greyOf(pixel.value, SHOWINGS[state.negatives]) };
  };
}

/** The photograph under the cross-hair, and what the kernel makes of it. */
function pictures(here) {
  const all = { size: sizeOf(here), trait: "at" };
  const shown = ({ negatives }) => SHOWINGS[negatives];
  const result = (now) => [now.output, shown(now), `the photograph of ${SUBJECTS[now.photo]} after the kernel; ${shown(now).rule}`];
  const handle = crossHairHandle(here, { ...all, words: pixelWords });
  const framed = (role, title, looks, ...over) =>
    panel({ role, title, size: [`${all.size.join(" × ")} pixels`], body: photoView(here, { ...all, role, ...looks }, ...over) });
  const source = { read: photographOf(here, SHOWINGS.clip), length: (now) => now.kernel.length };
  return element("div", { class: "d2l-pictures" }, framed("input", "Photograph", source, handle), framed("output", "Result", { read: result }));
}

/** The pixels that the kernel reads, on their own greys. */
function pixelGrid() {
  const grid = resultGrid({ role: "input", name: "pixels under the cross-hair", numbers: (now) => now.greys });
  follow(grid.element, (now) => [now.greys], (greys) => greys.forEach((line, row) => line.forEach((grey, column) => {
    Object.assign(grid.nodeAt([row, column]).style, { background: `rgb(${grey} ${grey} ${grey})`, color: grey < READABLE ? "white" : "black" });
  })));
  return grid;
}

/** The pixels, the kernel to edit, and the number that they make. */
function stage(here, link) {
  const columns = () => here.now().kernel.length;
  const pixels = pixelGrid();
  const kernel = numberGrid(here, {
    role: "kernel",
    name: "kernel",
    onPoint: (place) => link(place && place[0] * columns() + place[1]),
  });
  link.add(...[pixels, kernel].map((grid) => (index) => grid.link(index === null ? null : placeOf(index, columns()))));
  const alone = remembered((value) => [[value]]);
  const output = resultGrid({ role: "output", name: "output pixel", numbers: (now) => alone(now.value) });
  const swatch = element("span", { class: "d2l-swatch", "--grey": (now) => now.grey });
  const grey = element("span", { class: "d2l-shown" }, element("span", {}, (now) => `shown as grey ${now.grey}`));
  const menu = presetMenu(here, { label: "kernel preset", ...PHOTO_PRESETS });
  const size = radios({
    label: "kernel size",
    options: { 3: "3 × 3", 5: "5 × 5" },
    value: (now) => `${now.kernel.length}`,
    onChoose: (length) => here.change({ kernel: centred(here.now().kernel, Number(length)) }),
  });
  return element(
    "div",
    { class: "d2l-stage" },
    panel({ role: "input", title: "Pixels", size: ["under the cross-hair"], body: pixels.element }),
    sign("⋆"),
    panel({ role: "kernel", title: "Kernel", menu, size: [size], body: kernel.element }),
    sign("="),
    panel({ role: "output", title: "Output", size: [swatch, grey], body: output.element }),
  );
}

/** A number to type. What is no number, or may not be chosen, is refused in words and the old one stays. */
function numberField(here, { caption, trait }) {
  const show = () => { box.value = formatNumber(here.now()[trait]); };

  function choose() {
    const { value, reason } = parseNumber(box.value, here.limits.number);
    if (reason) here.refuse(box, reason);
    else if (value !== here.now()[trait]) here.change({ [trait]: value }, box);
    show();
  }
  const begin = () => { box.value = String(here.now()[trait]); box.select(); };
  const onKey = (event) => { if (event.key === "Escape") show(); };
  const on = { change: choose, keydown: onKey, focus: begin, blur: show };
  const box = element("input", { class: "d2l-box", type: "text", autocomplete: "off", enterkeyhint: "done", "aria-label": caption, on });
  return field(caption, follow(box, (now) => [now[trait]], show));
}

export default explorable({
  name: "photo filter",
  derive,
  refusal: photoRefusal,
  tell: (now) => asSentence(`${pixelWords(now)}, shown as grey ${now.grey}`),
  code: (now, here) => photoCode(now, sizeOf(here)),
  layout(here) {
    const link = createLinks();
    const read = ({ at, terms, kernel, divisor }) =>
      ({ name: `Y[${at.join(", ")}]`, terms, columns: kernel.length, grids: [LONGEST_GREY, kernel], divisor });
    return [
      choice(here, { label: "photograph", trait: "photo", options: PHOTOS }),
      pictures(here),
      element("p", { class: "d2l-hint" }, HINT),
      stage(here, link),
      element("div", { class: "d2l-readout" }, sumOfProducts({ read, link })),
      settings(
        numberField(here, { caption: "divide by", trait: "divisor" }),
        pushButton(here, {
          words: "Normalise to sum 1",
          reason: (now) => (totalOf(now.kernel) ? null : "the kernel's numbers add up to 0, and no divisor makes that 1"),
          onPress: () => here.change({ divisor: totalOf(here.now().kernel) }),
        }),
        field("show negative values", choice(here, { label: "show negative values", trait: "negatives", options: SHOWN })),
      ),
      element("p", { class: "d2l-reading" }, ({ negatives }) =>
        `The photograph is padded with zeros, so that the result keeps its size. In the result, ${SHOWINGS[negatives].rule}.`),
    ];
  },
});
