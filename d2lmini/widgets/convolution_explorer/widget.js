/** A convolution to take apart: edit any number, move the window, change any setting, and see what follows and why. */

import { explorerCode } from "./code.js";
import { choice, settings } from "../shared/controls/controls.js";
import { sizeSteppers, squareSettings } from "../shared/controls/lengths.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { panel, sign } from "../shared/grids/panel.js";
import { INPUTS, KERNELS, matrixMenu } from "../shared/grids/presets.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { sizeFormula } from "../shared/grids/size_formula.js";
import { deriveSliding, slidingStage, tellSliding } from "../shared/grids/sliding_stage.js";
import { sumOfProducts } from "../shared/grids/sum.js";
import { appliedKernel, correlate, fitReason, geometryOf, termsAt } from "../shared/maths/convolution.js";
import { placeOf, shapeOf } from "../shared/maths/matrix.js";
import { element, follow, setAttribute } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { formatNumber } from "../shared/page/format.js";

const MODES = { "cross-correlation": "Cross-correlation", convolution: "Convolution" };
const HINT = "Edit any number. Point at the output, or walk it with the arrow keys, to move the window.";
const SETTINGS = ["stride", "padding", "dilation"];
/** With more columns than this, cells are too small for a multiplication sign in the corner. */
const CROWDED = 7;

/** The applied kernel's numbers in the window's corners. */
function corners({ applied, axes }) {
  const weights = applied.flat().map(formatNumber);
  const crowded = axes[1].size + 2 * axes[1].padding > CROWDED || weights.some((weight) => weight.length > 2);
  return weights.map((weight) => (crowded ? weight : `×${weight}`));
}

/** The kernel to edit, and below it as it is applied, if that differs. */
function kernelPanel(here, link) {
  const isFlipped = (now) => now.mode === "convolution";
  const columns = () => shapeOf(here.now().kernel)[1];
  /** The same entry in the kernel as it is applied and as it is edited: the one turned half round from the other. */
  const turned = (index) => (isFlipped(here.now()) ? here.now().kernel.flat().length - 1 - index : index);
  const edited = numberGrid(here, {
    role: "kernel",
    name: "kernel",
    onPoint: (place) => link(place && turned(place[0] * columns() + place[1])),
  });
  const applied = resultGrid({ role: "kernel", name: "flipped kernel", numbers: (now) => now.applied });
  link.add(
    (index) => edited.link(index === null ? null : placeOf(turned(index), columns())),
    (index) => applied.link(index === null ? null : placeOf(index, columns())),
  );
  const caption = element("p", {}, "applied flipped in both axes:");
  const node = panel({
    role: "kernel",
    title: "Kernel",
    menu: matrixMenu(here, "kernel", KERNELS),
    size: sizeSteppers(here, "kernel", ["height", "width"]),
    body: edited.element,
    below: element("div", { class: "d2l-flipped", hidden: (now) => !isFlipped(now) }, caption, applied.element),
  });
  return follow(node, (now) => [isFlipped(now)], (flipped) => setAttribute(node, "data-flipped", flipped));
}

export default explorable({
  name: "convolution explorer",
  refusal: (state) => fitReason(geometryOf(state)),
  derive: () => deriveSliding(["input", "kernel", ...SETTINGS, "mode"], geometryOf, (state) => ({ applied: appliedKernel(state.kernel, state.mode), output: correlate(state) })),
  tell: tellSliding,
  code: explorerCode,
  layout(here) {
    const { stage, link, walk } = slidingStage(here, {
      menu: matrixMenu(here, "input", INPUTS),
      size: sizeSteppers(here, "input", ["rows", "columns"]),
      middle: (linked) => [sign((now) => (now.mode === "convolution" ? "∗" : "⋆")), kernelPanel(here, linked), sign("=")],
      middleColumns: (now) => shapeOf(now.kernel)[1],
      corners,
    });
    const sum = sumOfProducts({
      read: (now) => ({ name: `Y[${now.at.join(", ")}]`, terms: termsAt(now, now.at), columns: shapeOf(now.kernel)[1], grids: [now.input, now.kernel] }),
      link,
    });
    const { fields, toggle } = squareSettings(here, SETTINGS);
    return [
      choice(here, { label: "operation", trait: "mode", options: MODES }),
      stage,
      element("p", { class: "d2l-hint" }, HINT),
      element("div", { class: "d2l-readout" }, walk, sum),
      settings(...fields, toggle),
      sizeFormula(),
    ];
  },
});
