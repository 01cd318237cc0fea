/** Blocks side by side: their layers, what each costs, what is equal, and what one saves against the first. */

import { blockLayers, placeKept } from "./blocks.js";
import { blockCard } from "./card.js";
import { comparisonCode } from "./code.js";
import { deriveCards } from "./compare.js";
import { blockDrawings } from "./drawing.js";
import { COMPARISONS, comparisonNamed } from "./presets.js";
import { CHANNEL_STEP, refusal } from "./refusal.js";
import { cardName, COUNTING, equalWords, growthWords, savedWords, tell } from "./words.js";
import { field, presetMenu, pushButton, radios, settings, stepper, toggle } from "../shared/controls/controls.js";
import { speltView } from "../shared/network/spelt_view.js";
import { rowName } from "../shared/network/words.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";

const CONVOLUTIONS = { "without bias": "no bias", "with bias": "a bias", "with batch norm": "batch norm" };

function addButton(here) {
  const [names, [, most]] = [Object.keys(here.given("blocks")), here.limits.count];
  const next = ({ blocks }) => names.find((name) => !blocks.includes(name));
  return pushButton(here, {
    words: "Add a block",
    reason: ({ blocks }) => (blocks.length >= most ? `${most} blocks are the most that fit side by side` : null),
    onPress: () => here.change({ blocks: [...here.now().blocks, next(here.now())] }),
  });
}

/** The layer in view stays in view. */
function choose(here, convolutions) {
  const { at: [index, ...path], cards, channels } = here.now();
  const after = ({ name }) => blockLayers(here.given("blocks")[name], { channels, convolutions }, here.given("kinds"));
  here.change({ convolutions, at: path.length ? [index, ...placeKept(path, cards[index].layers, after(cards[index]))] : [] });
}

/** What the blocks have in common, and what stands beside the weights of their convolutions. */
function commonSettings(here) {
  const number = (trait, label, step) => field(label, stepper(here, { label: trait, value: (now) => now[trait], patch: (value) => ({ [trait]: value }), step: () => step }));
  return settings(
    number("channels", "channels C", CHANNEL_STEP),
    number("size", "map size", 1),
    field("convolutions with", radios({ label: "convolutions", options: CONVOLUTIONS, value: (now) => now.convolutions, onChoose: (kind) => choose(here, kind) })),
    toggle(here, { words: "equal receptive fields", value: (now) => now.equal_fields, patch: (equal_fields) => ({ equal_fields }) }),
  );
}

/** What is equal, and a line for each block but the first. */
function readout(most) {
  const saved = (index) => element("p", { class: "d2l-reading", hidden: (now) => !now.cards[index] }, (now) => (now.cards[index] ? savedWords(now.cards[0], now.cards[index]) : ""));
  return element("div", { class: "d2l-readout" }, element("p", { class: "d2l-verdict" }, equalWords), ...Array.from({ length: most - 1 }, (_, index) => saved(index + 1)));
}

export default explorable({
  name: "block comparer",
  derive: deriveCards,
  refusal,
  tell,
  code: (now, here) => comparisonCode(now, here.given("kinds")),
  layout(here) {
    const [, most] = here.limits.count;
    const menu = presetMenu(here, { label: "comparison", names: Object.keys(COMPARISONS), named: comparisonNamed, patch: (name) => ({ ...COMPARISONS[name], at: [] }) });
    const cards = blockDrawings(here, most).map((drawing, index) => blockCard(here, index, drawing));
    const title = (now) => (now.selected ? `${cardName(now.selected.card)}: ${rowName(now.selected.row)}` : "");
    return [
      element("div", { class: "d2l-actions" }, menu, addButton(here)),
      commonSettings(here),
      readout(most),
      element(
        "div",
        { class: "d2l-compared" },
        element("div", { class: "d2l-blocks", "--count": (now) => now.cards.length }, ...cards),
        element("p", { class: "d2l-hint" }, "Choose a layer to see where its numbers come from. Keys: ↑ ↓ walk through a block, ← → go to the next one, Escape lets go."),
        element("div", { class: "d2l-chosen", hidden: (now) => !now.selected }, element("strong", {}, title), speltView()),
      ),
      element("div", { class: "d2l-readout" }, element("p", { class: "d2l-reading" }, growthWords), element("p", { class: "d2l-reading" }, COUNTING)),
    ];
  },
});
