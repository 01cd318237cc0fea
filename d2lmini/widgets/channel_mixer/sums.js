/** Each output channel of one pixel spelt out: its row of the kernel times red, green and blue, and the bias. */

import { TERMS } from "./stage.js";
import { factor, widest } from "../shared/grids/sum.js";
import { element, follow, lamp } from "../shared/page/dom.js";
import { formatNumber, formatWeight, isRounded } from "../shared/page/format.js";

/** One term, which lights up with its entry of the kernel or the bias. */
const term = (link, index, look, ...parts) =>
  element("span", { class: `d2l-term${look}`, on: { pointerenter: () => link(index), pointerleave: () => link(null) } }, ...parts);

function product(link, channel, column) {
  const weight = element("span", { class: "d2l-kernel" }, ({ kernel }) => factor(kernel[channel][column], formatWeight));
  const value = element("span", { class: "d2l-input" }, ({ pixel }) => formatNumber(pixel[column]));
  const node = term(link, channel * TERMS + column, "", column ? " + " : " = ", weight, "·", value);
  const isNothing = ({ kernel, pixel }) => kernel[channel][column] * pixel[column] === 0;
  return follow(node, (now) => [isNothing(now)], (nothing) => node.classList.toggle("d2l-nothing", nothing));
}

/** The sum of one output channel: three products and the bias. */
function channelSum(terms, channel) {
  const equals = element("span", { class: "d2l-term" }, ({ values }) => (isRounded(values[channel]) ? " ≈ " : " = "));
  const total = element("span", { class: "d2l-output d2l-total" }, ({ values }) => formatNumber(values[channel]));
  return element(
    "p",
    { class: "d2l-mixed-sum", translate: "no", hidden: ({ kernel }) => channel >= kernel.length },
    element("span", { class: "d2l-output d2l-name" }, ({ names }) => names[channel]),
    ...terms,
    element("span", { class: "d2l-sum-end" }, equals, total),
  );
}

/** @param {{most: number, link: Function}} options how many channels there can be; for `link` see `links.js` */
export function mixedSums({ most, link }) {
  const constant = (channel) => element("span", { class: "d2l-kernel" }, ({ bias }) => factor(bias[channel], formatWeight));
  const terms = Array.from({ length: most }, (_, channel) => [
    ...[0, 1, 2].map((column) => product(link, channel, column)),
    term(link, (channel + 1) * TERMS - 1, " d2l-constant", " + ", constant(channel)),
  ]);
  link.add(lamp((index) => terms.flat()[index]));
  // The room of a term depends on the kernel only, so that none moves while the cross-hair does.
  const room = {
    "--letters": ({ names }) => names[0].length,
    "--product": ({ kernel }) => widest(kernel, formatWeight),
    "--constant": ({ bias }) => widest(bias, formatWeight),
  };
  return element("div", { class: "d2l-mixed-sums", ...room }, ...terms.map(channelSum));
}
