/** Numbers in rows and columns, and pairs of them for two axes. @typedef {number[][]} Matrix */

/** @returns {[number, number]} height and width */
export const pair = (value) => (Array.isArray(value) ? [value[0], value[1]] : [value, value]);

/** @param {Matrix} matrix @returns {[number, number]} rows and columns */
export const shapeOf = (matrix) => [matrix.length, matrix[0].length];

/** A matrix of this size, each number by its row and column. In loops: every click fills some. */
export function filled([rows, columns], number) {
  const matrix = [];
  for (let row = 0; row < rows; row += 1) {
    matrix.push([]);
    for (let column = 0; column < columns; column += 1) matrix[row].push(number(row, column));
  }
  return matrix;
}

/** The same numbers in another size: those that remain stay, new ones are 0. */
export const resized = (matrix, size) => filled(size, (row, column) => matrix[row]?.[column] ?? 0);

/** The same matrix with one number replaced. */
export const replaced = (matrix, [row, column], value) => matrix.with(row, matrix[row].with(column, value));

export function sameNumbers(one, other) {
  if (Object(one) !== one || Object(other) !== other) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => sameNumbers(one[key], other[key]));
}

/** The row and column of an entry counted row by row. */
export const placeOf = (index, columns) => [Math.floor(index / columns), index % columns];
