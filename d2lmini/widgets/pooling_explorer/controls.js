/** Steppers for the sizes and settings of pooling. Each knows which step is impossible next, and why. */

import { field, stepper, toggle } from "../shared/controls.js";
import { element } from "../shared/dom.js";
import { poolRefusal } from "./settings.js";
import { poolGeometry } from "./pooling.js";
import { resized } from "../shared/presets.js";

/** Each part of the geometry by the name that readers know, and the state that makes its new lengths. */
const PARTS_OF_POOLING = {
  size: { sides: ["input rows", "input columns"], patch: (size, { input }) => ({ input: resized(input, size) }) },
  kernel: { sides: ["window height", "window width"], patch: (window) => ({ window }) },
  stride: { sides: ["stride height", "stride width"], patch: (stride) => ({ stride }) },
  padding: { sides: ["padding height", "padding width"], patch: (padding) => ({ padding }) },
};

/**
 * @param {{limits: object, read: () => object, change: (patch: object) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 */
export function createPoolControls({ limits, read, change, refuse }) {
  const painters = [];

  /** The geometry with another length along one axis; a stride that is the window follows it. */
  function moved(part, axis, value) {
    const geometry = poolGeometry(read());
    const lengths = geometry[part].map((length, index) => (index === axis ? value : length));
    const follows = part === "kernel" && read().stride === null;
    return { ...geometry, [part]: lengths, ...(follows ? { stride: lengths } : {}) };
  }

  function bound(label, part, axis) {
    const onChoose = (value, anchor) => {
      const next = moved(part, axis, value);
      const reason = poolRefusal(next, limits);
      if (reason) refuse(anchor, reason);
      else change(PARTS_OF_POOLING[part].patch(next[part], read()));
    };
    const control = stepper({ label, onChoose });
    painters.push(() => {
      const value = poolGeometry(read())[part][axis];
      const [less, more] = [value - 1, value + 1].map((length) => poolRefusal(moved(part, axis, length), limits));
      control.paint({ value, less, more });
    });
    return control.element;
  }

  function lengths(part) {
    const [height, width] = PARTS_OF_POOLING[part].sides.map((label, axis) => bound(label, part, axis));
    return [height, "×", width];
  }
  const setting = (caption, part) => field(caption, element("span", { class: "d2l-size" }, ...lengths(part)));

  const onLink = (linked) => change({ stride: linked ? null : poolGeometry(read()).stride });
  const asWindow = toggle({ words: "stride = window", onChange: onLink });
  const countPadding = toggle({ words: "average counts padding", onChange: (counts) => change({ count_include_pad: counts }) });

  function paint(state) {
    painters.forEach((painter) => painter());
    asWindow.paint(state.stride === null);
    countPadding.paint(state.count_include_pad);
  }
  const settings = [setting("window", "kernel"), setting("stride", "stride"), asWindow.element, setting("padding per side", "padding"), countPadding.element];
  return { inputSize: lengths("size"), settings: element("div", { class: "d2l-settings" }, ...settings), paint };
}
