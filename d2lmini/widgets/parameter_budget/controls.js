/** The settings of a layer: sizes along both axes together or apart, and channels. Impossible steps say why. */

import { amount } from "./amount.js";
import { field, toggle } from "../shared/controls.js";
import { pair } from "../shared/convolution.js";
import { element } from "../shared/dom.js";
import { budgetRefusal } from "./layer_budget.js";

const AXES = ["image", "kernel", "stride", "padding"];
const SIDES = ["height", "width"];

/**
 * @param {{limits: object, read: () => object, change: (patch: object, anchor: HTMLElement) => void}} options
 *   `change` says at the anchor why a patch is impossible
 */
export function createBudgetControls({ limits, read, change }) {
  const painters = [];
  const limitsOf = (name) => limits[{ image: "input", in_channels: "channels", out_channels: "channels" }[name] ?? name];

  /** One number: `get` takes it from a state, `patch` makes the change that sets it. */
  function bound({ label, name, get, patch }) {
    const control = amount({ label, limits: limitsOf(name), onChoose: (value, anchor) => change(patch(value), anchor) });
    painters.push((state) => {
      const value = get(state);
      const [less, more] = [value - 1, value + 1].map((next) => budgetRefusal({ ...state, ...patch(next) }, limits));
      control.paint({ value, less, more });
    });
    return control.element;
  }

  function channels(label, name) {
    return field(label, bound({ label, name, get: (state) => state[name], patch: (value) => ({ [name]: value }) }));
  }

  function lengths(name) {
    const once = bound({ label: name, name, get: (state) => pair(state[name])[0], patch: (value) => ({ [name]: value }) });
    const along = (side, axis) => {
      const patch = (value) => ({ [name]: pair(read()[name]).map((old, index) => (index === axis ? value : old)) });
      return bound({ label: `${name} ${side}`, name, get: (state) => pair(state[name])[axis], patch });
    };
    const [height, width] = SIDES.map(along);
    const apart = element("span", { class: "d2l-apart" }, height, "×", width);
    painters.push((_state, rectangular) => {
      once.hidden = rectangular;
      apart.hidden = !rectangular;
    });
    return field(name, once, apart);
  }

  const isRectangular = (state) => AXES.some((name) => Array.isArray(state[name]));
  /** Give each size a height and a width, or one number again: the height's, if that is possible. */
  function onRectangular(rectangular, anchor) {
    const sizes = AXES.map((name) => [name, rectangular ? pair(read()[name]) : pair(read()[name])[0]]);
    change(Object.fromEntries(sizes), anchor);
    rectangularToggle.paint(isRectangular(read()));
  }
  const rectangularToggle = toggle({ words: "height and width apart", onChange: onRectangular });

  function paint(state) {
    const rectangular = isRectangular(state);
    painters.forEach((painter) => painter(state, rectangular));
    rectangularToggle.paint(rectangular);
  }
  const settings = element(
    "div",
    { class: "d2l-settings" },
    lengths("image"),
    channels("in channels", "in_channels"),
    ...["kernel", "stride", "padding"].map(lengths),
    channels("out channels", "out_channels"),
  );
  return { settings, toggle: rectangularToggle.element, paint };
}
