/** A network as PyTorch text, to read, change and read back, and as a program that prints its shapes and counts. */

import { blockClasses, OWN, rowLines, usedIn } from "../shared/network/text.js";

/** The state as text: `parse.js` reads it back. @param {Row[]} rows see `shared/network/network.js` */
export function networkText(rows, shape, kinds) {
  const lines = rows.flatMap((row) => rowLines(row, kinds, "    "));
  return `X = torch.zeros(1, ${shape.join(", ")})\nnet = nn.Sequential(${lines.length ? `\n${lines.join("\n")}\n` : ""})\n`;
}

/** A program that runs as it is. Where a layer does not fit, it has the layers before. */
export function networkProgram({ rows, failing }, shape, kinds, problem) {
  const fitting = failing ? rows.slice(0, failing.path[0]) : rows;
  const layers = fitting.map(({ layer }) => layer);
  const own = OWN.filter(usedIn(layers)).sort();
  const blocks = blockClasses(layers);
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
