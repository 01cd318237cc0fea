/**
 * What the page shows of a state: each block as a card with its layers and costs.
 *
 * @typedef {{name: string, times: number, layers: Layer[], once: Network, stack: Network, inARow: [number, number], costs:
 *   Record<string, number>, parameters: Polynomial, weights: Polynomial}} Card  `once` is the block, `stack` has its repetitions
 */

import { blockLayers, inARow, repeatsFor } from "./blocks.js";
import { parameterPolynomial, weightPolynomial } from "./formula.js";
import { found, isBlock } from "../shared/maths/layer_tree.js";
import { everyRow, networkOf } from "../shared/network/network.js";
import { spelt } from "../shared/network/spell.js";
import { fromTraits, remembered } from "../shared/page/remembered.js";

export const MEASURES = ["parameters", "multiply-adds", "memory", "receptive field", "non-linearities"];

/** What each measure comes to. */
const costsOf = ({ totals, fields }, [, most]) => ({
  parameters: totals.parameters,
  "multiply-adds": totals.products,
  memory: totals.bytes,
  "receptive field": fields[0].size,
  "non-linearities": most,
});

/** Whether a path leads to a layer, and not to a branch. */
const leadsTo = (cards, [index, ...path]) => path.length % 2 === 1 && found(cards[index]?.layers ?? [], path) !== undefined;

/** The sizes of the field on the way through the layers, from a unit of the output on: 1, 3, 5. */
export function fieldSteps({ rows }) {
  const sizes = everyRow(rows).filter(({ layer }) => !isBlock(layer)).map(({ fields }) => fields[0].size);
  return [...new Set([1, ...sizes])].sort((one, other) => one - other);
}

export function deriveCards(here) {
  const [tables, kinds] = [here.given("blocks"), here.given("kinds")];
  const [, most] = here.limits.count;
  const shape = remembered((channels, size) => [channels, size, size]);
  const onceAt = Array.from({ length: most }, () => remembered((name, channels, size, convolutions) => {
    const layers = blockLayers(tables[name], { channels, convolutions }, kinds);
    return { name, layers, once: networkOf(layers, shape(channels, size)) };
  }));
  const cardAt = Array.from({ length: most }, () => remembered((block, times) => {
    const layers = Array.from({ length: times }, () => block.layers).flat();
    const stack = networkOf(layers, block.once.rows[0].input);
    const [row, channels] = [inARow(layers), block.once.rows[0].input[0]];
    const polynomials = { parameters: parameterPolynomial(stack.rows, channels), weights: weightPolynomial(stack.rows, channels) };
    return { ...block, times, stack, inARow: row, costs: costsOf(stack, row), ...polynomials };
  }));

  return fromTraits(["blocks", "channels", "size", "convolutions", "equal_fields", "at"], ({ blocks, channels, size, convolutions, equal_fields, at }) => {
    const once = blocks.map((name, index) => onceAt[index](name, channels, size, convolutions));
    const times = equal_fields ? repeatsFor(once.map((block) => block.once.fields[0].size)) : once.map(() => 1);
    const cards = once.map((block, index) => cardAt[index](block, times[index]));
    const selected = at.length && leadsTo(cards, at) ? selectedIn(cards, at) : null;
    return { cards, selected, at: selected ? at : [], spelt: selected ? spelt(selected.row, { shape: shape(channels, size), flops: false }) : [] };
  });
}

function selectedIn(cards, [index, ...path]) {
  const row = everyRow(cards[index].once.rows).find((each) => `${each.path}` === `${path}`);
  return { card: cards[index], row };
}
