/** Steppers for the counts and sizes of a layer, and for the steps of its windows. */

import { shapesReason } from "./shapes.js";
import { field, settings, stepper } from "../shared/controls/controls.js";
import { lengthSteppers } from "../shared/controls/lengths.js";
import { reshapedLayer, shapesOf } from "../shared/maths/layer_shapes.js";
import { element } from "../shared/page/dom.js";

const layerIn = ({ X, K }) => ({ input: X, weight: K });

export function layerSettings(here) {
  function counted(label, part, axis = null) {
    const moved = (value, now) => {
      const shapes = shapesOf(layerIn(now));
      return { ...shapes, [part]: axis === null ? value : shapes[part].with(axis, value) };
    };
    return stepper(here, {
      label,
      value: (now) => (axis === null ? shapesOf(layerIn(now))[part] : shapesOf(layerIn(now))[part][axis]),
      outside: (value, now) => shapesReason(moved(value, now), now, here.limits),
      patch(value, now) {
        const { input, weight } = reshapedLayer(layerIn(now), moved(value, now));
        return { X: input, K: weight };
      },
    });
  }
  const sizes = (name, part, sides) => {
    const [down, across] = sides.map((side, axis) => counted(`${name} ${side}`, part, axis));
    return field(`${name} size`, element("span", { class: "d2l-size" }, down, "×", across));
  };
  return settings(
    field("channels", counted("channels", "channels")),
    field("filters", counted("filters", "filters")),
    sizes("input", "plane", ["height", "width"]),
    sizes("kernel", "kernel", ["height", "width"]),
    field("stride", lengthSteppers(here, "stride")),
    field("padding per side", lengthSteppers(here, "padding")),
    field("dilation", lengthSteppers(here, "dilation")),
  );
}
