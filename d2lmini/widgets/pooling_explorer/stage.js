/** Where pooling is seen: the moved input under its window, what moves it, and the output with what the move changed. */

import { createArrangement } from "../shared/arrange.js";
import { axesOf, outputSize, paddedSize } from "../shared/convolution.js";
import { element, setAttribute, setText, setVariable } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";
import { panel } from "../shared/panel.js";
import { shiftWords } from "./words.js";

/** The pad and the bars need no grid's room; the panel's heading is wide enough. */
const MIDDLE = 1;
/** An output's cell holds two numbers, and is so much larger than one of the input. */
const LARGER = 1.25;
/** So many columns find room beside the pad on a phone. */
const FEW = 4;

/**
 * @param {{field: object, output: object, menu: object, controls: object, pad: object, bars: object, signal: AbortSignal}} options
 *   each part as its maker returns it
 */
export function createPoolStage({ field, output, menu, controls, pad, bars, signal }) {
  const zeros = ["rows", "columns"].map((along) => element("div", { class: `d2l-entered d2l-${along}`, "aria-hidden": "true" }));
  field.element.append(...zeros);
  const [size, moves] = [element("span", { class: "d2l-output" }), element("span", { class: "d2l-moves" })];
  const stage = element(
    "div",
    { class: "d2l-stage" },
    panel({ role: "input", title: "Input", menu: menu.element, size: controls.inputSize, body: field.element }),
    panel({ role: "move", title: "Move the input", size: [moves], body: pad.element, below: bars.element }),
    panel({ role: "output", title: "Output", size: [size], body: output.element }),
  );
  const arrangement = createArrangement(stage, signal);

  function arrange(geometry) {
    const axes = axesOf(geometry);
    const [inputs, outputs] = [paddedSize(axes[1]), outputSize(axes[1])];
    arrangement.fitColumns([inputs, MIDDLE, LARGER * outputs]);
    setAttribute(stage, "data-outputs", outputs <= FEW ? "few" : LARGER * outputs <= inputs ? "some" : "many");
    zeros.forEach((strip) => {
      setVariable(strip, "--top", geometry.padding[0]);
      setVariable(strip, "--left", geometry.padding[1]);
      setVariable(strip, "--rows", geometry.size[0]);
      setVariable(strip, "--columns", geometry.size[1]);
    });
    setText(size, axes.map(outputSize).join(" × "));
  }

  /** Frame the zeros that came in, and say how far the input has moved. */
  function paintShift(shift, lengths) {
    setText(moves, shiftWords(shift) ?? "not moved");
    zeros.forEach((strip, axis) => {
      const count = Math.min(Math.abs(shift[axis]), lengths[axis]);
      strip.hidden = count === 0;
      setVariable(strip, "--first", shift[axis] > 0 ? 0 : lengths[axis] - count);
      setVariable(strip, "--count", count);
    });
  }

  /** Mark each output that changed, with what it was. */
  function paintChanges(after, before, changed) {
    changed.forEach((line, row) => line.forEach((differs, column) => {
      const cell = output.nodeAt([row, column]);
      const was = differs ? formatNumber(before[row][column]) : null;
      setAttribute(cell, "data-was", was);
      setAttribute(cell, "aria-label", differs ? `${formatNumber(after[row][column])}, was ${was}` : null);
    }));
    setVariable(output.element, "--was-digits", Math.max(3, ...before.flat().map((number) => formatNumber(number).length)));
  }
  return { element: stage, arrange, paintShift, paintChanges };
}
