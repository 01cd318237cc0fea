/** What there is to read: what the shift changed, the walk through the windows, and the output in view spelt out. */

import { element, setText } from "../shared/dom.js";
import { createPoolSum, numberWidth } from "./sum.js";
import { beforeWords, changeWords, enteredWords, originWords } from "./words.js";

/** @param {{transport: HTMLElement, onLink: (index: number | null) => void}} options hears which number the pointer is over */
export function createPoolReadout({ transport, onLink }) {
  const [changes, entered] = [element("strong"), element("span", { class: "d2l-caption" })];
  const [origin, earlier] = [element("span"), element("span")];
  const sum = createPoolSum({ onLink });
  const node = element(
    "div",
    { class: "d2l-readout" },
    element("p", { class: "d2l-found" }, changes, entered),
    transport,
    sum.element,
    element("p", { class: "d2l-reading" }, earlier, origin),
  );
  let room = 0;

  /** Tell what the shift changed. Returns that sentence. */
  function paintShift({ shift, mode }, { moved, tallies }) {
    room = numberWidth(moved);
    const words = changeWords(shift, { input: tallies.input, output: tallies[mode] });
    setText(changes, words);
    setText(entered, enteredWords(shift));
    return words;
  }

  /** Spell an output out. Returns what is said of it before the shift. */
  function paintOutput(state, { output, before, changed, geometry }, [row, column], entries) {
    const { mode, count_include_pad: countPadding, shift } = state;
    const was = beforeWords(shift, before[row][column], changed[mode][row][column]);
    sum.paint({ name: `Y[${row}, ${column}]`, entries, value: output[row][column], mode, countPadding, columns: geometry.kernel[1], width: room });
    setText(origin, originWords(entries, { ...state, padding: geometry.padding }));
    setText(earlier, was || "The input has not moved.");
    return was;
  }
  return { element: node, paintShift, paintOutput, link: sum.link };
}
