/** The shapes of a convolution with several channels, and how many numbers it learns. */

import { element, setText } from "../shared/dom.js";

const tuple = (sizes) => `(${sizes.join(", ")}${sizes.length === 1 ? "," : ""})`;
const SHAPES = [
  ["input", "d2l-input", "(in, h, w)"],
  ["weight", "d2l-kernel", "(out, in, kh, kw)"],
  ["bias", "d2l-kernel", "(out,)"],
  ["output", "d2l-output", "(out, h, w)"],
];

export function createChannelShapes() {
  const values = SHAPES.map(([, role]) => element("span", { class: role }));
  const parameters = element("span");
  const line = (caption, ...parts) => element("p", { class: "d2l-formula" }, element("span", { class: "d2l-caption" }, caption), element("span", { translate: "no" }, ...parts));
  const shapes = SHAPES.map(([caption, , axes], index) => line(caption, `${axes} = `, values[index]));
  const reading = element("p", { class: "d2l-reading" });
  const node = element(
    "div",
    { class: "d2l-why d2l-shapes", role: "group", "aria-label": "shapes" },
    ...shapes,
    line("parameters", "out·(in·kh·kw + 1) = ", parameters),
    reading,
  );

  /** @param {{input: number[], weight: number[], output: number[]}} shapes @param {string} words what is to be noticed */
  function paint({ input, weight, output }, words) {
    const [filters, ...one] = weight;
    const count = filters * (one.reduce((product, size) => product * size, 1) + 1);
    [input, weight, [filters], output].forEach((sizes, index) => setText(values[index], tuple(sizes)));
    setText(parameters, `${filters}·(${one.join("·")} + 1) = ${count}`);
    setText(reading, words);
  }
  return { element: node, paint };
}
