/** Steppers for the sizes and settings of a sliding window. Each knows which step is impossible next, and why. */

import { field, stepper, toggle } from "../shared/controls.js";
import { geometryOf } from "../shared/convolution.js";
import { element } from "../shared/dom.js";
import { resized } from "../shared/presets.js";
import { refusal, SETTINGS } from "../shared/settings.js";

const MATRIX_OF = { size: "input", kernel: "kernel" };

/**
 * @param {{limits: object, read: () => object, change: (patch: object) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 */
export function createGeometryControls({ limits, read, change, refuse }) {
  const painters = [];

  /** A stepper for one part of the geometry: along the given axes, with the patch that a new value makes. */
  function bound(label, part, axes, patch) {
    const moved = (geometry, value) => ({ ...geometry, [part]: geometry[part].map((old, axis) => (axes.includes(axis) ? value : old)) });
    const onChoose = (value, anchor) => {
      const next = moved(geometryOf(read()), value);
      const reason = refusal(next, limits);
      if (reason) refuse(anchor, reason);
      else change(patch(next[part]));
    };
    const control = stepper({ label, onChoose });
    painters.push((geometry) => {
      const value = geometry[part][axes[0]];
      const [less, more] = [value - 1, value + 1].map((next) => refusal(moved(geometry, next), limits));
      control.paint({ value, less, more });
    });
    return control.element;
  }

  function sizeSteppers(part, [rows, columns]) {
    const matrix = MATRIX_OF[part];
    const patch = (size) => ({ [matrix]: resized(read()[matrix], size) });
    return [bound(`${matrix} ${rows}`, part, [0], patch), "×", bound(`${matrix} ${columns}`, part, [1], patch)];
  }

  function setting(name) {
    const once = element("span", {}, bound(name, name, [0, 1], ([value]) => ({ [name]: value })));
    const patch = (values) => ({ [name]: values });
    const [height, width] = ["height", "width"].map((side, axis) => bound(`${name} ${side}`, name, [axis], patch));
    const apart = element("span", { class: "d2l-size" }, height, "×", width);
    painters.push((_, rectangular) => {
      once.hidden = rectangular;
      apart.hidden = !rectangular;
    });
    return field(name, once, apart);
  }

  /** Give each setting a height and a width, or one number again: the height's, if that is possible. */
  function onRectangular(rectangular, anchor) {
    const geometry = geometryOf(read());
    const values = Object.fromEntries(SETTINGS.map((name) => [name, rectangular ? geometry[name] : geometry[name][0]]));
    const reason = refusal(geometryOf({ ...read(), ...values }), limits);
    if (reason) refuse(anchor, reason);
    else change(values);
    rectangularToggle.paint(isRectangular(read()));
  }
  const isRectangular = (state) => SETTINGS.some((name) => Array.isArray(state[name]));
  const rectangularToggle = toggle({ words: "height and width apart", onChange: onRectangular });

  function paint(state) {
    const rectangular = isRectangular(state);
    painters.forEach((painter) => painter(geometryOf(state), rectangular));
    rectangularToggle.paint(rectangular);
  }
  return {
    sizes: { input: sizeSteppers("size", ["rows", "columns"]), kernel: sizeSteppers("kernel", ["height", "width"]) },
    settings: element("div", { class: "d2l-settings" }, ...SETTINGS.map(setting), rectangularToggle.element),
    paint,
  };
}
