/** Pooling to take apart: move the input by pixels, see which outputs change, and how each output came about. */

import { clampPlace, samePlace } from "../shared/cells.js";
import { choice, presetMenu } from "../shared/controls.js";
import { axesOf, pointedAt, shapeOf } from "../shared/convolution.js";
import { element, setAttribute } from "../shared/dom.js";
import { createExplorable } from "../shared/explorable.js";
import { formatNumber } from "../shared/format.js";
import { createMovePad } from "./move_pad.js";
import { numberGrid, replaced } from "../shared/number_grid.js";
import { poolCode } from "./code.js";
import { createPoolControls } from "./controls.js";
import { POOL_INPUTS } from "./presets.js";
import { createPoolReadout } from "./readout.js";
import { poolRefusal } from "./settings.js";
import { createPoolStage } from "./stage.js";
import { createTally } from "./tally.js";
import { shiftWords } from "./words.js";
import { entriesAt, poolGeometry, poolingOf, winnerOf } from "./pooling.js";
import { presetNamed, presetNumbers, sameNumbers } from "../shared/presets.js";
import { resultGrid } from "../shared/result_grid.js";
import { createSizeFormula } from "../shared/size_formula.js";
import { createTransport } from "../shared/transport.js";
import { createWindowField } from "../shared/window_field.js";

const NUMBERS = ["input", "mode", "window", "stride", "padding", "count_include_pad", "shift"];
const MODES = [{ value: "max", words: "Max pooling" }, { value: "avg", words: "Average pooling" }];
const FORMULA = {
  parts: ["⌊(", "size", " + 2·", "padding", " − ", "kernel", ") / ", "stride", "⌋ + 1 = ", "output"],
  words: { size: "input", padding: "padding", kernel: "window", stride: "stride", output: "output" },
};
const HINT = "Move the input: outputs that change get a frame and their old number. Point at one to see its window.";

/** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill */
function render(host) {
  const limits = host.model.get("_limits");
  const { signal, refuse, say, store, mount } = createExplorable({
    host,
    name: "pooling explorer",
    look: "d2l-pooling",
    traits: [...NUMBERS, "at"],
    paint,
    code: () => poolCode(state),
    onReset: (initial) => change(initial),
  });

  /** What the page shows: the state, what follows from it, and the place in view; and what it says, at once or later. */
  let [state, view, axes, at] = [{}, { geometry: null }, [], [0, 0]];
  let [changes, before, toSay] = ["", "", null];

  const position = () => `row ${at[0]}, column ${at[1]}`;
  const result = () => formatNumber(view.output[at[0]][at[1]]);
  const placeOf = (index) => [Math.floor(index / view.output[0].length), index % view.output[0].length];
  const moved = () => `Moved ${shiftWords(state.shift) ?? "back"}. ${changes}`;

  /** Change the state if that is possible, or say at the anchor why it is not. */
  function change(patch, anchor) {
    const reason = poolRefusal(poolGeometry({ ...state, ...patch }), limits);
    if (reason) return refuse(anchor, reason);
    transport.stop();
    const pooled = () => `Output ${shapeOf(view.output).join(" by ")}; ${position()} is ${result()}. ${changes}`;
    toSay = "shift" in patch ? moved : pooled;
    return store.write(patch);
  }

  function moveTo(place, hovered = false) {
    if (hovered && transport.playing()) return;
    if (!hovered) transport.stop();
    if (samePlace(place, at)) return;
    toSay = () => `Output ${position()} is ${result()}. ${before}`;
    store.write({ at: place });
  }

  /** Point at a cell of the padded input: light up its number, or move the window to where it is read. */
  function pointAt(place, hovered) {
    const { entry, next } = pointedAt(axes, place, at);
    link(entry);
    return next && moveTo(next, hovered);
  }

  /** Numbers are edited where they stand after the shift; the zeros that came in are not the input's. */
  function onEdit([row, column], value) {
    const place = [row - state.shift[0], column - state.shift[1]];
    const inside = place.every((index, axis) => index >= 0 && index < view.geometry.size[axis]);
    if (inside) change({ input: replaced(state.input, place, value) });
    else refuse(input.element, "this zero came in with the shift; move the input back to change what stands here");
  }
  const outOfReach = ([down, right]) => {
    const [least, most] = limits.shift;
    return [down, right].every((by) => by >= least && by <= most) ? null : `the input moves at most ${most} pixels each way`;
  };

  const inField = (place) => place.map((index, axis) => index + axes[axis].padding);
  const onPoint = (place) => place && pointAt(inField(place), true);
  const input = numberGrid({ role: "input", name: "input", largest: limits.number, refuse, onPoint, onEdit });
  const field = createWindowField({ grid: input.element, onPoint: pointAt, onLeave: () => link(null) });
  const output = resultGrid({ role: "output", name: "output", onPick: moveTo });
  const onPreset = (name, anchor) => change({ input: presetNumbers(POOL_INPUTS[name], shapeOf(state.input)) }, anchor);
  const menu = presetMenu({ label: "input preset", names: Object.keys(POOL_INPUTS), onChoose: onPreset });
  const mode = choice({ label: "operation", options: MODES, onChoose: (value) => change({ mode: value }) });
  const pad = createMovePad({ name: "move the input", reason: outOfReach, onMove: (shift) => change({ shift }), refuse });
  const bars = createTally();
  const controls = createPoolControls({ limits, read: store.read, change, refuse });
  const formula = createSizeFormula(FORMULA);
  const stage = createPoolStage({ field, output, menu, controls, pad, bars, signal });
  const transport = createTransport({
    name: "window",
    onSeek: (index, playing) => (playing ? store.write({ at: placeOf(index) }) : moveTo(placeOf(index))),
    onEnd: () => { toSay = () => `The last window: output ${position()} is ${result()}.`; },
    refuse,
    signal,
  });
  const readout = createPoolReadout({ transport: transport.element, onLink: (index) => link(index) });

  /** Light up a number in the window and in the sum, or none for null. */
  function link(index) {
    field.link(index);
    readout.link(index);
  }

  function paintNumbers() {
    input.paint(view.moved);
    output.paint(view.output);
    stage.paintShift(state.shift, view.geometry.size);
    stage.paintChanges(view.output, view.before, view.changed[state.mode]);
    setAttribute(field.element, "data-mode", state.mode);
    menu.paint(presetNamed(POOL_INPUTS, state.input));
    mode.paint(state.mode);
    pad.paint(state.shift);
    bars.paint(view.tallies, state.mode);
    changes = readout.paintShift(state, view);
  }

  function paintWindow() {
    at = clampPlace(state.at, shapeOf(view.output));
    output.pick(at);
    field.moveTo(at.map((index, axis) => index * axes[axis].stride));
    const entries = entriesAt(view.moved, view.geometry, state.mode, at);
    const winner = state.mode === "max" ? winnerOf(entries) : null;
    field.paintCorners(entries.map((_, index) => (index === winner ? "max" : "")));
    before = readout.paintOutput(state, view, at, entries);
    transport.paint(at[0] * view.output[0].length + at[1], view.output.length * view.output[0].length, position());
    if (toSay && !transport.playing()) say(toSay());
    toSay = null;
  }

  function paint() {
    const [stateBefore, geometryBefore, next] = [state, view.geometry, store.read()];
    // A state that does not fit is on its way from Python in parts: the rest follows.
    if (poolRefusal(poolGeometry(next), limits)) return;
    state = next;
    if (NUMBERS.some((name) => state[name] !== stateBefore[name])) {
      view = poolingOf(state);
      controls.paint(state);
      if (!sameNumbers(view.geometry, geometryBefore)) {
        axes = axesOf(view.geometry);
        field.arrange(axes);
        stage.arrange(view.geometry);
        formula.paint(view.geometry);
      }
      paintNumbers();
    }
    paintWindow();
  }

  return mount(
    mode.element,
    stage.element,
    element("p", { class: "d2l-hint" }, HINT),
    readout.element,
    controls.settings,
    formula.element,
  );
}

export default { render };
