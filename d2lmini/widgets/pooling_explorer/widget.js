/** Pooling to take apart: move the input by pixels, see which outputs change, and how each output came about. */

import { entriesAt, poolGeometry, poolingOf, poolRefusal, winnerOf } from "./pooling.js";
import { pooledSum } from "./sum.js";
import { beforeWords, changeWords, enteredWords, originWords, poolCode, shiftWords } from "./words.js";
import { choice, field, settings, toggle } from "../shared/controls/controls.js";
import { lengthSteppers, sizeSteppers } from "../shared/controls/lengths.js";
import { movePad } from "../shared/controls/move_pad.js";
import { panel } from "../shared/grids/panel.js";
import { INPUTS, matrixMenu } from "../shared/grids/presets.js";
import { sizeFormula } from "../shared/grids/size_formula.js";
import { deriveSliding, slidingStage, tellSliding } from "../shared/grids/sliding_stage.js";
import { paddedSize } from "../shared/maths/convolution.js";
import { filled, replaced } from "../shared/maths/matrix.js";
import { append, element, follow, setAttribute } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { formatNumber } from "../shared/page/format.js";

const NUMBERS = ["input", "mode", "window", "stride", "padding", "count_include_pad", "shift"];
const FORMULA = ["⌊(", "size", " + 2·", "padding", " − ", "kernel", ") / ", "stride", "⌋ + 1 = ", "output"];
const HINT = "Move the input: outputs that change get a frame and their old number. Point at one to see its window.";
const CAME_IN = "this zero came in with the shift; move the input back to change what stands here";
const TALLIED = { input: ["Input", "input"], max: ["Max", "output"], avg: ["Average", "output"] };
/** An output's cell holds two numbers, and is so much larger than one of the input. */
const LARGER = 1.25;

/** Numbers to pool: a real digit, and what edges and a blob leave in a feature map, as `corr2d` with [[1, −1]] finds a black bar's. */
const presets = (digit) => ({
  "Worked example": INPUTS["Worked example"],
  "Digit 2": digit,
  Line: filled([8, 8], (_, column) => Number(column === 2)),
  "Two lines": filled([8, 8], (_, column) => Number(column === 1) - Number(column === 5)),
  Blob: filled([8, 8], (row, column) => Math.round(9 * Math.exp(-((row - 3) ** 2 + (column - 3) ** 2) / 4))),
  Checkerboard: INPUTS.Checkerboard,
  Random: INPUTS.Random,
});

function tell(now, before) {
  if (now.shift !== before.shift) return `Moved ${shiftWords(now) || "back"}. ${changeWords(now)}`;
  return `${tellSliding(now, before)} ${now.output === before.output ? beforeWords(now) : changeWords(now)}`;
}

/** How many numbers the shift changed, as bars on one scale: of the inputs, and of the outputs for max and average. */
function tally() {
  const line = ([key, [word, role]]) =>
    element(
      "div",
      { class: `d2l-${role}`, "data-used": (now) => `${now.mode === key}` },
      element("span", {}, word),
      ({ tallies }) => `${tallies[key].changed} of ${tallies[key].of}`,
      element("span", { class: "d2l-share", "aria-hidden": "true", "--share": ({ tallies }) => tallies[key].changed / tallies[key].of }),
    );
  const caption = element("span", { class: "d2l-caption" }, "changed by the shift");
  return element("div", { class: "d2l-tally", role: "group", "aria-label": "changed by the shift" }, caption, ...Object.entries(TALLIED).map(line));
}

/** A frame around the rows or columns of zeros that came in with the shift. */
function entered(axis) {
  const count = ({ shift, geometry }) => Math.min(Math.abs(shift[axis]), geometry.size[axis]);
  return element("div", {
    class: `d2l-entered d2l-${axis ? "columns" : "rows"}`,
    "aria-hidden": "true",
    hidden: (now) => count(now) === 0,
    "--top": (now) => now.geometry.padding[0],
    "--left": (now) => now.geometry.padding[1],
    "--rows": (now) => now.geometry.size[0],
    "--columns": (now) => now.geometry.size[1],
    "--first": (now) => (now.shift[axis] > 0 ? 0 : now.geometry.size[axis] - count(now)),
    "--count": count,
  });
}

