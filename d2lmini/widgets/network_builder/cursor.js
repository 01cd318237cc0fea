/** Walks through the tokens of a Python text, and reads numbers, pairs and words. Nothing is run. */

const CONSTANTS = { True: true, False: false, None: null };
const OPERATIONS = { "*": (a, b) => a * b, "//": (a, b) => Math.floor(a / b), "+": (a, b) => a + b, "-": (a, b) => a - b };

/** What cannot be read, and in which line it stands. */
export class Unreadable extends Error {
  constructor(line, reason) {
    super(reason);
    this.line = line;
  }
}

export class Cursor {
  /** @param {Token[]} tokens @param {number} at the first one to be read */
  constructor(tokens, at) {
    Object.assign(this, { tokens, at });
  }

  get next() {
    return this.tokens[this.at];
  }

  fail(reason, { line } = this.next) {
    throw new Unreadable(line, reason);
  }

  accept(text) {
    if (this.next.text !== text || this.next.kind === "string") return false;
    this.at += 1;
    return true;
  }

  expect(text) {
    if (!this.accept(text)) this.fail(`${text} is expected, and ${this.next.text} stands here`);
  }

  /** What stands in brackets, one after another. */
  list(closing, read) {
    const items = [];
    while (!this.accept(closing)) {
      if (this.next.kind === "end") this.fail(`${closing} is missing`);
      const labelled = this.skipLabel();
      items.push(read());
      if (!this.accept(",") && this.next.text !== closing && !labelled) this.fail(`a comma or ${closing} is expected, and ${this.next.text} stands here`);
    }
    return items;
  }

  /** The number of a module as Python prints it, "(0): ", without commas between. */
  skipLabel() {
    if (this.next.text !== "(" || this.tokens[this.at + 3]?.text !== ":") return false;
    this.at += 4;
    return true;
  }

  /** A value that does not matter. */
  skipped() {
    if (this.next.kind !== "name") return this.value("device");
    this.at += 1;
    return this.accept("(") ? this.list(")", () => this.skipped()) : null;
  }

  /** A number, perhaps computed, or two in brackets, or a word. */
  value(name) {
    if (this.next.kind === "string") return this.tokens[this.at++].text.slice(1, -1);
    let value = this.product(name);
    while ("+-".includes(this.next.text)) value = this.operation(value, () => this.product(name), name);
    return value;
  }

  product(name) {
    let value = this.factor(name);
    while (["*", "//"].includes(this.next.text)) value = this.operation(value, () => this.factor(name), name);
    return value;
  }

  operation(left, right, name) {
    const apply = OPERATIONS[this.tokens[this.at++].text];
    const other = right();
    if (typeof left !== "number" || typeof other !== "number") this.fail(`${name} cannot be computed here; write the number`);
    return apply(left, other);
  }

  factor(name) {
    if (this.accept("-")) return -this.factor(name);
    const { kind, text } = this.next;
    this.at += 1;
    if (kind === "number") return Number(text.replaceAll("_", ""));
    if (text in CONSTANTS) return CONSTANTS[text];
    if (text === "(" || text === "[") return this.bracketed(text === "(" ? ")" : "]", name);
    this.at -= 1;
    return this.fail(`${name}: ${text} cannot be read; write the number`);
  }

  /** Two lengths, or a computation. */
  bracketed(closing, name) {
    const start = this.at;
    const items = this.list(closing, () => this.value(name));
    const pairs = this.tokens.slice(start, this.at).some(({ text }) => text === ",");
    return items.length === 1 && !pairs ? items[0] : items;
  }
}
