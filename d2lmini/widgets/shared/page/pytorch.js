/** Numbers and arguments as PyTorch writes them. */

import { pair } from "../maths/matrix.js";

const rows = (matrix) => `[\n${matrix.map((row) => `    [${row.join(", ")}],`).join("\n")}\n]`;
export const tensor = (matrix) => `torch.tensor(${rows(matrix)})`;
export const doubles = (matrix) => `torch.tensor(${rows(matrix)}, dtype=torch.float64)`;

/** One number for both axes, or a tuple. */
export const lengths = (value) => (pair(value)[0] === pair(value)[1] ? `${pair(value)[0]}` : `(${pair(value).join(", ")})`);

/** A named argument, left out where it is the usual number. */
export const argument = (name, value, usual) => (lengths(value) === `${usual}` ? "" : `, ${name}=${lengths(value)}`);