/** Mark each output that changed, with what it was. */
function markChanges(grid, after, before, changed) {
  changed.forEach((line, row) => line.forEach((differs, column) => {
    const was = differs ? formatNumber(before[row][column]) : null;
    setAttribute(grid.nodeAt([row, column]), "data-was", was);
    setAttribute(grid.nodeAt([row, column]), "aria-label", differs ? `${formatNumber(after[row][column])}, was ${was}` : null);
  }));
  setAttribute(grid.element, "--was-digits", Math.max(3, ...before.flat().map((number) => formatNumber(number).length)));
}

/** How much room the output takes beside the pad on a narrow page: four columns find it on a phone. */
const roomFor = ({ axes, output: [{ length }] }) => (length <= 4 ? "few" : LARGER * length <= paddedSize(axes[1]) ? "some" : "many");

export default explorable({
  name: "pooling explorer",
  refusal: poolRefusal,
  derive: () => {
    const sliding = deriveSliding(NUMBERS, poolGeometry, poolingOf);
    return (state) => {
      const view = sliding(state);
      return { ...view, entries: entriesAt(view.moved, view.axes, state.mode, view.at) };
    };
  },
  tell,
  code: poolCode,
  layout(here) {
    const inInput = ([row, column], { shift }) => [row - shift[0], column - shift[1]];
    const { stage, field: window, output, link, walk } = slidingStage(here, {
      input: {
        numbers: (now) => now.moved,
        // Numbers are edited where they stand after the shift; the zeros that came in are not the input's.
        locked: (place, now) => (inInput(place, now).every((index, axis) => index >= 0 && index < now.geometry.size[axis]) ? null : CAME_IN),
        patch: (place, value, now) => ({ input: replaced(now.input, inInput(place, now), value) }),
      },
      menu: matrixMenu(here, "input", presets(here.given("digit"))),
      size: sizeSteppers(here, "input", ["rows", "columns"]),
      middle: () => [
        panel({
          role: "move",
          title: "Move the input",
          size: [element("span", { class: "d2l-moves" }, (now) => shiftWords(now) || "not moved")],
          body: movePad(here, { name: "move the input", trait: "shift" }),
          below: tally(),
        }),
      ],
      larger: LARGER,
      corners: ({ entries, mode }) => entries.map(() => "").with(winnerOf(entries), mode === "max" ? "max" : ""),
    });
    append(window, entered(0), entered(1));
    follow(window, (now) => [now.mode], (mode) => setAttribute(window, "data-mode", mode));
    follow(stage, (now) => [roomFor(now)], (many) => setAttribute(stage, "data-outputs", many));
    follow(output.element, (now) => [now.output, now.before, now.changed[now.mode]], (...numbers) => markChanges(output, ...numbers));
    const strideOf = (now) => now.stride ?? now.window;
    return [
      choice(here, { label: "operation", trait: "mode", options: { max: "Max pooling", avg: "Average pooling" } }),
      stage,
      element("p", { class: "d2l-hint" }, HINT),
      element(
        "div",
        { class: "d2l-readout" },
        element("p", { class: "d2l-found" }, element("strong", {}, changeWords), element("span", { class: "d2l-caption" }, enteredWords)),
        walk,
        pooledSum(link),
        element("p", { class: "d2l-reading" }, (now) => beforeWords(now) || "The input has not moved.", originWords),
      ),
      settings(
        field("window", lengthSteppers(here, "window")),
        field("stride", lengthSteppers(here, "stride", { read: strideOf })),
        toggle(here, { words: "stride = window", value: (now) => now.stride === null, patch: (on, now) => ({ stride: on ? null : strideOf(now) }) }),
        field("padding per side", lengthSteppers(here, "padding")),
        toggle(here, { words: "average counts padding", value: (now) => now.count_include_pad, patch: (on) => ({ count_include_pad: on }) }),
      ),
      sizeFormula(FORMULA, "window"),
    ];
  },
});
