/** A pattern to move over an image: the convolution's answer moves along, the dense layer's must be taught place by place. */

import { choice, pushButton } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { createExplorable } from "../shared/explorable.js";
import { panel } from "../shared/panel.js";
import { createPatternField } from "./pattern_field.js";
import { resultGrid } from "../shared/result_grid.js";
import { shiftCode } from "./code.js";
import { convMaps, denseMaps, imageOf, indexOf, placeAt, placesRight } from "./response.js";
import { IMAGE, REACH, SIDE } from "./response.js";
import { peakWords, placeWords, verdict } from "./words.js";

const PATTERNS = { cross: "Cross", corner: "Corner", bar: "Bar", diagonal: "Diagonal" };
const HINT = "Drag the pattern, tap a pixel, or use the arrow keys; the ring marks its place in both maps.";
const DENSE_WEIGHTS = (IMAGE ** 2 * REACH ** 2).toLocaleString("en");

/** A map as its small cells show it: in rows, with one decimal. */
const inTenths = (map) =>
  Array.from({ length: REACH }, (_, row) => Array.from(map.subarray(row * REACH, (row + 1) * REACH), (value) => Math.round(10 * value) / 10));

/** The two layers side by side, in words: a row for each thing to compare. */
function createComparison() {
  const names = ["largest answer", "places right", "weights"];
  const cells = names.map(() => [element("span"), element("span")]);
  const heading = (words) => element("th", { scope: "col" }, words);
  const head = element("tr", {}, element("td"), heading("Convolution"), heading("Dense layer"));
  const rows = names.map((name, index) => element("tr", {}, element("th", { scope: "row" }, name), ...cells[index].map((cell) => element("td", {}, cell))));
  const node = element("table", { class: "d2l-comparison" }, element("thead", {}, head), element("tbody", {}, ...rows));
  return {
    element: node,
    paint: (pairs) => pairs.forEach((pair, row) => pair.forEach((words, column) => setText(cells[row][column], words))),
  };
}

/** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill */
function render(host) {
  const patterns = host.model.get("_patterns");
  const { refuse, say, store, mount } = createExplorable({
    host,
    name: "shift explorer",
    look: "d2l-shift-explorer",
    traits: ["pattern", "at", "learned"],
    paint,
    code: () => shiftCode(state, patterns[state.pattern]),
    onReset: (initial) => change(initial),
  });

  let state = {};
  /** The maps of both layers for each place of the pattern, and the places at which the dense layer is right. */
  let [targets, answers, right] = [[], [], []];
  let telling = false;

  function change(patch) {
    telling = true;
    store.write(patch);
  }

  const field = createPatternField({ reach: [REACH, REACH], side: SIDE, onMove: (at) => change({ at }) });
  const kernel = resultGrid({ role: "kernel", name: "kernel" });
  const maps = ["convolution", "dense layer"].map((name) => resultGrid({ role: "output", name }));
  const options = Object.entries(PATTERNS).map(([value, words]) => ({ value, words }));
  const pattern = choice({ label: "pattern", options, onChoose: (value) => change({ pattern: value }) });
  const button = (words, onPress) => pushButton({ words, onPress, refuse });
  const teachHere = button("Teach this place", () => change({ learned: [...state.learned, state.at] }));
  const teachAll = button("Teach all", () => change({ learned: [...targets.keys()].map(placeAt) }));
  const forget = button("Forget all", () => change({ learned: [] }));
  const comparison = createComparison();
  const words = element("p", { class: "d2l-verdict" });

  function paintPattern() {
    targets = convMaps(patterns[state.pattern]);
    pattern.paint(state.pattern);
    kernel.paint(patterns[state.pattern]);
  }

  function paintTaught() {
    answers = denseMaps(targets, state.learned.map(indexOf));
    right = placesRight(answers, targets);
    field.mark(right.map(placeAt));
    teachAll.paint(state.learned.length === targets.length ? "the dense layer has learned every place" : null);
    forget.paint(state.learned.length ? null : "the dense layer has learned nothing yet");
  }

  function paintPlace() {
    const at = indexOf(state.at);
    const [target, map] = [targets[at], answers[at]];
    [target, map].forEach((values, index) => {
      maps[index].paint(inTenths(values), target[at]);
      maps[index].link(state.at);
    });
    const learned = state.learned.map(indexOf);
    teachHere.paint(learned.includes(at) ? "the dense layer has learned this place already" : null);
    const peaks = [target, map].map(peakWords);
    const counts = [targets, right].map(({ length }) => `${length} of ${targets.length}`);
    const told = verdict({ map, target, learned: learned.length, right, at });
    comparison.paint([peaks, counts, [`${SIDE ** 2}`, DENSE_WEIGHTS]]);
    setText(words, told);
    if (telling) say(`Pattern at ${placeWords(state.at)}. Largest answers: convolution ${peaks[0]}, dense layer ${peaks[1]}. ${told}`);
    telling = false;
  }

  function paint() {
    const [before, next] = [state, store.read()];
    const changed = (...names) => names.some((name) => next[name] !== before[name]);
    state = next;
    if (changed("pattern")) paintPattern();
    if (changed("pattern", "at")) field.paint(imageOf(patterns[state.pattern], state.at), state.at);
    if (changed("pattern", "learned")) paintTaught();
    paintPlace();
  }

  const legend = element("p", { class: "d2l-caption" }, "the dense layer is right when the pattern is centred here");
  const size = `${REACH} × ${REACH} outputs`;
  return mount(
    pattern.element,
    element(
      "div",
      { class: "d2l-stage" },
      panel({ role: "input", title: "Image", size: [`${IMAGE} × ${IMAGE} pixels`], body: field.element, below: legend }),
      panel({
        role: "output", title: "Convolution", size: [size], body: maps[0].element,
        below: element("div", { class: "d2l-template" }, kernel.element, element("span", { class: "d2l-caption" }, "the kernel is the pattern")),
      }),
      panel({
        role: "output", title: "Dense layer", size: [size], body: maps[1].element,
        below: element("div", { class: "d2l-teaching" }, teachHere.element, teachAll.element, forget.element),
      }),
    ),
    element("p", { class: "d2l-hint" }, HINT),
    element("div", { class: "d2l-readout" }, words, comparison.element),
  );
}

export default { render };
