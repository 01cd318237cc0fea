/** A photograph under a kernel whose every number can be changed; any pixel of the result is spelt out. */

import { samePlace } from "../shared/cells.js";
import { choice } from "../shared/controls.js";
import { sumOf } from "../shared/convolution.js";
import { element, setText, setVariable } from "../shared/dom.js";
import { createExplorable } from "../shared/explorable.js";
import { formatNumber } from "../shared/format.js";
import { bordered, filterPixels, greyOf, pixelTerms, SHOWINGS } from "../shared/image_filter.js";
import { createLinks } from "../shared/links.js";
import { numberGrid, replaced } from "../shared/number_grid.js";
import { panel, sign } from "../shared/panel.js";
import { createPhotoControls } from "./controls.js";
import { createHandle, createPhotoView } from "../shared/photo_view.js";
import { bytesOf, PHOTOS, SUBJECTS } from "../shared/photos.js";
import { photoCode } from "../shared/pytorch_code.js";
import { resultGrid } from "../shared/result_grid.js";
import { createSum, termWidth } from "../shared/sum.js";

const FILTER = ["photo", "kernel", "divisor", "negatives"];
const HINT = "Edit the kernel. Point at a pixel, or move the cross-hair with the arrow keys.";

/** The darkest grey that black numbers can be read on. */
const READABLE = 117;

/** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill */
function render(host) {
  const photos = host.model.get("_photos");
  const { size } = photos.china;
  const paddedOf = Object.fromEntries(Object.entries(photos).map(([name, photo]) => [name, bordered(bytesOf(photo), size)]));
  const output = new Float64Array(size[0] * size[1]);
  const largest = host.model.get("_limits").number;

  let state = {};
  let telling = false;
  const read = () => state;
  const { refuse, say, store, mount } = createExplorable({
    host,
    name: "photo filter",
    look: "d2l-photo-filter",
    traits: [...FILTER, "at"],
    paint,
    code: () => photoCode(state, size),
    onReset: (initial) => change(initial),
  });

  function change(patch) {
    telling = true;
    store.write(patch);
  }
  const moveTo = (place) => samePlace(place, state.at) || change({ at: place });

  const [source, result] = ["input", "output"].map((role) => createPhotoView({ role, size, onPoint: moveTo }));
  const handle = createHandle({ size, read: () => state.at, onPoint: moveTo });
  source.element.append(handle.element);

  const patch = resultGrid({ role: "input", name: "pixels under the cross-hair" });
  const kernel = numberGrid({
    role: "kernel",
    name: "kernel",
    largest,
    refuse,
    onPoint: (place) => linkEntry(place),
    onEdit: (place, value) => change({ kernel: replaced(state.kernel, place, value) }),
  });
  const pixel = resultGrid({ role: "output", name: "output pixel" });
  const sum = createSum({ onLink: (index) => link(index) });
  const { link, linkEntry } = createLinks({ parts: [sum], kernelGrids: { applied: patch, edited: kernel }, read });

  const options = Object.entries(PHOTOS).map(([value, words]) => ({ value, words }));
  const photo = choice({ label: "photograph", options, onChoose: (value) => change({ photo: value }) });
  const controls = createPhotoControls({ largest, read, change, refuse });
  const swatch = element("span", { class: "d2l-swatch" });
  const grey = element("span");
  const rule = element("p", { class: "d2l-reading" });

  function paintSource() {
    source.draw(bytesOf(photos[state.photo]), SHOWINGS.clip, `photograph of ${SUBJECTS[state.photo]}, ${size.join(" by ")} pixels`);
    photo.paint(state.photo);
  }

  function paintResult() {
    const showing = SHOWINGS[state.negatives];
    result.draw(output, showing, `the photograph of ${SUBJECTS[state.photo]} after the kernel; ${showing.rule}`);
    controls.paint(state);
    setText(rule, `The photograph is padded with zeros, so that the result keeps its size. In the result, ${showing.rule}.`);
  }

  function paintPixel() {
    const { at, kernel: weights, divisor } = state;
    const terms = pixelTerms(paddedOf[state.photo], size, weights, at);
    const value = sumOf(terms) / divisor;
    const columns = weights.length;
    const shade = greyOf(value, SHOWINGS[state.negatives]);
    patch.paint(weights.map((_, row) => terms.slice(row * columns, (row + 1) * columns).map((term) => term.value)));
    terms.forEach((term, index) => {
      const { style } = patch.nodeAt([Math.floor(index / columns), index % columns]);
      style.background = `rgb(${term.value} ${term.value} ${term.value})`;
      style.color = term.value < READABLE ? "white" : "black";
    });
    pixel.paint([[value]]);
    source.aim(at, columns);
    result.aim(at, 1);
    sum.paint({ name: `Y[${at.join(", ")}]`, terms, columns, width: termWidth([[100]], weights), divisor });
    setText(grey, `shown as grey ${shade}`);
    setVariable(swatch, "--grey", shade);
    const words = `row ${at[0]}, column ${at[1]}: output ${formatNumber(value)}`;
    handle.paint(at, words);
    if (telling) say(`${words[0].toUpperCase()}${words.slice(1)}, shown as grey ${shade}.`);
    telling = false;
  }

  function paint() {
    const [before, next] = [state, store.read()];
    const changed = (...names) => names.some((name) => next[name] !== before[name]);
    state = next;
    if (changed("photo")) paintSource();
    if (changed("kernel")) kernel.paint(state.kernel);
    if (changed("photo", "kernel", "divisor")) {
      filterPixels(paddedOf[state.photo], size, state.kernel.map((row) => row.map((number) => number / state.divisor)), output);
    }
    if (changed(...FILTER)) paintResult();
    paintPixel();
  }

  const figure = (role, title, view) => panel({ role, title, size: [`${size.join(" × ")} pixels`], body: view.element });
  return mount(
    photo.element,
    element("div", { class: "d2l-pictures" }, figure("input", "Photograph", source), figure("output", "Result", result)),
    element("p", { class: "d2l-hint" }, HINT),
    element(
      "div",
      { class: "d2l-stage" },
      panel({ role: "input", title: "Pixels", size: ["under the cross-hair"], body: patch.element }),
      sign("⋆"),
      panel({ role: "kernel", title: "Kernel", menu: controls.menu, size: [controls.size], body: kernel.element }),
      sign("="),
      panel({ role: "output", title: "Output", size: [swatch, element("span", { class: "d2l-shown" }, grey)], body: pixel.element }),
    ),
    element("div", { class: "d2l-readout" }, sum.element),
    controls.settings,
    rule,
  );
}

export default { render };
