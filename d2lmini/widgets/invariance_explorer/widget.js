/** A digit to move, turn and scale before five networks, and how each of their layers follows a shift. */

import { networkCards } from "./cards.js";
import { compared } from "./equivariance.js";
import { layerView } from "./layer_view.js";
import { forward, networkOf, SIDE } from "./network.js";
import { parityLine } from "./parity.js";
import { scanner } from "./scan.js";
import { angleRing, scaleRow, shiftMap } from "./scan_view.js";
import { digitStage, poseActs } from "./stage.js";
import { invarianceCode, NETWORKS, poseWords, tell, verdictWords } from "./words.js";
import { warped } from "./warp.js";
import { field, pushButton, radios } from "../shared/controls/controls.js";
import { predictionOf } from "../shared/maths/layers.js";
import { copyOf } from "../shared/page/bytes.js";
import { element, follow, setAttribute } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { asSentence } from "../shared/page/format.js";
import { remembered } from "../shared/page/remembered.js";
import { HUES } from "../shared/photos/tiles.js";

const PIXELS = SIDE * SIDE;
const DIGITS = [...Array(10).keys()];
const NOTHING = new Set();
const HINT =
  "Drag the digit; turn it by the knob on the ring and scale it by the square one. Or click where you want it: on the map of all shifts, the ring of all angles, the row of all scales. Green is right, red is wrong, with the digit that is predicted instead; the fuller, the surer.";

const mapped = (record, make) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value)]));

/** Networks and pictures, made out once a view. */
const known = new WeakMap();
function givenTo(here) {
  if (!known.has(here)) {
    const bytes = new Uint8Array(copyOf(here.given("digits").pixels));
    const pictures = DIGITS.map((digit) => Float64Array.from(bytes.subarray(digit * PIXELS, (digit + 1) * PIXELS), (grey) => grey / 255));
    known.set(here, { pictures, networks: mapped(here.given("networks"), networkOf) });
  }
  return known.get(here);
}

function derive(here) {
  const { pictures, networks } = givenTo(here);
  const posed = () => remembered((digit, down, right, angle, scale) => warped(pictures[digit], { shift: [down, right], angle, scale }));
  const [movedOf, placedOf] = [posed(), posed()];
  const valuesOf = remembered((pixels) => mapped(networks, (net) => forward(net, pixels)));
  const predicted = remembered((values) => mapped(values, (layers) => predictionOf(layers.at(-1))));
  const before = remembered((network, pixels) => forward(networks[network], pixels));
  const comparedOf = remembered((network, after, unmoved, down, right) =>
    networks[network].layers.map((layer, index) => compared(layer, after[index], unmoved[index], [down, right])));
  return ({ digit, shift: [down, right], angle, scale, network }) => {
    const pixels = movedOf(digit, down, right, angle, scale);
    const values = valuesOf(pixels);
    const unmoved = before(network, placedOf(digit, 0, 0, angle, scale));
    return {
      pixels,
      predictions: predicted(values),
      described: networks[network].layers,
      compared: comparedOf(network, values[network], unmoved, down, right),
      poseWords: poseWords({ shift: [down, right], angle, scale }),
    };
  };
}

/** A digit in small, to choose it by. */
function thumbnail(here, digit) {
  const canvas = element("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": `digit ${digit}` });
  const image = canvas.getContext("2d").createImageData(SIDE, SIDE);
  givenTo(here).pictures[digit].forEach((ink, at) => { image.data.set([...HUES.ink, 255 * ink], 4 * at); });
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** A slider for one number of the pose. */
function poseSlider({ words, caption = words, bounds: [min, max], value, choose, unit }) {
  const slider = element("input", { type: "range", min, max, value: (now) => String(value(now)), "aria-label": words, "aria-valuetext": (now) => `${value(now)}${unit}`, on: { input: () => choose(Number(slider.value)) } });
  const reading = element("span", { class: "d2l-reading", translate: "no" }, element("span", {}, (now) => `${value(now)}${unit}`.replace("-", "−")));
  return field(caption, element("div", { class: "d2l-slide" }, element("span", { class: "d2l-track" }, slider), reading));
}

function poseSliders(here, acts) {
  const { limits } = here;
  const shifted = (axis) => (by) => acts.shift(here.now().shift.with(axis, by));
  return element(
    "div",
    { class: "d2l-settings d2l-pose" },
    poseSlider({ words: "moved right", bounds: limits.shift, value: ({ shift }) => shift[1], choose: shifted(1), unit: " px" }),
    poseSlider({ words: "moved down", bounds: limits.shift, value: ({ shift }) => shift[0], choose: shifted(0), unit: " px" }),
    poseSlider({ words: "turned counter-clockwise", caption: "turned left", bounds: limits.angle, value: ({ angle }) => angle, choose: acts.angle, unit: "°" }),
    poseSlider({ words: "scaled to", bounds: limits.scale, value: ({ scale }) => scale, choose: acts.scale, unit: "\u00A0%" }),
  );
}

/** The digit with its ring and row on the left, the map on the right. */
function stage(here, acts, map, ring, row) {
  const home = pushButton(here, {
    words: "Put back",
    reason: ({ shift, angle, scale }) => (shift.some(Boolean) || angle !== 0 || scale !== 100 ? null : "the digit is where it stands in the data"),
    onPress: acts.home,
  });
  const ends = element("p", { class: "d2l-caption d2l-ends", "aria-hidden": "true" }, ...["50\u00A0%", "scaled to 100\u00A0%", "150\u00A0%"].map((words) => element("span", {}, words)));
  const title = (words) => element("p", { class: "d2l-caption" }, element("strong", { class: "d2l-name-in-view" }, ({ network }) => NETWORKS[network].name), ` ${words}`);
  return element(
    "div",
    { class: "d2l-stage" },
    element("div", { class: "d2l-left" }, title("at every angle and scale"), digitStage(here, acts, ring), row, ends),
    element("div", { class: "d2l-right" }, title("at every shift"), map, element("p", { class: "d2l-told" }, element("span", {}, (now) => `${asSentence(now.poseWords)} ${verdictWords(now)}.`)), home),
  );
}

export default explorable({
  name: "invariance explorer",
  derive,
  tell,
  code: (now, here) => invarianceCode(now, here.given("digits").places[now.digit]),
  layout(here) {
    const acts = poseActs(here);
    const { networks, pictures } = givenTo(here);
    const scan = scanner(networks, (digit) => pictures[digit], here.signal, paint);
    const [map, ring, row] = [shiftMap, angleRing, scaleRow].map((make) => make(here, scan, acts));
    const cards = networkCards(here, scan, acts);
    const body = element("div", { class: "d2l-body" }, stage(here, acts, map.node, ring.node, row.node), element("p", { class: "d2l-hint" }, HINT), poseSliders(here, acts), cards.node);

    function paint(touched) {
      for (const each of [map, ring, row, cards]) each.paint(touched);
      setAttribute(body, "aria-busy", scan.done() ? null : "true");
    }
    // What has been computed already is shown at once; the rest follows between the frames.
    follow(body, (now) => [now.digit, now.network], () => paint());
    follow(body, (now) => [now.digit, now.shift, now.angle, now.scale, now.network], () => {
      scan.follow(here.now());
      paint(NOTHING);
    });
    const options = Object.fromEntries(DIGITS.map((digit) => [digit, thumbnail(here, digit)]));
    const digits = radios({ label: "digit", options, value: (now) => String(now.digit), onChoose: (digit) => here.change({ digit: Number(digit) }), "data-pictures": "true" });
    return [digits, body, layerView(), parityLine(here, networks)];
  },
});
