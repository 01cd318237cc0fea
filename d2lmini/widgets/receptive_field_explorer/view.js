/** What the page shows of a state: the graph of the layers, what the unit in view depends on and reaches, and how much pixels count. */

import { gradientOf } from "./gradient.js";
import { graphOf, nodeAt } from "./graph.js";
import { averagesOf, pictureOf } from "./maps.js";
import { boxesBack, pathsBack, reachOf } from "./paths.js";
import { forward } from "./thin.js";
import { clampPlace } from "../shared/grids/cells.js";
import { sameNumbers } from "../shared/maths/matrix.js";
import { fromTraits, remembered } from "../shared/page/remembered.js";

/** The share of all derivatives that the fewest pixels are counted for. */
const MOST = 0.9;

/** How much pixels count: their sizes, the largest, and on how many of them nine tenths lie. @param {Region} region of the picture */
export function weighed({ data, ...region }) {
  const sizes = new Float64Array(data.length);
  let total = 0;
  for (let at = 0; at < data.length; at += 1) {
    sizes[at] = Math.abs(data[at]);
    total += sizes[at];
  }
  const ordered = sizes.slice().sort();
  let [most, sum] = [0, 0];
  while (sum < MOST * total) sum += ordered[ordered.length - ++most];
  return { ...region, data: sizes, largest: ordered.at(-1) ?? 0, total, most };
}

/** How many pixels a unit depends on. */
function counted({ data }) {
  let count = 0;
  for (let at = 0; at < data.length; at += 1) if (data[at] > 0) count += 1;
  return count;
}

export function deriveView(here) {
  const [pictures, presets] = [here.given("pictures"), here.given("presets")];
  const graph = fromTraits(["layers", "size"], ({ layers, size }) => graphOf(layers, size).nodes);
  const pixels = fromTraits(["picture", "size"], ({ picture, size }) => pictureOf(pictures[picture], size));
  const averages = remembered(averagesOf);
  const thin = remembered(forward);
  const dependence = remembered((nodes, index, row, column) => {
    const [boxes, back] = [boxesBack(nodes, index, [row, column]), pathsBack(nodes, index, [row, column])];
    return { boxes, back, reach: reachOf(nodes, index, [row, column]), pixels: counted(back[0]) };
  });
  const gradient = remembered((nodes, made, index, row, column) => weighed(gradientOf(nodes, made, index, [row, column])));
  const shares = remembered((seen) => weighed(seen.back[0]));
  const preset = fromTraits(["layers", "size"], ({ layers, size }) =>
    Object.keys(presets).find((name) => presets[name].size === size && sameNumbers(presets[name].layers, layers)) ?? null);

  return (state) => {
    const [nodes, picture] = [graph(state), pixels(state)];
    const node = nodeAt(nodes, state.layer) ?? nodes.at(-1);
    const at = clampPlace(state.at, node.size);
    const seen = dependence(nodes, node.index, ...at);
    const effective = state.weights === "equal" ? shares(seen) : gradient(nodes, thin(nodes, picture, state.seed), node.index, ...at);
    return { nodes, node, at, seen, effective, pixels: picture, averages: averages(nodes, picture), preset: preset(state) };
  };
}
