/** One output number as the sum of what each channel adds, and the bias. */

import { element, fitChildren, setText } from "../shared/dom.js";
import { formatNumber, isRounded } from "../shared/format.js";

const term = (number) => (number < 0 ? `(${formatNumber(number)})` : formatNumber(number));

export function createChannelTotal() {
  const [name, equals, bias] = ["d2l-output", null, "d2l-kernel"].map((look) => element("span", { class: look }));
  const parts = element("span");
  const total = element("strong", { class: "d2l-output d2l-total" });
  const node = element("p", { class: "d2l-sum d2l-channel-total", translate: "no" }, element("span", { class: "d2l-name" }, name, " ="), " ", parts, " + ", bias, equals, total);

  /** @param {{name: string, partials: number[], bias: number}} sum */
  function paint({ name: left, partials, bias: shift }) {
    const value = partials.reduce((sum, partial) => sum + partial, 0) + shift;
    fitChildren(parts, partials.length, () => element("span", { class: "d2l-part" }));
    partials.forEach((partial, index) => setText(parts.children[index], `${index ? " + " : ""}${term(partial)}`));
    setText(name, left);
    setText(bias, term(shift));
    setText(equals, [...partials, shift, value].some(isRounded) ? " ≈ " : " = ");
    setText(total, formatNumber(value));
  }
  return { element: node, paint };
}
