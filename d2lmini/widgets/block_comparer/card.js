/** A block: which one it is, its drawing, and its numbers beside those of the first block. What is hidden has no block. */

import { MEASURES } from "./compare.js";
import { fieldPicture } from "./field_picture.js";
import { cardName, costText, detailText } from "./words.js";
import { presetMenu, pushButton } from "../shared/controls/controls.js";
import { element } from "../shared/page/dom.js";
import { factorWords } from "../shared/page/format.js";

const DELETE = "M4 4l8 8M12 4l-8 8";
const NAMES = { parameters: "Parameters", "multiply-adds": "Multiply-adds", memory: "Activations", "receptive field": "Field", "non-linearities": "Non-linearities", intensity: "Intensity" };

/** How a card's number stands to the first card's. */
function againstFirst({ cards }, index, measure) {
  if (index === 0) return "";
  const [first, own] = [cards[0], cards[index]].map(({ costs }) => costs[measure]);
  // The most of them in a row can be equal where the least are not.
  if (first === own) return costText(cards[0], measure) === costText(cards[index], measure) ? "equal" : "";
  return measure === "receptive field" ? "not equal" : factorWords(own / first);
}

function costRow(index, measure) {
  const card = (now) => now.cards[index];
  const share = (now) => card(now).costs[measure] / Math.max(...now.cards.map(({ costs }) => costs[measure]));
  return element(
    "div",
    { class: "d2l-cost", "data-measure": measure, "--share": share },
    element("span", { class: "d2l-caption" }, NAMES[measure]),
    element("span", { class: "d2l-against", "data-differs": (now) => (againstFirst(now, index, measure) === "not equal" ? "true" : null) }, (now) => againstFirst(now, index, measure)),
    element("span", { translate: "no" }, element("strong", {}, (now) => costText(card(now), measure))),
    element("span", { class: "d2l-detail" }, (now) => detailText(card(now), measure, now)),
  );
}

/** @param {HTMLElement} drawing see `drawing.js` */
export function blockCard(here, index, drawing) {
  const names = Object.keys(here.given("blocks"));
  const [least] = here.limits.count;
  const card = (now) => now.cards[index];
  const menu = presetMenu(here, {
    label: `block ${index + 1}`,
    names,
    named: (now) => card(now).name,
    patch: (name, now) => ({ blocks: [...now.blocks].with(index, name), at: now.at[0] === index ? [] : now.at }),
  });
  // The menu lies unseen under its words, which can take two lines.
  const named = element("div", { class: "d2l-named" }, menu, element("span", { class: "d2l-menu", "aria-hidden": "true" }, (now) => card(now).name));
  const role = ({ times }) => [...(index === 0 ? ["yardstick"] : []), ...(times > 1 ? [`${times} in a row, drawn once`] : [])].join("; ");
  const remove = pushButton(here, {
    label: `take block ${index + 1} out`,
    path: DELETE,
    reason: ({ blocks }) => (blocks.length <= least ? `${least} blocks are the least that can be compared` : null),
    onPress: (pressed) => {
      const { blocks } = here.now();
      here.change({ blocks: blocks.filter((_, at) => at !== index), at: [] });
      // The last card goes out of sight.
      if (index === blocks.length - 1) pressed.closest(".d2l-block").previousElementSibling.querySelector(".d2l-round").focus();
    },
  });
  return element(
    "div",
    { class: "d2l-block", role: "group", "aria-label": (now) => (card(now) ? cardName(card(now)) : ""), hidden: (now) => !card(now) },
    element("div", { class: "d2l-block-head" }, named, remove, element("p", { class: "d2l-caption" }, (now) => role(card(now)))),
    drawing,
    fieldPicture(index),
    element("div", { class: "d2l-costs" }, ...MEASURES.map((measure) => costRow(index, measure))),
  );
}
