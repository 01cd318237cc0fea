/** Steppers for the numbers of channels and filters and for the sizes. Each knows which step is impossible next, and why. */

import { channelRefusal, reshaped, shapesOf } from "./settings.js";
import { field, stepper } from "../shared/controls.js";
import { element } from "../shared/dom.js";

/**
 * @param {{limits: object, read: () => object, change: (patch: object) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 */
export function createChannelControls({ limits, read, change, refuse }) {
  const painters = [];

  /** A stepper for one count, or for one axis of a size. */
  function bound(label, part, axis = null) {
    const moved = (shapes, value) => ({ ...shapes, [part]: axis === null ? value : shapes[part].with(axis, value) });
    const onChoose = (value, anchor) => {
      const shapes = moved(shapesOf(read()), value);
      const reason = channelRefusal(shapes, limits);
      if (reason) refuse(anchor, reason);
      else change(reshaped(read(), shapes));
    };
    const control = stepper({ label, onChoose });
    painters.push((shapes) => {
      const value = axis === null ? shapes[part] : shapes[part][axis];
      const [less, more] = [value - 1, value + 1].map((next) => channelRefusal(moved(shapes, next), limits));
      control.paint({ value, less, more });
    });
    return control.element;
  }

  const sizes = (part, [rows, columns]) =>
    field(`${part} size`, element("span", { class: "d2l-size" }, bound(`${part} ${rows}`, part, 0), "×", bound(`${part} ${columns}`, part, 1)));
  const node = element(
    "div",
    { class: "d2l-settings" },
    field("input channels", bound("input channels", "channels")),
    field("filters", bound("filters", "filters")),
    sizes("input", ["rows", "columns"]),
    sizes("kernel", ["height", "width"]),
  );
  return { element: node, paint: (state) => painters.forEach((painter) => painter(shapesOf(state))) };
}
