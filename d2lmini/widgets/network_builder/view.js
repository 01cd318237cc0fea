/** What the page shows of a state: the network's rows, those of them in view, and the one that is selected. */

import { settled } from "./edit.js";
import { everyRow, networkOf } from "../shared/network/network.js";
import { spelt } from "../shared/network/spell.js";
import { found, isBlock, isBranch, kept } from "../shared/maths/layer_tree.js";
import { fromTraits, remembered } from "../shared/page/remembered.js";
import { sameNumbers } from "../shared/maths/matrix.js";

const leadsThrough = (path, at) => path.every((index, depth) => at[depth] === index);

/** The rows in view: a block's branches only while the selection is on it or in it. */
export function rowsInView(rows, at) {
  return rows.flatMap((row) => {
    if (!isBlock(row.layer) || !leadsThrough(row.path, at)) return [row];
    const branches = row.branches.flatMap((branch, index) => [
      { path: [...row.path, index], branch, of: row },
      ...rowsInView(branch.rows, at),
    ]);
    return [{ ...row, open: true }, ...branches];
  });
}

/** The preset that a state is, if any: what layers read may be written or follow. */
function presetNamed(presets) {
  const plain = remembered(() => Object.entries(presets).map(([name, { net, shape }]) => [name, settled(net, shape)]));
  const sized = (name, shape) => sameNumbers([...presets[name].shape], [...shape]);
  return remembered((net, shape) => {
    if (!Object.keys(presets).some((name) => sized(name, shape))) return null;
    const own = settled(net, shape);
    return plain().find(([name, other]) => sized(name, shape) && sameNumbers(own, other))?.[0] ?? null;
  });
}

export function deriveNetwork(here) {
  const named = presetNamed(here.given("presets"));
  const network = remembered(networkOf);
  const lookup = remembered(({ rows }) => new Map(everyRow(rows).map((row) => [row.path.join("."), row])));
  const inView = remembered(({ rows }, at) => rowsInView(rows, at));
  return fromTraits(["net", "shape", "at", "measure", "flops"], (state) => {
    const whole = network(state.net, state.shape);
    const at = kept(state.net, state.at);
    const row = lookup(whole).get(at.join("."));
    const selected = { at, layer: isBranch(at) ? null : found(state.net, at) ?? null, row };
    return {
      at,
      network: whole,
      totals: whole.totals,
      lines: inView(whole, at),
      selected: at.length ? selected : null,
      spelt: row ? spelt(row, state) : [],
      preset: named(state.net, state.shape),
    };
  });
}
