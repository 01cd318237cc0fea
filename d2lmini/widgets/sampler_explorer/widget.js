/** A sampler to take apart: each output pixel asks the input at the place where theta sends it. */

import { networkCards } from "./networks.js";
import { overlay } from "./overlay.js";
import { inputs, MAPS } from "./presets.js";
import { arithmetic, formulas, gradients, ruler } from "./readout.js";
import { deriveView } from "./view.js";
import { forwardWords, lossWords, samplerCode, samplerRefusal, wayWords } from "./words.js";
import { choice, field, presetMenu, settings, toggle } from "../shared/controls/controls.js";
import { lengthSteppers } from "../shared/controls/lengths.js";
import { createLinks } from "../shared/grids/links.js";
import { numberGrid } from "../shared/grids/number_grid.js";
import { panel } from "../shared/grids/panel.js";
import { matrixMenu } from "../shared/grids/presets.js";
import { resultGrid } from "../shared/grids/result_grid.js";
import { times } from "../shared/maths/bounds.js";
import { sameNumbers, shapeOf } from "../shared/maths/matrix.js";
import { element, follow, setAttribute } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { formatNumber } from "../shared/page/format.js";

const HINT =
  "Drag the three handles, or type theta’s numbers: the parallelogram is what the output sees. Dots are the places that its pixels ask. Point at an output pixel to see what it reads. Keys: Tab to a handle, arrows move it, Home puts it back.";
const DIRECTIONS = { inverse: "Output asks input", forward: "Input is sent to output" };
const PADDINGS = { zeros: "Zeros", border: "Border", reflection: "Reflection" };

function tell(now, before) {
  const value = `It is ${formatNumber(now.output[now.at[0]][now.at[1]])}.`;
  const moved = now.theta === before.theta ? "" : ` ${lossWords(now)}.`;
  return now.direction === "forward" ? forwardWords(now) : `${wayWords(now)} ${value}${moved}`;
}

/** Mark output pixels at which nothing arrived; when the output asks, there is none. */
function markHoles(grid, values, sentOn) {
  values.forEach((line, row) => line.forEach((_, column) => {
    const isHole = sentOn?.counts[row][column] === 0;
    setAttribute(grid.nodeAt([row, column]), "data-hole", isHole ? "true" : null);
    setAttribute(grid.nodeAt([row, column]), "aria-label", isHole ? "nothing arrived" : null);
  }));
}

function stage(here) {
  const presets = inputs(here.given("digit"), here.given("turned"));
  const input = numberGrid(here, {
    role: "input",
    name: "input",
    numbers: (now) => now.shown,
    locked: (_, now) => (now.normalised ? "normalised numbers depend on each other; switch the normalisation off to edit one" : null),
  });
  const picture = element("div", { class: "d2l-under" }, input.element, overlay(here));
  const output = resultGrid({ role: "output", name: "output", numbers: (now) => now.output, picked: (now) => now.at, onPick: (at) => pick(at) });
  function pick(at) {
    const { at: before } = here.now();
    if (at[0] !== before[0] || at[1] !== before[1]) here.change({ at });
  }
  follow(output.element, (now) => [now.sentOn, now.size], (sentOn) => markHoles(output, here.now().output, sentOn));
  const theta = numberGrid(here, { role: "kernel", name: "theta" });
  const maps = presetMenu(here, {
    label: "theta preset",
    names: Object.keys(MAPS),
    named: (now) => Object.keys(MAPS).find((name) => sameNumbers(MAPS[name], now.theta)),
    patch: (name) => ({ theta: MAPS[name] }),
  });
  const size = element("span", {}, (now) => `${times(shapeOf(now.shown))} pixels`);
  const body = element("div", { class: "d2l-frame-room" }, picture, ruler(true), ruler(false));
  return element(
    "div",
    { class: "d2l-stage", "--columns": (now) => shapeOf(now.shown)[1], "--asked": (now) => now.size[1] },
    panel({ role: "input", title: "Input", menu: matrixMenu(here, "input", presets), size: [size], body }),
    element(
      "div",
      { class: "d2l-right" },
      panel({ role: "kernel", title: "Theta", menu: maps, size: ["from output (x, y, 1) to input (x, y)"], body: theta.element }),
      panel({ role: "output", title: "Output", size: [lengthSteppers(here, "size")], body: output.element }),
    ),
  );
}

export default explorable({
  name: "sampler explorer",
  derive: deriveView,
  refusal: samplerRefusal,
  tell,
  code: samplerCode,
  layout(here) {
    return [
      choice(here, { label: "direction", trait: "direction", options: DIRECTIONS }),
      stage(here),
      element("p", { class: "d2l-hint" }, HINT),
      arithmetic(createLinks()),
      settings(
        field("mode", choice(here, { label: "mode", trait: "mode", options: { bilinear: "Bilinear", nearest: "Nearest" } })),
        field("around the picture", choice(here, { label: "around the picture", trait: "padding_mode", options: PADDINGS })),
        toggle(here, { words: "align_corners", value: (now) => now.align_corners, patch: (on) => ({ align_corners: on }) }),
        toggle(here, { words: "normalised input", value: (now) => now.normalised, patch: (on) => ({ normalised: on }) }),
      ),
      formulas(),
      gradients(here),
      networkCards(here),
    ];
  },
});
