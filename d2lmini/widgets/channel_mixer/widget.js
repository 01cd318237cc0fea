/** A photograph whose channels are mixed by a 1×1 kernel that can be changed; any pixel is spelt out before and after. */

import { samePlace } from "../shared/cells.js";
import { covarianceOf, meansOf, mixPixel, mixPixels, pixelOf, varianceShares } from "./mix.js";
import { LEARNED, mixNamed, mixOf } from "./mixes.js";
import { createChannelViews } from "./views.js";
import { choice } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { createExplorable } from "../shared/explorable.js";
import { formatNumber } from "../shared/format.js";
import { greyOf, SHOWINGS } from "../shared/image_filter.js";
import { createMixControls, shownAs } from "./controls.js";
import { mixReading } from "./reading.js";
import { createMixStage, PRIMARIES } from "./stage.js";
import { createMixedSums } from "./sums.js";
import { panel } from "../shared/panel.js";
import { createHandle, createPhotoView } from "../shared/photo_view.js";
import { bytesOf, PHOTOS, SUBJECTS } from "../shared/photos.js";
import { mixCode } from "../shared/pytorch_code.js";

const MIX = ["photo", "kernel", "bias", "showing"];
const HINT = "Edit the kernel or choose a preset. Point at a pixel, or move the cross-hair with the arrow keys.";
const CUT = "below 0 is cut to 0, above 255 to 255";

/** In colour the output channels are red, green and blue again; otherwise they have numbers only. */
const namesOf = (state) => state.kernel.map((_, channel) => (shownAs(state) === "colour" ? `${PRIMARIES[channel]}′` : `Y[${channel}]`));

/** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill */
function render(host) {
  const carried = host.model.get("_photos");
  const { size } = carried.china;
  const count = size[0] * size[1];
  const { channels: limits, number: largest } = host.model.get("_limits");
  const output = new Float64Array(limits[1] * count);
  const photos = Object.fromEntries(Object.entries(carried).map(([name, photo]) => {
    const planes = bytesOf(photo);
    return [name, { planes, means: meansOf(planes, count), covariance: covarianceOf(planes, count), components: host.model.get("_components")[name] }];
  }));

  let state = {};
  let telling = false;
  const read = () => state;
  const { refuse, say, store, mount } = createExplorable({
    host,
    name: "channel mixer",
    look: "d2l-channel-mixer",
    traits: [...MIX, "at"],
    paint,
    code: () => mixCode(state, size),
    onReset: (initial) => change(initial),
  });

  function change(patch) {
    telling = true;
    store.write(patch);
  }
  const moveTo = (place) => samePlace(place, state.at) || change({ at: place });

  /** Another photograph has other principal components. */
  function choosePhoto(photo) {
    const learned = mixNamed(state, photos[state.photo]) === LEARNED;
    const { kernel, bias } = learned ? mixOf(LEARNED, photos[photo]) : state;
    change({ photo, kernel, bias });
  }
  const options = Object.entries(PHOTOS).map(([value, words]) => ({ value, words }));
  const photo = choice({ label: "photograph", options, onChoose: choosePhoto });

  const source = createPhotoView({ role: "input", size, onPoint: moveTo });
  const handle = createHandle({ size, read: () => state.at, onPoint: moveTo });
  source.element.append(handle.element);
  const result = createChannelViews({ size, most: limits[1], onPoint: moveTo });

  const controls = createMixControls({ limits, learned: (name) => photos[name], read, change, refuse });
  const stage = createMixStage({ controls, largest, read, change, refuse, onLink: link });
  const sums = createMixedSums({ most: limits[1], onLink: link });
  function link(place) {
    stage.link(place);
    sums.link(place);
  }
  const shape = element("span");
  const [reading, rule] = [0, 1].map(() => element("p", { class: "d2l-reading" }));

  function paintResult() {
    const names = namesOf(state);
    const showing = SHOWINGS[shownAs(state)] ?? null;
    stage.paintNames(names);
    result.draw(output, { names, showing, words: `the photograph of ${SUBJECTS[state.photo]} after the kernel; ${showing?.rule ?? CUT}` });
    setText(shape, `${names.length} × ${size.join(" × ")}`);
    setText(rule, showing ? `Each row of the kernel makes one channel of the result; ${showing.rule}.` : `The three rows make the red, green and blue of the result; ${CUT}.`);
    setText(reading, mixReading(names, varianceShares(state.kernel, photos[state.photo].covariance), count));
    controls.paint(state);
  }

  function paintPixel() {
    const { at, kernel, bias } = state;
    const before = pixelOf(photos[state.photo].planes, count, at[0] * size[1] + at[1]);
    const values = mixPixel(before, kernel, bias);
    const showing = SHOWINGS[shownAs(state)];
    const greys = values.map((value) => greyOf(value, showing ?? SHOWINGS.clip));
    const colours = showing ? greys.map((grey) => `rgb(${grey} ${grey} ${grey})`) : [`rgb(${greys.join(" ")})`];
    stage.paintPixel({ at, pixel: before, values, colours });
    sums.paint({ names: namesOf(state), pixel: before, kernel, bias, values });
    source.aim(at, 1);
    result.aim(at);
    const words = `row ${at[0]}, column ${at[1]}: ${before.join(", ")} becomes ${values.map(formatNumber).join(", ")}`;
    handle.paint(at, words);
    if (telling) say(`${words[0].toUpperCase()}${words.slice(1)}.`);
    telling = false;
  }

  function paint() {
    const [before, next] = [state, store.read()];
    const changed = (...names) => names.some((name) => next[name] !== before[name]);
    state = next;
    if (changed("photo")) {
      source.drawColours(photos[state.photo].planes, `photograph of ${SUBJECTS[state.photo]}, ${size.join(" by ")} pixels`);
      photo.paint(state.photo);
    }
    if (changed("kernel")) stage.paintKernel(state.kernel);
    if (changed("bias")) stage.paintBias(state.bias);
    if (changed("photo", "kernel", "bias")) mixPixels(photos[state.photo].planes, count, state.kernel, state.bias, output);
    if (changed(...MIX)) paintResult();
    paintPixel();
  }

  const figure = (role, title, shape, view) => panel({ role, title, size: [shape], body: view.element });
  return mount(
    photo.element,
    element("div", { class: "d2l-pictures" }, figure("input", "Photograph", `3 × ${size.join(" × ")}`, source), figure("output", "Result", shape, result)),
    element("p", { class: "d2l-hint" }, HINT),
    stage.element,
    element("div", { class: "d2l-readout" }, sums.element, reading),
    controls.settings,
    rule,
  );
}

export default { render };
