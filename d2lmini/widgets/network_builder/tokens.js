/** Python text as tokens, each with its line. Nothing is run. @typedef {{kind: string, text: string, line: number}} Token */

const PATTERNS = [
  ["space", /[ \t\r\n\\]+/y],
  ["comment", /#[^\n]*/y],
  ["string", /"[^"\n]*"|'[^'\n]*'/y],
  ["number", /(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["name", /[A-Za-z_][\w.]*/y],
  ["sign", /\/\/|\*\*|./uy],
];

/** @returns {Token[]} ends with one of kind "end" */
export function tokensOf(text) {
  const tokens = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const [kind, found] = PATTERNS.map(([name, pattern]) => {
      pattern.lastIndex = at;
      return [name, pattern.exec(text)?.[0]];
    }).find(([, match]) => match !== undefined);
    if (kind !== "space" && kind !== "comment") tokens.push({ kind, text: found, line });
    line += found.split("\n").length - 1;
    at += found.length;
  }
  return [...tokens, { kind: "end", text: "the end", line }];
}
