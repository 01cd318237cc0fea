/** The explorer's stage: input, kernel and output in their panels, arranged as the page's width allows. */

import { createArrangement } from "../shared/arrange.js";
import { shapeOf } from "../shared/convolution.js";
import { element, setAttribute, setText } from "../shared/dom.js";
import { panel, sign } from "../shared/panel.js";
import { resultGrid } from "../shared/result_grid.js";

/**
 * @param {{bodies: Record<"input" | "kernel" | "output", HTMLElement>, menus: Record<"input" | "kernel", HTMLElement>,
 *          sizes: Record<"input" | "kernel", (Node | string)[]>, signal: AbortSignal}} options
 */
export function createExplorerStage({ bodies, menus, sizes, signal }) {
  const flippedGrid = resultGrid({ role: "kernel", name: "flipped kernel" });
  const caption = element("p", {}, "applied flipped in both axes:");
  const flipped = element("div", { class: "d2l-flipped" }, caption, flippedGrid.element);
  const outputSize = element("span", { class: "d2l-output" });
  const operator = sign("⋆");
  const kernelPanel = panel({ role: "kernel", title: "Kernel", menu: menus.kernel, size: sizes.kernel, body: bodies.kernel, below: flipped });
  const stage = element(
    "div",
    { class: "d2l-stage" },
    panel({ role: "input", title: "Input", menu: menus.input, size: sizes.input, body: bodies.input }),
    operator,
    kernelPanel,
    sign("="),
    panel({ role: "output", title: "Output", size: [outputSize], body: bodies.output }),
  );
  const arrangement = createArrangement(stage, signal);

  /** @param {number[][]} kernel as it is applied */
  function paint(kernel, mode, output) {
    flippedGrid.paint(kernel);
    flipped.hidden = mode !== "convolution";
    setAttribute(kernelPanel, "data-flipped", mode === "convolution");
    setText(operator, mode === "convolution" ? "∗" : "⋆");
    setText(outputSize, shapeOf(output).join(" × "));
  }
  return { element: stage, flippedGrid, arrange: arrangement.fit, paint };
}
