/** A digit to draw, and LeNet that computes it, number by number. */

import { predictionTable, verdict } from "./prediction.js";
import { inking } from "./ink.js";
import { largestOf, layerRows } from "./layers.js";
import { decoded, forward, LAYERS, NAMES } from "./network.js";
import { drawingPad } from "./pad.js";
import { parityLine } from "./parity.js";
import { prepared } from "./preparation.js";
import { pictureSeen } from "./seen.js";
import { valueTables } from "./tables.js";
import { unitOf } from "./unit.js";
import { unitView } from "./unit_view.js";
import { networkCode, tell } from "./words.js";
import { choice, field, presetMenu, pushButton, toggle } from "../shared/controls/controls.js";
import { panel } from "../shared/grids/panel.js";
import { numberReason } from "../shared/maths/bounds.js";
import { predictionOf } from "../shared/maths/layers.js";
import { filled, sameNumbers } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { remembered } from "../shared/page/remembered.js";

const UNDO = "M6.5 3 3 6.5 6.5 10M3.5 6.5H9a4 4 0 0 1 0 8H7";
const PAPER = filled([28, 28], () => 0);
const NO_STROKES = [];
const NETWORK = "LeNet with ReLU and max pooling, 61,706 weights and biases. Point at any unit to see how its value comes about.";

/** What has been made of the drawing. */
function stageWords({ prepared: { empty, size }, fit }) {
  if (empty) return "28×28 pixels, all paper";
  if (!fit) return "28×28 pixels, the drawing where it stands on the pad; the cross is its centre of mass";
  return `28×28 pixels: the drawing fitted to ${size.join("×")} (dashed), its centre of mass (cross) in the middle`;
}

/** The weights of each checkpoint, made out when they are first asked for. */
function networks(here) {
  const kept = here.given("checkpoints");
  const known = new Map();
  const numbersOf = ({ buffer, byteOffset, byteLength }) => new Int8Array(buffer, byteOffset, byteLength);
  return (epoch) => {
    const { numbers, exponents } = kept.find((checkpoint) => checkpoint.epoch === epoch);
    if (!known.has(epoch)) known.set(epoch, decoded(numbersOf(numbers), numbersOf(exponents)));
    return known.get(epoch);
  };
}

/** Drawings to choose, each as the change that shows it. */
function drawingsOf(here) {
  const asPicture = ({ buffer, byteOffset }) => filled([28, 28], (row, column) => new Uint8Array(buffer, byteOffset)[row * 28 + column]);
  return Object.fromEntries(Object.entries(here.given("examples")).map(([name, { picture, strokes }]) =>
    [name, picture ? { picture: asPicture(picture), strokes: NO_STROKES } : { picture: PAPER, strokes }]));
}

function derive(here) {
  const weightsOf = networks(here);
  const inkOf = inking();
  const [preparedOf, valuesOf, unitIn] = [prepared, forward, unitOf].map(remembered);
  const pinOf = remembered((layer, channel, row, column) => ({ layer, channel, at: [row, column] }));
  const predicted = remembered((values) => predictionOf(values.output.after));
  const scalesOf = remembered((layers, values) => Object.fromEntries(NAMES.map((name) => [name, largestOf(layers[name][values])])));
  return ({ picture, strokes, fit, epoch, values, layer, channel, at }) => {
    const ink = inkOf(picture, strokes);
    const seen = preparedOf(ink, fit);
    const weights = weightsOf(epoch);
    const layers = valuesOf(weights, seen.pixels);
    const pin = pinOf(layer, channel, ...at);
    return { ink, prepared: seen, layers, scales: scalesOf(layers, values), prediction: seen.empty ? null : predicted(layers), pin, unit: unitIn(weights, layers, pin) };
  };
}

/** Why a state cannot be shown, or null. Python says the same, word for word. */
function refusal({ epoch, layer, channel, at }, here) {
  const epochs = here.given("checkpoints").map((checkpoint) => checkpoint.epoch);
  if (!epochs.includes(epoch)) return `epoch must be one of ${epochs.join(", ")}, got ${epoch}`;
  const { channels, side } = LAYERS[layer];
  return numberReason("channel", channel, [0, channels - 1]) ?? numberReason("at", at, [0, side - 1]);
}

