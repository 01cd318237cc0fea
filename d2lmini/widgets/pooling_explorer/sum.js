/** One pooled number spelt out: the numbers in the window, and their maximum or average. */

import { divisorOf, totalOf, winnerOf } from "./pooling.js";
import { factor, spelling, widest } from "../shared/grids/sum.js";
import { formatNumber, isRounded } from "../shared/page/format.js";
import { remembered } from "../shared/page/remembered.js";

/** More numbers than these stand in rows and columns, as in the window; of still more only the total is written. */
const IN_ROW = 9;
const SPELT = 36;

const written = (number) => (number === -Infinity ? "−∞" : formatNumber(number));

function termsOf(entries, mode) {
  const [winner, between] = mode === "max" ? [winnerOf(entries), ", "] : [null, " + "];
  return entries.map(({ value, padded }, index) => ({
    texts: [mode === "max" ? written(value) : factor(value, written), index === entries.length - 1 ? ")" : between],
    look: `${padded ? "d2l-padded" : ""} ${index === winner ? "d2l-winner" : ""}`,
  }));
}

/** Too many numbers to spell out: what they come to stands for them. */
const inAll = (entries, mode) =>
  mode === "max" ? ["the window’s", ` ${entries.length} numbers)`] : [formatNumber(totalOf(entries)), `, the sum of ${entries.length} numbers)`];

/** @param {Function} link see `links.js` */
export function pooledSum(link) {
  const room = remembered((moved) => widest(moved) + 3);

  function read({ entries, mode, output, at, geometry, moved, count_include_pad: countPadding }) {
    const [value, name] = [output[at[0]][at[1]], `Y[${at.join(", ")}]`];
    const spelt = entries.length <= SPELT;
    const equals = isRounded(value) || entries.some((entry) => !entry.padded && isRounded(entry.value)) ? " ≈ " : " = ";
    return {
      name,
      opening: mode === "max" ? " = max(" : " = (",
      terms: spelt ? termsOf(entries, mode) : [{ texts: inAll(entries, mode) }],
      closing: mode === "max" ? equals : ` / ${divisorOf(entries, countPadding)}${equals}`,
      total: formatNumber(value),
      columns: geometry.kernel[1],
      width: room(moved),
      letters: name.length + 8,
      many: spelt && entries.length > IN_ROW,
      inWords: !spelt,
    };
  }
  return spelling({ shape: () => [{ look: "d2l-input" }, { look: null }], read, link });
}
