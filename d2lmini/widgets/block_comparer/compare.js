/**
 * What the page shows of a state: each block as a card with its layers and costs.
 *
 * @typedef {{name: string, times: number, layers: Layer[], once: Network, stack: Network, inARow: [number, number], costs:
 *   Record<string, number>, moved: number, doubled: number, parameters: Polynomial, weights: Polynomial}} Card
 *   `once` is the block, `stack` has its repetitions; `moved` are the bytes that its convolutions read and write, and with twice
 *   the channels it has `doubled` times the parameters
 */

import { blockLayers, inARow, repeatsFor } from "./blocks.js";
import { convolutionsIn, parameterPolynomial, weightPolynomial } from "./formula.js";
import { isBlock } from "../shared/maths/layer_tree.js";
import { BYTES, numbersIn } from "../shared/network/layers.js";
import { everyRow, networkOf } from "../shared/network/network.js";
import { spelt } from "../shared/network/spell.js";
import { fromTraits, remembered } from "../shared/page/remembered.js";

export const MEASURES = ["parameters", "multiply-adds", "memory", "receptive field", "non-linearities", "intensity"];

/** What each measure comes to. */
const costsOf = ({ totals, fields }, [, most], moved) => ({
  parameters: totals.parameters,
  "multiply-adds": totals.products,
  memory: totals.bytes,
  "receptive field": fields[0].size,
  "non-linearities": most,
  intensity: (2 * totals.products) / moved,
});

/** A convolution's input and weights are read once, and its output is written once. */
const bytesMoved = ({ rows }) =>
  convolutionsIn(rows).reduce((sum, { input, output, parameters }) => sum + BYTES * (numbersIn(input) + parameters + numbersIn(output)), 0);

/** The sizes of the field on the way through the layers, from a unit of the output on: 1, 3, 5. */
export function fieldSteps({ rows }) {
  const sizes = everyRow(rows).filter(({ layer }) => !isBlock(layer)).map(({ fields }) => fields[0].size);
  return [...new Set([1, ...sizes])].sort((one, other) => one - other);
}

export function deriveCards(here) {
  const [tables, kinds] = [here.given("blocks"), here.given("kinds")];
  const [, most] = here.limits.count;
  const onceAt = Array.from({ length: most }, () => remembered((name, channels, size, convolutions) => {
    const ofWidth = (width) => networkOf(blockLayers(tables[name], { channels: width, convolutions }, kinds), [width, size, size]);
    const [once, twice] = [ofWidth(channels), ofWidth(2 * channels)];
    return { name, once, layers: once.rows.map(({ layer }) => layer), doubled: twice.totals.parameters / once.totals.parameters };
  }));
  const cardAt = Array.from({ length: most }, () => remembered((block, times) => {
    const layers = Array.from({ length: times }, () => block.layers).flat();
    const stack = networkOf(layers, block.once.rows[0].input);
    const [row, channels, moved] = [inARow(layers), block.once.rows[0].input[0], bytesMoved(stack)];
    const polynomials = { parameters: parameterPolynomial(stack.rows, channels), weights: weightPolynomial(stack.rows, channels) };
    return { ...block, times, stack, inARow: row, moved, costs: costsOf(stack, row, moved), ...polynomials };
  }));

  const cardsOf = fromTraits(["blocks", "channels", "size", "convolutions", "equal_fields"], ({ blocks, channels, size, convolutions, equal_fields }) => {
    const once = blocks.map((name, index) => onceAt[index](name, channels, size, convolutions));
    const times = equal_fields ? repeatsFor(once.map((block) => block.once.fields[0].size)) : once.map(() => 1);
    return once.map((block, index) => cardAt[index](block, times[index]));
  });
  const viewOf = remembered((cards, at) => {
    const selected = selectedIn(cards, at);
    return { cards, selected, at: selected ? at : [], spelt: selected ? spelt(selected.row, { shape: cards[0].once.rows[0].input, flops: false }) : [] };
  });
  return (state) => viewOf(cardsOf(state), state.at);
}

/** The layer in view, or null. */
function selectedIn(cards, [index, ...path]) {
  const row = everyRow(cards[index]?.once.rows ?? []).find((each) => `${each.path}` === `${path}`);
  return row ? { card: cards[index], row } : null;
}