/** Changes of the drawing, which can all be taken back. */
function drawing(here) {
  const before = [];
  function change(patch) {
    const { picture, strokes } = here.now();
    before.push({ picture, strokes });
    here.change(patch);
  }
  return {
    change,
    draw: (strokes) => change({ strokes }),
    undo: () => { if (before.length) here.change(before.pop()); },
    reason: () => (before.length ? null : "there is nothing to take back"),
  };
}

function epochSlider(here) {
  const kept = here.given("checkpoints");
  const indexOf = ({ epoch }) => kept.findIndex((checkpoint) => checkpoint.epoch === epoch);
  const words = (now) => {
    const { epoch, accuracy } = kept[indexOf(now)];
    return `${epoch === 0 ? "before the training" : `after epoch ${epoch}`}: ${(100 * accuracy).toFixed(1)}\u00A0% right of 2,000 digits it never saw`;
  };
  const slide = () => here.change({ epoch: kept[Number(slider.value)].epoch });
  const slider = element("input", { type: "range", min: 0, max: kept.length - 1, value: (now) => String(indexOf(now)), "aria-label": "epoch of the training", "aria-valuetext": words, on: { input: slide } });
  return field("training", element("div", { class: "d2l-training" }, element("span", { class: "d2l-track" }, slider), element("span", { class: "d2l-reading" }, words)));
}

export default explorable({
  name: "lenet live",
  derive,
  refusal,
  tell,
  code: networkCode,
  layout(here) {
    const drawings = drawingsOf(here);
    const acts = drawing(here);
    // Compared in full only where it may be the same: this is asked at every move of the pen.
    const alike = (drawn, strokes) => drawn.length === strokes.length && drawn[0]?.length === strokes[0]?.length && sameNumbers(drawn, strokes);
    const named = remembered((picture, strokes) => Object.keys(drawings).find((name) =>
      alike(drawings[name].strokes, strokes) && sameNumbers(drawings[name].picture, picture)));
    const menu = presetMenu({ ...here, change: acts.change }, {
      label: "drawing",
      names: Object.keys(drawings),
      named: ({ picture, strokes }) => named(picture, strokes),
      patch: (name) => drawings[name],
    });
    const blank = ({ picture, strokes }) => !strokes.length && !picture.flat().some(Boolean);
    const tools = element(
      "div",
      { class: "d2l-tools" },
      pushButton(here, { words: "Undo", path: UNDO, reason: acts.reason, onPress: acts.undo }),
      pushButton(here, { words: "Clear", reason: (now) => (blank(now) ? "the pad is empty" : null), onPress: () => acts.change({ picture: PAPER, strokes: NO_STROKES }) }),
    );
    const fitted = toggle(here, { words: "fit and centre", value: (now) => now.fit, patch: (fit) => ({ fit }) });
    const weights = networks(here)(Math.max(...here.given("checkpoints").map(({ epoch }) => epoch)));
    return [
      element("div", { class: "d2l-digits" }, element("span", { class: "d2l-caption" }, "draw, or take"), menu),
      element(
        "div",
        { class: "d2l-stage" },
        panel({ role: "input", title: "Draw", size: [tools], body: drawingPad(here, acts) }),
        panel({ role: "input", title: "The network sees", size: [fitted], body: pictureSeen(), below: element("p", { class: "d2l-caption" }, element("span", {}, stageWords)) }),
        panel({ role: "output", title: "It predicts", size: [verdict()], body: predictionTable() }),
      ),
      epochSlider(here),
      element("div", { class: "d2l-layers-head" }, element("p", { class: "d2l-hint" }, NETWORK), choice(here, { label: "values shown", trait: "values", options: { after: "After the activation", before: "Before it" } })),
      layerRows(here),
      unitView(here),
      valueTables(here),
      parityLine(here, weights),
    ];
  },
});
