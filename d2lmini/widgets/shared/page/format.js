/** Numbers and counts, as a page writes them and as a person types them. */

const MINUS = "−";
/** From here on a number is written with its power of ten, "1.235e7". */
const LONG = 1e7;
/** Of what a person typed, so much is told back. */
const TOLD = 24;

/** Round to what fits in a cell: whole numbers stay, small fractions keep two digits that say something. */
function shorten(number) {
  const magnitude = Math.abs(number);
  if (Number.isInteger(number) && magnitude < 1e6) return number;
  if (magnitude < 1e-9) return 0;
  if (magnitude >= 100) return Number(number.toPrecision(4));
  return magnitude >= 0.1 ? Number(number.toFixed(2)) : Number(number.toPrecision(2));
}

/** @param {number} number @returns {string} short enough for a cell, with a real minus sign */
export function formatNumber(number) {
  const short = shorten(number);
  const text = Math.abs(short) < LONG ? String(short) : short.toExponential().replace("+", "");
  return text.replaceAll("-", MINUS);
}

/** So many decimals at most. */
export const inDecimals = (number, decimals) => String(Number(number.toFixed(decimals)) || 0).replaceAll("-", MINUS);

/** As `formatNumber`, but small numbers with three decimals, by which the weights of a luminance are known. */
export const formatWeight = (number) => (Math.abs(number) < 10 ? inDecimals(number, 3) : formatNumber(number));

/** Whether `formatNumber` has to round. */
export const isRounded = (number) => shorten(number) !== number;

/**
 * Read a number as people type it: with a comma or a point, and any minus sign.
 * @returns {{value: number} | {reason: string}}
 */
export function parseNumber(text, largest) {
  const typed = text.trim();
  const told = typed.length > TOLD ? `${typed.slice(0, TOLD)}…` : typed;
  const plain = typed.replace(/^[−–]/, "-").replace(",", ".");
  if (plain === "") return { reason: "a cell cannot be empty; type a number such as 0 or −1.5" };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return { reason: `“${told}” is not a number; write it like 2 or −1.5` };
  const value = Number(plain);
  if (Math.abs(value) > largest) return { reason: `${told} is too large; use a number between −${largest} and ${largest}` };
  return { value: value || 0 };
}

export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** "2", "2 and 5", "2, 5 and 8". */
export const listed = (items) => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`);

/** Words that begin in the middle of a sentence as one of their own. */
export const asSentence = (words) => `${words[0].toUpperCase()}${words.slice(1)}.`;

const THOUSANDS = new Intl.NumberFormat("en-US");

/** A whole number with a comma after each thousand. @param {number | bigint} number */
export const grouped = (number) => THOUSANDS.format(number);

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB"];

/** Bytes in decimal units, to three digits: 34944 parameters take "140 kB". @param {number | bigint} bytes */
export function inUnits(bytes) {
  const [digits, power] = Number(bytes).toExponential(2).split("e").map(Number);
  const thousands = Math.floor(power / 3);
  return `${Number((digits * 10 ** (power % 3)).toFixed(2))} ${BYTE_UNITS[thousands]}`;
}

/** A tiny number by its size alone: "3e−16". */
export const byPower = (number) => (number === 0 ? "0" : number.toExponential(0).replace("e-", "e−"));

/** A probability with three decimals; what is not quite 0 or 1 does not look so. */
export function share(probability) {
  if (probability > 0 && probability < 0.0005) return "<0.001";
  if (probability < 1 && probability >= 0.9995) return ">0.999";
  return probability.toFixed(3);
}

/** To so many digits, and from 100 on to a whole number. */
export const rounded = (number, digits = 3) => (number >= 100 ? Math.round(number) : Number(number.toPrecision(digits)));

/** "× 4", "÷ 2"; to three digits, and to four where those would be those of 1. */
export function factorWords(factor) {
  if (factor === undefined) return "–";
  const digits = Math.abs(factor - 1) < 0.005 ? 4 : 3;
  return factor >= 0.9995 ? `× ${rounded(factor, digits)}` : `÷ ${rounded(1 / factor, digits)}`;
}
