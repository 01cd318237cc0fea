/** Every filter with a small picture of its output, and one of them in view: radio buttons, walked with the arrow keys. */

import { element, setText } from "../shared/dom.js";
import { plural } from "../shared/format.js";

/** @param {{pictures: HTMLElement[], onChoose: (filter: number) => void}} options */
export function createFilterCards({ pictures, onChoose }) {
  const radio = (_, index) => element("input", { type: "radio", name: "filter", "aria-label": `filter ${index}`, on: { change: () => onChoose(index) } });
  const radios = pictures.map(radio);
  const makeCard = (picture, index) =>
    element(
      "label",
      { class: "d2l-card" },
      radios[index],
      element("span", { class: "d2l-caption" }, `filter ${index}`),
      element("span", { class: "d2l-picture", "aria-hidden": "true" }, picture),
    );
  const cards = pictures.map(makeCard);
  const count = element("span", { class: "d2l-caption" });
  const node = element(
    "form",
    { class: "d2l-cards", on: { submit: (event) => event.preventDefault() } },
    element("span", { class: "d2l-title d2l-output" }, "Output"),
    count,
    element("div", { class: "d2l-deck", role: "radiogroup", "aria-label": "filter in view" }, ...cards),
  );

  /** Show the cards of `filters` filters, and which one is in view. */
  function paint(filters, filter) {
    cards.forEach((card, index) => { card.hidden = index >= filters; });
    radios[filter].checked = true;
    setText(count, `${plural(filters, "filter")}, ${plural(filters, "channel")}`);
  }
  return { element: node, paint };
}
