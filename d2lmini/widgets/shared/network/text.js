/** Layers as PyTorch text. */

import { isDense, isMap, readsBy } from "./layers.js";
import { isBlock } from "../maths/layer_tree.js";

export const OWN = ["Subsample", "PartialConv2d", "RBF"];
/** PyTorch has no layers that join branches. */
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

/** The lines of a row, each after the indent. @param {Row} row see `network.js` */
export function rowLines(row, kinds, indent) {
  const shape = reshapes(row) || (isBlock(row.layer) && row.output) ? `  # ${tuple(row.output)}` : "";
  if (!isBlock(row.layer)) return [`${indent}${layerCode(row.layer, kinds, arriving(row))},${shape}`];
  const branches = row.branches.flatMap(({ rows }) =>
    (rows.length ? [`${indent}    nn.Sequential(`, ...rows.flatMap((each) => rowLines(each, kinds, `${indent}        `)), `${indent}    ),`] : [`${indent}    nn.Identity(),`]));
  return [`${indent}${row.layer.layer}([`, ...branches, `${indent}]),${shape}`];
}

/** Which kinds of layers stand in these, in branches too. @returns {(kind: string) => boolean} */
export function usedIn(layers) {
  const written = JSON.stringify(layers);
  return (kind) => written.includes(`"layer":"${kind}"`);
}

/** The classes of the blocks among these layers, each after two empty lines. */
export const blockClasses = (layers) => Object.keys(BLOCKS).filter(usedIn(layers)).map((kind) => `\n\n${BLOCKS[kind]}`).join("");
