/** Read an `nn.Sequential` back: as it is written, or as Python prints it. Nothing is run, and what cannot be read is named with its line. */

import { settingsReason } from "./check.js";
import { Cursor, Unreadable } from "./cursor.js";
import { tokensOf } from "./tokens.js";
import { pair } from "../shared/maths/matrix.js";

/** Arguments that change neither shapes nor numbers. */
const ANYTHING = ["inplace", "device", "dtype"];

/** @returns {{net: Layer[], shape: number[] | null} | {line: number, reason: string}} `shape` if an input is written, as `torch.zeros(1, 3, 32, 32)` */
export function parseNetwork(text, kinds) {
  const tokens = tokensOf(text);
  try {
    const begins = tokens.flatMap(({ text: name }, index) => (lastPart(name) === "Sequential" && tokens[index + 1]?.text === "(" ? [index] : []));
    if (begins.length === 0) throw new Unreadable(1, "no nn.Sequential(…) is found here; paste one with its layers");
    const reader = new Reader(tokens, begins[0], kinds);
    const net = reader.layers();
    const second = begins.find((index) => index >= reader.at);
    if (second) throw new Unreadable(tokens[second].line, "a second nn.Sequential begins; put both into one");
    return { net, shape: inputOf(tokens) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { line: error.line, reason: error.message };
  }
}

const written = (value) => (typeof value === "boolean" ? (value ? "True" : "False") : value);
const lastPart = (name) => name.split(".").at(-1);

/** The shape without the batch in a call such as `torch.zeros(1, 3, 32, 32)`. */
function inputOf(tokens) {
  for (const [index, { text }] of tokens.entries()) {
    if (!/^(torch\.)?(zeros|ones|rand|randn|empty)$/.test(text) || tokens[index + 1]?.text !== "(") continue;
    const numbers = tokens.slice(index + 2, index + 9).filter((_, at) => at % 2 === 0).map((token) => Number(token.text));
    if (tokens[index + 9]?.text === ")" && numbers.every(Number.isInteger)) return numbers.slice(1);
  }
  return null;
}

/** Reads the layers of a Sequential, from its name on. */
class Reader extends Cursor {
  constructor(tokens, at, kinds) {
    super(tokens, at);
    this.kinds = kinds;
  }

  /** A Sequential's layers; those of one within it stand in their place. */
  layers() {
    this.at += 1;
    this.expect("(");
    return this.list(")", () => this.module()).flat();
  }

  module() {
    const token = this.next;
    if (token.text === "*") this.fail("a list that is unpacked cannot be read; write its layers out");
    if (token.kind !== "name") this.fail(`a layer is expected, and ${token.text} stands here`);
    const name = lastPart(token.text);
    if (this.tokens[this.at + 1].text !== "(") this.fail(`${token.text} cannot be read; write the layer with its brackets`);
    if (name === "Sequential") return this.layers();
    const kind = name.replace(/^Lazy/, "");
    if (!(kind in this.kinds)) this.fail(`${token.text} is not among the layers that can be read: ${Object.keys(this.kinds).join(", ")}`);
    this.at += 2;
    if (this.kinds[kind].group === "Branches" && kind !== "Identity") return [this.block(kind)];
    return [this.layer(kind, name !== kind, token)];
  }

  block(layer) {
    const bracketed = this.accept("[");
    const branches = this.list(bracketed ? "]" : ")", () => {
      const layers = this.module();
      return layers.length === 1 && layers[0].layer === "Identity" && this.tokens[this.at - 3]?.text.endsWith("Identity") ? [] : layers;
    });
    if (bracketed) {
      this.accept(",");
      this.expect(")");
    }
    return { layer, branches };
  }

  layer(kind, lazy, token) {
    const { arguments: names, settings, leaves } = this.kinds[kind];
    const known = lazy ? names.filter((name) => settings[name]?.type !== "reads") : names;
    const given = {};
    let position = 0;
    this.list(")", () => {
      const named = this.tokens[this.at + 1].text === "=" && this.next.kind === "name";
      const name = named ? this.next.text : known[position];
      if (name === undefined) this.fail(`${kind} takes no more than ${known.length} arguments`);
      if (!known.includes(name) && !ANYTHING.includes(name)) this.fail(`${kind} has no argument ${name}; it has ${known.join(", ") || "none"}`);
      this.at += named ? 2 : 0;
      position += 1;
      const value = ANYTHING.includes(name) ? this.skipped() : this.value(name);
      const only = given[leaves[name]] ?? settings[leaves[name]]?.usual ?? leaves[name];
      if (name in leaves && value !== only) this.fail(`${kind} can be read with ${name}=${written(only)} alone`, token);
      if (name in settings) given[name] = value;
    });
    return this.checked(kind, given, token);
  }

  checked(kind, given, token) {
    const { settings } = this.kinds[kind];
    const values = Object.entries(settings).map(([name, spec]) => {
      const usual = spec.type === "reads" ? null : spec.usual;
      const value = name in given ? given[name] : usual;
      if (value === undefined) this.fail(`${kind}: ${name} is missing`, token);
      if (typeof value === "string") this.fail(this.wordsReason(kind, name, value, given), token);
      return [name, Array.isArray(value) && value.length === 2 && value[0] === value[1] ? value[0] : value];
    });
    const layer = { layer: kind, ...Object.fromEntries(values) };
    const long = values.find(([, value]) => Array.isArray(value) && value.length !== 2);
    const reason = long ? `${long[0]} must be one number or two` : settingsReason(layer, this.kinds);
    if (reason) this.fail(`${kind}: ${reason}`, token);
    return layer;
  }

  wordsReason(kind, name, value, { kernel_size: kernel = 1, dilation = 1 }) {
    const padding = pair(kernel).map((length, axis) => Math.floor((pair(dilation)[axis] * (length - 1)) / 2));
    const way = name === "padding" && value === "same" ? `, such as padding=${padding[0] === padding[1] ? padding[0] : `(${padding.join(", ")})`}` : "";
    return `${kind}: ${name}='${value}' cannot be read; write a number${way}`;
  }
}
