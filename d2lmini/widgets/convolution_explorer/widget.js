/** A convolution to take apart: edit any number, move the window, change any setting, and see what follows and why. */

import { clampPlace, samePlace } from "../shared/cells.js";
import { choice, presetMenu } from "../shared/controls.js";
import { appliedKernel, axesOf, correlate, geometryOf, shapeOf } from "../shared/convolution.js";
import { pointedAt, termsAt } from "../shared/convolution.js";
import { element } from "../shared/dom.js";
import { createExplorable } from "../shared/explorable.js";
import { createExplorerStage } from "./stage.js";
import { formatNumber } from "../shared/format.js";
import { createGeometryControls } from "./geometry_controls.js";
import { createLinks } from "../shared/links.js";
import { numberGrid, replaced } from "../shared/number_grid.js";
import { INPUTS, KERNELS, presetNamed, presetNumbers, sameNumbers } from "../shared/presets.js";
import { explorerCode } from "../shared/pytorch_code.js";
import { resultGrid } from "../shared/result_grid.js";
import { refusal, SETTINGS } from "../shared/settings.js";
import { createSizeFormula } from "../shared/size_formula.js";
import { createSum, termWidth } from "../shared/sum.js";
import { createTransport } from "../shared/transport.js";
import { createWindowField } from "../shared/window_field.js";

const MATRICES = ["input", "kernel"];
const MODES = [
  { value: "cross-correlation", words: "Cross-correlation" },
  { value: "convolution", words: "Convolution" },
];
const HINT = "Edit any number. Point at the output, or walk it with the arrow keys, to move the window.";

/** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill */
function render(host) {
  const limits = host.model.get("_limits");
  const { signal, refuse, say, store, mount } = createExplorable({
    host,
    name: "convolution explorer",
    look: "d2l-explorer",
    traits: [...MATRICES, ...SETTINGS, "mode", "at"],
    paint,
    code: () => explorerCode(state),
    onReset: (initial) => change(initial),
  });

  /** What the page shows: the state, its geometry (whole and by axis), the output, and the place in it. */
  let state = {};
  let [geometry, axes, output, at] = [null, [], [[0]], [0, 0]];
  /** The room of a product, in digits, and the sentence yet to be said. */
  let [room, toSay] = [0, null];

  const position = () => `row ${at[0]}, column ${at[1]}`;
  const result = () => formatNumber(output[at[0]][at[1]]);
  const placeOf = (index) => [Math.floor(index / output[0].length), index % output[0].length];

  /** Change the state if that is possible, or say at the anchor why it is not. */
  function change(patch, anchor) {
    const reason = refusal(geometryOf({ ...state, ...patch }), limits);
    if (reason) return refuse(anchor, reason);
    transport.stop();
    toSay = () => `Output ${shapeOf(output).join(" by ")}; ${position()} is ${result()}.`;
    return store.write(patch);
  }

  function moveTo(place, hovered = false) {
    if (hovered && transport.playing()) return;
    if (!hovered) transport.stop();
    if (samePlace(place, at)) return;
    toSay = () => `Output ${position()} is ${result()}.`;
    store.write({ at: place });
  }

  /** Point at a cell of the padded input: light up its product, or move the window to where it has one. */
  function pointAt(place, hovered) {
    const { entry, next } = pointedAt(axes, place, at);
    link(entry);
    return next && moveTo(next, hovered);
  }

  const editable = (name, onPoint) => {
    const onEdit = (place, value) => change({ [name]: replaced(state[name], place, value) });
    return numberGrid({ role: name, name, largest: limits.number, refuse, onPoint, onEdit });
  };
  const menuOf = (name, presets) => {
    const onChoose = (preset, anchor) => change({ [name]: presetNumbers(presets[preset], shapeOf(state[name])) }, anchor);
    return presetMenu({ label: `${name} preset`, names: Object.keys(presets), onChoose });
  };
  const inField = (place) => place.map((index, axis) => index + axes[axis].padding);
  const inputGrid = editable("input", (place) => place && pointAt(inField(place), true));
  const kernelGrid = editable("kernel", (place) => linkEntry(place));
  const outputGrid = resultGrid({ role: "output", name: "output", onPick: moveTo });
  const field = createWindowField({ grid: inputGrid.element, onPoint: pointAt, onLeave: () => link(null) });
  const menus = { input: menuOf("input", INPUTS), kernel: menuOf("kernel", KERNELS) };
  const mode = choice({ label: "operation", options: MODES, onChoose: (value) => change({ mode: value }) });
  const controls = createGeometryControls({ limits, read: store.read, change, refuse });
  const formula = createSizeFormula();
  const stage = createExplorerStage({
    bodies: { input: field.element, kernel: kernelGrid.element, output: outputGrid.element },
    menus: { input: menus.input.element, kernel: menus.kernel.element },
    sizes: controls.sizes,
    signal,
  });
  const sum = createSum({ onLink: (index) => link(index) });
  const kernelGrids = { applied: stage.flippedGrid, edited: kernelGrid };
  const { link, linkEntry } = createLinks({ parts: [field, sum], kernelGrids, read: () => state });
  const transport = createTransport({
    name: "window",
    onSeek: (index, playing) => (playing ? store.write({ at: placeOf(index) }) : moveTo(placeOf(index))),
    onEnd: () => { toSay = () => `The last window: output ${position()} is ${result()}.`; },
    refuse,
    signal,
  });

  function paintGeometry() {
    axes = axesOf(geometry);
    field.arrange(axes);
    stage.arrange(axes);
    formula.paint(geometry);
    controls.paint(state);
  }

  function paintNumbers(changed) {
    const kernel = appliedKernel(state.kernel, state.mode);
    output = correlate(state);
    if (changed("input")) {
      inputGrid.paint(state.input);
      menus.input.paint(presetNamed(INPUTS, state.input));
    }
    if (changed("kernel")) {
      kernelGrid.paint(state.kernel);
      menus.kernel.paint(presetNamed(KERNELS, state.kernel));
    }
    field.paintWeights(kernel);
    stage.paint(kernel, state.mode, output);
    mode.paint(state.mode);
    outputGrid.paint(output);
  }

  function paintWindow() {
    at = clampPlace(state.at, shapeOf(output));
    outputGrid.pick(at);
    field.moveTo(at.map((index, axis) => index * axes[axis].stride));
    sum.paint({ name: `Y[${at.join(", ")}]`, terms: termsAt(state, at), columns: axes[1].kernel, width: room });
    transport.paint(at[0] * output[0].length + at[1], output.length * output[0].length, position());
    if (toSay && !transport.playing()) say(toSay());
    toSay = null;
  }

  function paint() {
    const [before, geometryBefore, next] = [state, geometry, store.read()];
    // A state that does not fit is on its way from Python in parts: the rest follows.
    if (refusal(geometryOf(next), limits)) return;
    [state, geometry] = [next, geometryOf(next)];
    const changed = (...names) => names.some((name) => state[name] !== before[name]);
    if (changed(...SETTINGS) || !sameNumbers(geometry, geometryBefore)) paintGeometry();
    if (changed(...MATRICES)) room = termWidth(state.input, state.kernel);
    if (changed(...MATRICES, ...SETTINGS, "mode")) paintNumbers(changed);
    paintWindow();
  }

  return mount(
    mode.element,
    stage.element,
    element("p", { class: "d2l-hint" }, HINT),
    element("div", { class: "d2l-readout" }, transport.element, sum.element),
    controls.settings,
    formula.element,
  );
}

export default { render };
