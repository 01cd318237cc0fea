/** A row for each input channel, its channel ⋆ kernel = partial result, and under them the sum: a column addition. */

import { element, setText } from "../shared/dom.js";
import { sign } from "../shared/panel.js";

/**
 * @param {{rows: {caption: string, input: HTMLElement, kernel: HTMLElement, partial: HTMLElement}[],
 *          bias: HTMLElement, output: HTMLElement}} options
 */
export function createChannelTable({ rows, bias, output }) {
  const [filterName, outputName] = [element("span", { class: "d2l-title d2l-kernel" }), element("span", { class: "d2l-foot d2l-output" })];
  const plus = (text) => element("span", { class: "d2l-plus", "aria-hidden": "true" }, text);
  const makeLine = ({ caption, input, kernel, partial }, index) =>
    element(
      "div",
      { class: "d2l-channel", role: "group", "aria-label": caption },
      element("span", { class: "d2l-caption" }, caption),
      plus(index ? "+" : ""),
      input,
      sign("⋆"),
      kernel,
      sign("="),
      element("div", { class: "d2l-partial" }, partial),
    );
  const lines = rows.map(makeLine);
  const node = element(
    "div",
    { class: "d2l-channel-table" },
    element("span", { class: "d2l-title d2l-input" }, "Input"),
    filterName,
    element("span", { class: "d2l-title d2l-partial-title" }, "Partial results"),
    ...lines,
    element("span", { class: "d2l-caption" }),
    plus("+"),
    element("span", { class: "d2l-foot d2l-kernel" }, "bias"),
    bias,
    element("span", { class: "d2l-rule" }),
    outputName,
    sign("="),
    output,
  );

  /** Show the rows of the first `count` channels, and which filter is in view. */
  function paint(count, filter) {
    lines.forEach((line, index) => { line.hidden = index >= count; });
    setText(filterName, `Filter ${filter}`);
    setText(outputName, `output channel ${filter}`);
  }
  return { element: node, paint };
}
