/** The equation of one pixel: the kernel times red, green and blue, and the bias, make the output channels. */

import { element, fitChildren, setText, setVariable } from "../shared/dom.js";
import { formatWeight } from "../shared/format.js";
import { numberGrid, replaced } from "../shared/number_grid.js";
import { panel, sign } from "../shared/panel.js";
import { resultGrid } from "../shared/result_grid.js";

export const PRIMARIES = ["R", "G", "B"];

const column = (numbers) => numbers.map((number) => [number]);

/** Names along a grid's edge; the grid's cells tell their own to a screen reader. */
function edge(side, role) {
  const node = element("div", { class: `d2l-${side} d2l-${role}`, "aria-hidden": "true", translate: "no" });
  const paint = (names) => {
    fitChildren(node, names.length, () => element("span"));
    names.forEach((name, index) => setText(node.children[index], name));
  };
  return { node, paint };
}

const swatches = () => {
  const node = element("span", { class: "d2l-swatches" });
  const paint = (colours) => {
    fitChildren(node, colours.length, () => element("span", { class: "d2l-swatch" }));
    colours.forEach((colour, index) => setVariable(node.children[index], "--colour", colour));
  };
  return { node, paint };
};

/**
 * @param {{controls: {menu: HTMLElement, channels: HTMLElement}, largest: number, read: () => object, change: (patch: object) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void, onLink: (place: [number, number] | null) => void}} options
 *   `onLink` hears which entry is in hand; the column after the kernel's last is the bias
 */
export function createMixStage({ controls, largest, read, change, refuse, onLink }) {
  const common = { role: "kernel", largest, refuse, format: formatWeight };
  const kernel = numberGrid({
    ...common,
    name: "kernel",
    onPoint: onLink,
    onEdit: (place, value) => change({ kernel: replaced(read().kernel, place, value) }),
  });
  const bias = numberGrid({
    ...common,
    name: "bias",
    onPoint: (place) => onLink(place && [place[0], PRIMARIES.length]),
    onEdit: (place, value) => change({ bias: replaced(column(read().bias), place, value).flat() }),
  });
  const before = resultGrid({ role: "input", name: "pixel" });
  const after = resultGrid({ role: "output", name: "output pixel" });

  const [above, beside] = [edge("columns", "input"), edge("rows", "input")];
  const outputs = [edge("rows", "output"), edge("rows", "output")];
  above.paint(PRIMARIES);
  beside.paint(PRIMARIES);
  const [own, shown] = [swatches(), swatches()];
  const where = element("span", { class: "d2l-where", translate: "no" });
  const body = (...parts) => element("div", { class: "d2l-named" }, ...parts);
  const node = element(
    "div",
    { class: "d2l-stage" },
    panel({ role: "kernel", title: "Kernel", menu: controls.menu, size: [controls.channels, "× 3 × 1 × 1"], body: body(above.node, outputs[0].node, kernel.element) }),
    sign("×"),
    panel({ role: "input", title: "Pixel", size: [own.node, where], body: body(beside.node, before.element) }),
    sign("+"),
    panel({ role: "kernel", title: "Bias", size: [], body: body(bias.element) }),
    sign("="),
    panel({ role: "output", title: "Output", size: [shown.node], body: body(outputs[1].node, after.element) }),
  );

  /** Show what one pixel becomes. @param {{at: number[], pixel: number[], values: number[], colours: string[]}} mix */
  function paintPixel({ at, pixel, values, colours }) {
    before.paint(column(pixel));
    after.paint(column(values));
    own.paint([`rgb(${pixel.join(" ")})`]);
    shown.paint(colours);
    setText(where, `(${at.join(", ")})`);
  }

  /** Light up an entry, what it is multiplied by, and what it goes into. */
  function link(place) {
    const inKernel = place !== null && place[1] < PRIMARIES.length;
    kernel.link(inKernel ? place : null);
    before.link(inKernel ? [place[1], 0] : null);
    bias.link(place && !inKernel ? [place[0], 0] : null);
    after.link(place && [place[0], 0]);
  }
  return {
    element: node,
    paintKernel: kernel.paint,
    paintBias: (numbers) => bias.paint(column(numbers)),
    paintNames: (names) => outputs.forEach((list) => list.paint(names)),
    paintPixel,
    link,
  };
}
