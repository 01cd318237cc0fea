/** What is said of the blocks: what is equal, what is saved, what is counted. */

import { fieldSteps } from "./compare.js";
import { polynomialWords } from "./formula.js";
import { times } from "../shared/maths/bounds.js";
import { grouped, inUnits, listed, rounded } from "../shared/page/format.js";
import { rowWords } from "../shared/network/words.js";

const TIMES = { 1: "", 2: ", twice", 3: ", three times" };

/** "5×5", "residual bottleneck, twice". */
export const cardName = (card) => card.name + (TIMES[card.times] ?? `, ${card.times} times`);
const capital = (words) => words[0].toUpperCase() + words.slice(1);
const field = ({ costs }) => times([costs["receptive field"], costs["receptive field"]]);

/** "2", or "1 to 2" where branches differ. */
export const inARowWords = ({ inARow: [least, most] }) => (least === most ? `${most}` : `${least} to ${most}`);

/** A card's number in a measure. */
export function costText(card, measure) {
  if (measure === "receptive field") return field(card);
  if (measure === "non-linearities") return `${inARowWords(card)} in a row`;
  if (measure === "intensity") return `${grouped(rounded(card.costs.intensity))} FLOP/B`;
  return measure === "memory" ? inUnits(card.costs.memory) : grouped(card.costs[measure]);
}

/** "28 % fewer", "2 times as many", "equally many". */
export function comparedWords(factor, [less, many] = ["fewer", "many"]) {
  if (factor === 1) return `equally ${many}`;
  if (factor > 0.5 && factor < 2) {
    const percent = Math.abs(100 * (factor - 1));
    return `${percent < 1 ? "under 1" : Math.round(percent)}\u00a0% ${factor < 1 ? less : "more"}`;
  }
  return factor < 1 ? `${rounded(1 / factor)} times ${less}` : `${rounded(factor)} times as ${many}`;
}

/** What one block saves against the first, and what it takes more of. */
export function savedWords(first, card) {
  const factor = (measure) => card.costs[measure] / first.costs[measure];
  const [parameters, works, memory] = ["parameters", "multiply-adds", "memory"].map(factor);
  const fewer = comparedWords(parameters);
  const counted = fewer === comparedWords(works) ? [`${fewer} parameters and multiply-adds`] : [`${fewer} parameters`, `${comparedWords(works)} multiply-adds`];
  const kept = `${comparedWords(memory, ["less", "much"])} memory for activations`;
  const [one, other] = [first, card].map(inARowWords);
  const row = one === other ? "as many non-linearities in a row" : `${other} non-linearit${other === "1" ? "y" : "ies"} in a row against ${one}`;
  return `${capital(cardName(card))}${card.times > 1 ? "," : ""} against ${cardName(first)}: ${[...counted, kept, row].join(", ")}.`;
}

const sameFields = (cards) => cards.every(({ costs }) => costs["receptive field"] === cards[0].costs["receptive field"]);

/** What is equal. */
export function equalWords({ cards, channels, size }) {
  const all = cards.length === 2 ? "Both" : "All";
  const made = `${all} make ${channels} channels of ${times([size, size])} from as many`;
  if (sameFields(cards)) return `${made}, and a unit of each sees ${field(cards[0])} pixels.`;
  return `${made}, but their units see ${listed(cards.map(field))} pixels: what sees less may cost less for that alone.`;
}

/** What is to be noticed. */
export const verdict = (now) => [equalWords(now), ...now.cards.slice(1).map((card) => savedWords(now.cards[0], card))].join(" ");

/** What becomes of the costs when a setting doubles. */
export function growthWords({ cards }) {
  const factor = ({ doubled }) => rounded(doubled);
  const factors = [...new Set(cards.map(factor))];
  const names = (one) => listed([...new Set(cards.filter((card) => factor(card) === one).map(({ name }) => name))]);
  const told = factors.map((one) => (factors.length > 1 ? `${one} (${names(one)})` : one));
  return `Doubling C multiplies the parameters by ${listed(told)}. Doubling the side of the map leaves them as they are, and multiplies multiply-adds and activations by 4.`;
}

export const COUNTING =
  "For one example. Multiply-adds: products of a weight and an input in convolutions, those with padded zeros included; each is two operations (FLOP). Activations: each layer’s output in float32, that of a ReLU too, 1 kB = 1,000 bytes. Non-linearities: the ReLUs that a number passes through one after the other, on the shortest and on the longest way. Intensity: operations for each byte that the convolutions read or write; where it is low, a machine waits for its memory, and less work saves little time.";

/** Where a measure comes from, in short, or nothing. */
export function detailText(card, measure, { size }) {
  if (measure === "parameters") return polynomialWords(card.parameters);
  if (measure === "multiply-adds") {
    const weights = polynomialWords(card.weights);
    return `${weights.includes("+") ? `(${weights})` : weights}·${size}·${size}`;
  }
  if (measure === "receptive field") return fieldSteps(card.stack).join(" → ");
  return measure === "intensity" ? `${inUnits(card.moved)} moved` : "";
}

/** The reader's change, to be heard. */
export function tell(now, before) {
  if (now.cards !== before.cards) return verdict(now);
  return now.selected ? `${capital(cardName(now.selected.card))}: ${rowWords(now.selected.row, false)}.` : "No layer is in view.";
}
