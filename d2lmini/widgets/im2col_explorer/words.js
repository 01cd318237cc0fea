/** What there is to notice about windows as columns, in words. */

import { inInput, tapsOf } from "./im2col.js";
import { factor } from "../shared/grids/sum.js";
import { placeOf, shapeOf } from "../shared/maths/matrix.js";
import { formatNumber, grouped, isRounded, listed, plural } from "../shared/page/format.js";

export const equals = (number) => (isRounded(number) ? "≈" : "=");

const counted = (numbers, word) => (numbers.length === 1 ? `${word} ${numbers[0]}` : `${word}s ${listed(numbers)}`);

/** Which window is which column. */
export const windowWords = ({ at: [row, column], index, columns }) =>
  `The window at row ${row}, column ${column} is column ${index}${columns[0].length > 1 ? ` of 0 to ${columns[0].length - 1}` : ", the only one"}.`;

/** Where a number is copied to. */
export function pixelWords({ pixel, number, marks, axes }) {
  const [row, column] = inInput(axes, pixel);
  const where = counted(marks.map(([, index]) => index), "column");
  const often = marks.length === 1 ? "once" : `${marks.length} times`;
  return number === null
    ? `This zero is padding, beside channel ${pixel.channel}: it is written out like a number, in ${where}.`
    : `${formatNumber(number)}, in channel ${pixel.channel}, row ${row}, column ${column}, is copied ${often}: to ${where}.`;
}

/** What becomes of the copies when they are added back. */
export function backWords({ number, marks }) {
  if (number === null) return "Folding back drops what stands in the padding.";
  const [copies, sum] = [marks.length, formatNumber(marks.length * number)];
  return copies === 1
    ? `Folded back, the one copy of ${sum} is ${sum} again.`
    : `Folded back, the ${copies} copies of ${formatNumber(number)} add up: ${copies} · ${factor(number)} = ${sum}.`;
}

/** What folding the columns gives. */
export function foldWords({ copies }) {
  const counts = copies.flat(2);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (most === 1 && least === 1) return "Every number stands in one column: fold gives X back.";
  return `fold(unfold(X)) is not X, but X times the copies of each number, ${least === most ? `here ${most}` : `${least} to ${most}`}.`;
}

export const ratioWords = ({ costs: { ratio, large }, geometry: { kernel, stride } }) =>
  `The columns hold ${ratio === 1 ? "as many numbers as the input" : `${formatNumber(ratio)} times the input’s numbers`}. ` +
  `With a large input the ratio nears kernel size over stride, (${kernel.join("·")}) / (${stride.join("·")}) ${equals(large)} ${formatNumber(large)}, however many channels.`;

export const costWords = ({ costs: { multiplyAdds, padding } }) =>
  `${padding ? `${grouped(padding)} of the numbers are zeros of the padding. ` : ""}` +
  `The product takes the ${plural(multiplyAdds, "multiply-add").replace(/^\d+/, grouped(multiplyAdds))} of the loops, none fewer: ` +
  "the copies buy one large product instead of many small sums.";

/** Where a row of the columns comes from: its channel, and the row and column of the kernel. */
export function entryOf(entry, axes) {
  const [channel, tap] = placeOf(entry, tapsOf(axes));
  return [channel, ...placeOf(tap, axes[1].kernel)];
}

/** What a change led to, to be heard. */
export function tell(now, before) {
  const { columns, product, filter, index, at } = now;
  const sizes = columns === before.columns || `${shapeOf(columns)}` === `${shapeOf(before.columns)}` ? "" : `Columns ${shapeOf(columns).join(" by ")}. `;
  return `${sizes}${windowWords(now)} Output channel ${filter}, row ${at[0]}, column ${at[1]} is ${formatNumber(product[filter][index])}. ${pixelWords(now)}`;
}

/** A sum of copies, as a cell is named. */
export const tellsCopies = (sum, count, number) => `${formatNumber(sum)}, ${count === 1 ? "one copy" : `${count} copies`} of ${formatNumber(number)}`;
