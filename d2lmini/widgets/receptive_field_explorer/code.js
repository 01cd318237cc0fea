/** The layers on the way to the unit in view as a PyTorch program, which computes its field and its gradient. */

import { CHANNELS } from "./thin.js";
import { isBlock } from "../shared/maths/layer_tree.js";
import { argument, lengths } from "../shared/page/pytorch.js";

/** The layers, each convolution with its number in the network. */
function numbered(layers, next) {
  return layers.map((layer) => {
    if (isBlock(layer)) return { ...layer, branches: layer.branches.map((branch) => numbered(branch, next)) };
    return layer.kind === "conv" ? { ...layer, number: next() } : layer;
  });
}

/** The layers on the way to the one at a path, of the branch that it stands in. */
function wayTo(layers, path) {
  let count = 0;
  let [list, rest, way] = [numbered(layers, () => count++), path, []];
  while (rest.length) {
    const [index, branch] = rest;
    way = [...way, ...list.slice(0, index + (rest.length === 1 ? 1 : 0))];
    if (branch !== undefined) list = list[index].branches[branch];
    rest = rest.slice(2);
  }
  return way;
}

function layerLines(layer, channels, thin, indent) {
  if (isBlock(layer)) {
    const branches = layer.branches.flatMap((branch) => {
      const { lines } = stackLines(branch, channels, thin, `${indent}        `);
      return lines.length ? [`${indent}    nn.Sequential(`, ...lines, `${indent}    ),`] : [`${indent}    nn.Identity(),`];
    });
    const made = Math.max(...layer.branches.map((branch) => stackLines(branch, channels, thin, "").channels));
    return { lines: [`${indent}Add([`, ...branches, `${indent}]),`], channels: made };
  }
  const { kind, kernel, stride, padding, dilation, ceil } = layer;
  if (kind === "pool") return { lines: [`${indent}nn.MaxPool2d(${lengths(kernel)}, ${lengths(stride)}, ${lengths(padding)}${ceil ? ", ceil_mode=True" : ""}),`], channels };
  const made = thin ? CHANNELS : 1;
  const given = `${argument("stride", stride, 1)}${argument("padding", padding, 0)}${argument("dilation", dilation, 1)}`;
  return { lines: [`${indent}nn.Conv2d(${channels}, ${made}, ${lengths(kernel)}${given}, bias=False),${thin ? " " : ""}`.trimEnd(), ...(thin ? [`${indent}nn.ReLU(),`] : [])], channels: made };
}

function stackLines(layers, channels, thin, indent) {
  const lines = [];
  let arriving = channels;
  for (const layer of layers) {
    const next = layerLines(layer, arriving, thin, indent);
    lines.push(...next.lines);
    arriving = next.channels;
  }
  return { lines, channels: arriving };
}

const numbersIn = (layers) => layers.flatMap((layer) => (isBlock(layer) ? layer.branches.flatMap(numbersIn) : (layer.number ?? [])));

const PICTURES = {
  digit: () => "X = (load_data_mnist(1)[1].images[4, 0] * 255).round().double()",
  photo: (name) => `X = (sample_photo("${name}", size=224, gray=True) * 255).round().double()
left = (X.shape[1] - 224) // 2
X = X[:, left : left + 224]`,
};

const DRAW = (seed, numbers) => `

def draw(conv, number, seed=${seed}):
    """Give a convolution the weights that it has on the page, and maps that average 0."""
    x = (torch.arange(conv.weight.numel()) + number * 65536 + seed * 2654435761) % 2**32
    for _ in range(2):
        x = ((x ^ (x >> 16)) * 0x45D9F3B) % 2**32
    x = (x ^ (x >> 16)).double() / 2**31 - 1
    conv.weight.data = x.view_as(conv.weight) * (6 / conv.weight[0].numel()) ** 0.5
    conv.register_forward_hook(lambda conv, inputs, Y: Y - Y.mean((2, 3), keepdim=True).detach())


convs = [layer for layer in net.modules() if isinstance(layer, nn.Conv2d)]
for conv, number in zip(convs, [${numbers.join(", ")}]):
    draw(conv, number)
`;

/** @returns {string} a program that runs as it is */
export function fieldCode({ layers, node, at, picture, size, weights, seed }) {
  const thin = weights === "random";
  const way = wayTo(layers, node.path);
  const { lines } = stackLines(way, 1, thin, "    ");
  // The unit is taken before its own ReLU.
  if (thin && way.at(-1)?.kind === "conv") lines.pop();
  const uses = ["measured_receptive_field", "receptive_field", picture === "digit" ? "load_data_mnist" : "sample_photo"];
  const own = (lines.some((line) => line.includes("Add([")) ? ["Add", ...uses] : uses).sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
  const fields = way.length ? `field = receptive_field(net)[-1]
print(field, "rows and columns", field.pixels((${at.join(", ")})))
` : `print("a pixel of the picture")
`;
  return `import torch
import torch.nn.functional as F
from torch import nn

from d2lmini import ${own.join(", ")}

${picture === "digit" ? PICTURES.digit() : PICTURES.photo(picture)}
X = F.adaptive_avg_pool2d(X[None], ${size})[0] / 255
${JSON.stringify(way).includes('"concat"') ? "# Concatenated branches are added here: the field is the same.\n" : ""}net = nn.Sequential(${lines.length ? `\n${lines.join("\n")}\n` : ""})
${thin && way.length ? DRAW(seed, numbersIn(way)) : ""}${fields}gradient = measured_receptive_field(net, X[None, None], (${at.join(", ")})${thin ? "" : ", every_path=True"})
ordered = gradient.flatten().sort(descending=True).values.cumsum(0)
print("largest derivative", gradient.max().item())
print("nine tenths on", (ordered < 0.9 * ordered[-1]).sum().item() + 1, "pixels")
`;
}
