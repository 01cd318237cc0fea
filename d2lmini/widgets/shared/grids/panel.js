/** A stage's parts: grids with their headings, and the signs between them. */

import { element } from "../page/dom.js";

/** @param {{role: string, title: string, size: (Node | string)[], body: HTMLElement, menu?: HTMLElement, below?: HTMLElement}} options */
export function panel({ role, title, size, body, menu = "", below = "" }) {
  return element(
    "div",
    { class: `d2l-panel d2l-${role}-panel` },
    element("div", { class: "d2l-heading" }, element("span", { class: `d2l-title d2l-${role}` }, title), menu),
    element("div", { class: "d2l-size" }, ...size),
    element("div", { class: "d2l-scroll" }, body),
    below,
  );
}

export const sign = (text) => element("span", { class: "d2l-sign", "aria-hidden": "true", translate: "no" }, text);
