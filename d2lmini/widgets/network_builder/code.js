/** A network as PyTorch text, to read, change and read back, and as a program that prints its shapes and counts. */

import { isDense, isMap, readsBy } from "./layers.js";
import { isBlock } from "../shared/maths/layer_tree.js";

const OWN = ["Subsample", "PartialConv2d", "RBF"];
const BLOCKS = {
  Add: `class Add(nn.ModuleList):  # each branch reads the same; what they make is added
    def forward(self, X):
        return sum(branch(X) for branch in self)
`,
  Concat: `class Concat(nn.ModuleList):  # each branch reads the same; the channels stand behind each other
    def forward(self, X):
        return torch.cat([branch(X) for branch in self], dim=1)
`,
};

const literal = (value) => (value === null ? "None" : typeof value === "boolean" ? (value ? "True" : "False") : Array.isArray(value) ? `(${value.join(", ")})` : `${value}`);
const tuple = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;

/** PyTorch's lazy layers find out what they read; these have one. */
const LAZY = ["Conv2d", "Linear", "BatchNorm2d"];

/** A layer as it is called. What it reads is written out where it is known. @param {number | undefined} arriving */
export function layerCode(layer, kinds, arriving) {
  const { settings } = kinds[layer.layer];
  const reads = readsBy(layer);
  const written = reads && (layer[reads] ?? arriving ?? null);
  const lazy = written === null && LAZY.includes(layer.layer);
  const shown = (name, { usual, type }) => (type === "real" && !settings[name].quiet) || usual === undefined || `${layer[name]}` !== `${usual}`;
  const asPositional = (name, { type, usual }) => name === "output_size" || name === "size" || (type === "whole" && usual === undefined) || (type === "real" && !settings[name].quiet);
  const values = Object.entries(settings).filter(([name, spec]) => (name === reads ? !lazy : shown(name, spec))).map(([name, spec]) => {
    if (name === reads) return literal(written);
    return asPositional(name, spec) ? literal(layer[name]) : `${name}=${literal(layer[name])}`;
  });
  return `${OWN.includes(layer.layer) ? "" : "nn."}${lazy ? "Lazy" : ""}${layer.layer}(${values.join(", ")})`;
}

const reshapes = ({ input, output }) => output !== null && `${input}` !== `${output}`;

/** What a row reads, if it is of the kind that the layer reads. */
const arriving = ({ layer, input }) => (input && isDense(layer) !== isMap(input) ? input[0] : undefined);

function rowLines(row, kinds, indent) {
  const shape = reshapes(row) || (isBlock(row.layer) && row.output) ? `  # ${tuple(row.output)}` : "";
  if (!isBlock(row.layer)) return [`${indent}${layerCode(row.layer, kinds, arriving(row))},${shape}`];
  const branches = row.branches.flatMap(({ rows }) =>
    (rows.length ? [`${indent}    nn.Sequential(`, ...rows.flatMap((each) => rowLines(each, kinds, `${indent}        `)), `${indent}    ),`] : [`${indent}    nn.Identity(),`]));
  return [`${indent}${row.layer.layer}([`, ...branches, `${indent}]),${shape}`];
}

/** The state as text: `parse.js` reads it back. @param {Row[]} rows see `network.js` */
export function networkText(rows, shape, kinds) {
  const lines = rows.flatMap((row) => rowLines(row, kinds, "    "));
  return `X = torch.zeros(1, ${shape.join(", ")})\nnet = nn.Sequential(${lines.length ? `\n${lines.join("\n")}\n` : ""})\n`;
}

/** A program that runs as it is. Where a layer does not fit, it has the layers before. */
export function networkProgram({ rows, failing }, shape, kinds, problem) {
  const fitting = failing ? rows.slice(0, failing.path[0]) : rows;
  const used = JSON.stringify(fitting.map(({ layer }) => layer));
  const uses = (kind) => used.includes(`"layer":"${kind}"`);
  const own = OWN.filter(uses).sort();
  const blocks = Object.keys(BLOCKS).filter(uses).map((kind) => `\n\n${BLOCKS[kind]}`).join("");
  return `import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
${own.length ? `\nfrom d2lmini.models import ${own.join(", ")}\n` : ""}${blocks}${blocks ? "\n" : ""}
${problem ? `# ${problem}\n` : ""}${networkText(fitting, shape, kinds)}net.eval()
with torch.no_grad(), FlopCounterMode(display=False) as counter:
    for index, layer in enumerate(net):
        X = layer(X)
        print(index, type(layer).__name__, tuple(X.shape[1:]))
print(sum(p.numel() for p in net.parameters()), "parameters")
print(counter.get_total_flops() // 2, "multiply-adds")
`;
}
