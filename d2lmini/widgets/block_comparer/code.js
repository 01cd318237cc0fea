/** The blocks as a PyTorch program that prints their shapes and counts. */

import { blockClasses, rowLines } from "../shared/network/text.js";

function maker({ name, times, once }, kinds) {
  const lines = once.rows.flatMap((row) => rowLines(row, kinds, "        "));
  return `    ("${name}", ${times}, lambda: nn.Sequential(\n${lines.join("\n")}\n    )),\n`;
}

/** @returns {string} a program that runs as it is; on "meta", tensors have sizes but no numbers, so none is too large */
export function comparisonCode({ cards, channels, size }, kinds) {
  const classes = blockClasses(cards.flatMap(({ layers }) => layers));
  return `import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
${classes}${classes ? "\n" : ""}
blocks = [  # each with the times that it stands in a row
${cards.map((card) => maker(card, kinds)).join("")}]
for name, times, make in blocks:
    with torch.device("meta"):
        net = nn.Sequential(*(make() for _ in range(times))).eval()
        X = torch.zeros(1, ${channels}, ${size}, ${size})
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        Y = net(X)
    parameters = sum(p.numel() for p in net.parameters())
    print(name, tuple(Y.shape[1:]), parameters, counter.get_total_flops() // 2)
`;
}
