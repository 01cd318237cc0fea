/** What a unit of the output sees: a square for each step of the field, on as many pixels as the largest field of all blocks has. */

import { fieldSteps } from "./compare.js";
import { follow, shape } from "../shared/page/dom.js";

const lines = (count) => Array.from({ length: count + 1 }, (_, at) => `M${at} 0V${count}M0 ${at}H${count}`).join("");

export function fieldPicture(index) {
  const node = shape("svg", { class: "d2l-field-picture", role: "img" });
  return follow(node, ({ cards }) => [cards[index].stack, Math.max(...cards.map(({ costs }) => costs["receptive field"]))], (stack, side) => {
    const steps = fieldSteps(stack).reverse();
    const square = (size) => shape("rect", { class: "d2l-seen", x: (side - size) / 2, y: (side - size) / 2, width: size, height: size });
    node.setAttribute("viewBox", `-0.2 -0.2 ${side + 0.4} ${side + 0.4}`);
    node.setAttribute("aria-label", `a unit of the output sees ${steps[0]}×${steps[0]} pixels, on the way ${steps.slice(1).join(", ")}`);
    node.replaceChildren(...steps.map(square), shape("path", { class: "d2l-pixels", d: lines(side) }));
  });
}
