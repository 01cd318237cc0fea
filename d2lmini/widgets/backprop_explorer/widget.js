/** Backpropagation to take apart: where each error goes, and what the gradient of a pixel or a weight is made of. */

import { backpropCode } from "./code.js";
import { parityLine } from "./parity.js";
import { readout } from "./readout.js";
import { backpropRefusal, lossReason, switched, withErrors } from "./shapes.js";
import { backwardStage } from "./stage.js";
import { fitting, shapeStepper } from "./steppers.js";
import { deriveView } from "./view.js";
import { waysView } from "./ways_view.js";
import { tell } from "./words.js";
import { field, radios, settings } from "../shared/controls/controls.js";
import { squareSettings } from "../shared/controls/lengths.js";
import { readingSentence } from "../shared/grids/size_formula.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";

const MODES = { dX: "dX", dW: "dW", max: "Max pooling", avg: "Average pooling" };
const CHOOSE = {
  dX: "Choose a pixel, and its gradient is spelt out; for that of a weight, choose one in dW.",
  dW: "Choose a weight, and its gradient is spelt out; for that of a pixel, choose one in dX.",
  max: "Choose a pixel, and its gradient is spelt out.",
  avg: "Choose a pixel, and its gradient is spelt out.",
};
const HINT = "Choose an error: the frame is what it read, and small numbers are what it gives. Edit any number.";

export default explorable({
  name: "backprop explorer",
  derive: deriveView,
  refusal: backpropRefusal,
  tell,
  code: backpropCode,
  layout(here) {
    const { stage, ...links } = backwardStage(here);
    const { fields: [stride, padding, dilation], toggle } = squareSettings(fitting(here), ["stride", "padding", "dilation"]);
    function onChoose(mode) {
      const [now, patch] = [here.now(), switched(mode, here.now())];
      here.change(withErrors(patch, now));
      // Nothing is taken away silently.
      const reason = lossReason(patch, now);
      if (reason) here.refuse(modes, reason);
    }
    const modes = radios({ label: "what is asked", options: MODES, value: (now) => now.mode, onChoose });
    return [
      modes,
      stage,
      element("p", { class: "d2l-hint" }, (now) => `${CHOOSE[now.mode]} ${HINT}`),
      readout(here, links),
      waysView(),
      settings(
        field("input channels", shapeStepper(here, "input channels", "channels")),
        element("div", { hidden: (now) => now.pooling }, field("filters", shapeStepper(here, "filters", "filters"))),
        stride,
        padding,
        element("div", { hidden: (now) => now.mode === "avg" }, dilation),
        toggle,
      ),
      element("p", { class: "d2l-reading" }, (now) => readingSentence(now.geometry)),
      parityLine(here),
    ];
  },
});
