/** What is doubled, and two buttons that do it. */

import { costRefusal } from "./costs.js";
import { leading, patchOf } from "./scaling.js";
import { VARIED } from "./words.js";
import { choice, pushButton } from "../shared/controls/controls.js";
import { element } from "../shared/page/dom.js";

const HINT =
  "Drag along the curves, or change any setting. Upwards are counts, bytes, and operations a byte. A line up is ten times as much, a line to the right twice the setting: on such axes a power is a straight line. Its exponent is the slope in the table: 2 means × 2² when the setting doubles.";

/** A setting as the page names it. */
const named = (setting) => (setting === "kernel_size" ? "kernel" : setting.replace("_", " "));

/** Why the layer with the setting doubled, or halved, does not exist. */
export function missingReason(state, value, limits) {
  const { vary } = state;
  if (!Number.isInteger(value)) return `half of ${state[leading(vary)]} is no whole number`;
  const patch = patchOf(state, vary, value);
  const broken = Object.keys(patch).find((each) => !Number.isInteger(patch[each]));
  if (broken) return `half of ${named(broken)} ${state[broken]}, which moves along, is no whole number`;
  const [name, most] = Object.entries(limits).find(([each, bounds]) => each in patch && patch[each] > bounds[1]) ?? [];
  return costRefusal({ ...state, ...patch }) ?? (name ? `${named(name)} goes up to ${most[1]}` : null);
}

/** What is doubled, and two buttons that do it. */
export function doubling(here) {
  const scaledTo = (now, by) => by * now[leading(now.vary)];
  const button = (words, by) => pushButton(here, {
    words,
    reason: (now) => missingReason(now, scaledTo(now, by), here.limits),
    onPress: () => here.change(patchOf(here.now(), here.now().vary, scaledTo(here.now(), by))),
  });
  return element(
    "div",
    { class: "d2l-doubling" },
    element("div", {}, element("span", { class: "d2l-caption" }, "What if this doubles?"), choice(here, { label: "what is doubled", trait: "vary", options: VARIED })),
    element("div", {}, element("p", { class: "d2l-hint" }, HINT), element("div", { class: "d2l-actions" }, button("Halve", 0.5), button("Double", 2))),
  );
}
