/** A pattern to move over an image: the convolution's feature map moves along, the dense layer's must be taught position by position. */

import { shiftCode } from "./code.js";
import { patternField } from "./pattern_field.js";
import {
  convMaps, denseMaps, EVERYWHERE, IMAGE, imageOf, indexOf, peakWords, placesRight, placeWords, REACH, SIDE, verdict,
} from "./response.js";
import { choice, pushButton } from "../shared/controls/controls.js";
import { samePlace } from "../shared/grids/cells.js";
import { panel } from "../shared/grids/panel.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { filled } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { remembered } from "../shared/page/remembered.js";

const PATTERNS = { cross: "Cross", corner: "Corner", bar: "Bar", diagonal: "Diagonal" };
const HINT = "Drag the pattern, tap a pixel, or use the arrow keys; the ring marks its position in both feature maps.";
const ALL = EVERYWHERE.length;

/** The maps of both layers for each position of the pattern and in view, and the positions at which the dense layer is right. */
function derive(here) {
  const image = remembered(imageOf);
  const conv = remembered(convMaps);
  const dense = remembered((targets, learned) => {
    const outputs = denseMaps(targets, learned.map(indexOf));
    return { outputs, right: placesRight(outputs, targets) };
  });
  return ({ pattern, at, learned }) => {
    const kernel = here.given("patterns")[pattern];
    const targets = conv(kernel);
    const { outputs, right } = dense(targets, learned);
    return { kernel, image: image(kernel, at), right, target: targets[indexOf(at)], output: outputs[indexOf(at)] };
  };
}

/** A map with one decimal, and a ring where the pattern is; both maps are tinted on the convolution's scale. */
function mapGrid(name, mapOf) {
  const inTenths = remembered((map) => filled([REACH, REACH], (row, column) => Math.round(10 * map[indexOf([row, column])]) / 10));
  const largest = ({ target, at }) => target[indexOf(at)];
  return resultGrid({ role: "output", name, numbers: (now) => inTenths(mapOf(now)), largest, linked: (now) => now.at }).element;
}

function teaching(here) {
  const button = (words, reason, learned) => pushButton(here, { words, reason, onPress: () => here.change({ learned: learned(here.now()) }) });
  const known = ({ learned, at }) => (learned.some((position) => samePlace(position, at)) ? "the dense layer has learned this position already" : null);
  const all = ({ learned }) => (learned.length === ALL ? "the dense layer has learned every position" : null);
  const none = ({ learned }) => (learned.length ? null : "the dense layer has learned nothing yet");
  return element(
    "div",
    { class: "d2l-teaching" },
    button("Teach this position", known, ({ learned, at }) => [...learned, at]),
    button("Teach all", all, () => EVERYWHERE),
    button("Forget all", none, () => []),
  );
}

/** The two layers side by side, in words: a row for each thing to compare. */
function comparison() {
  const heading = (words) => element("th", { scope: "col" }, words);
  const cell = (words) => element("td", {}, element("span", {}, words));
  const row = (name, ...pair) => element("tr", {}, element("th", { scope: "row" }, name), ...pair.map(cell));
  return element(
    "table",
    { class: "d2l-comparison" },
    element("thead", {}, element("tr", {}, element("td"), heading("Convolution"), heading("Dense layer"))),
    element(
      "tbody",
      {},
      row("largest output", (now) => peakWords(now.target), (now) => peakWords(now.output)),
      row("positions right", `${ALL} of ${ALL}`, (now) => `${now.right.length} of ${ALL}`),
      row("weights", `${SIDE ** 2}`, (IMAGE ** 2 * ALL).toLocaleString("en")),
    ),
  );
}

export default explorable({
  name: "shift explorer",
  derive,
  tell(now) {
    const peaks = `convolution ${peakWords(now.target)}, dense layer ${peakWords(now.output)}`;
    return `Pattern at ${placeWords(now.at)}. Largest outputs: ${peaks}. ${verdict(now)}`;
  },
  code: shiftCode,
  layout(here) {
    const kernel = resultGrid({ role: "kernel", name: "kernel", numbers: (now) => now.kernel }).element;
    const caption = element("span", { class: "d2l-caption" }, "the kernel is the pattern");
    const template = element("div", { class: "d2l-template" }, kernel, caption);
    const legend = element("p", { class: "d2l-caption" }, "the dense layer is right when the pattern is centred here");
    const output = (title, body, below) => panel({ role: "output", title, size: [`${REACH} × ${REACH} outputs`], body, below });
    return [
      choice(here, { label: "pattern", trait: "pattern", options: PATTERNS }),
      element(
        "div",
        { class: "d2l-stage" },
        panel({ role: "input", title: "Image", size: [`${IMAGE} × ${IMAGE} pixels`], body: patternField(here), below: legend }),
        output("Convolution", mapGrid("convolution", (now) => now.target), template),
        output("Dense layer", mapGrid("dense layer", (now) => now.output), teaching(here)),
      ),
      element("p", { class: "d2l-hint" }, HINT),
      element("div", { class: "d2l-readout" }, element("p", { class: "d2l-verdict" }, verdict), comparison()),
    ];
  },
});
