/** One number lights up wherever it stands: in the input, in each column that holds a copy, and where fold adds the copies up. */

/** @param {(pixel: import("./im2col.js").Pixel) => (HTMLElement | undefined)[]} nodesOf the cells that hold a pixel */
export function copyMarks(nodesOf) {
  let lit = [];
  return (pixel) => {
    const nodes = nodesOf(pixel).filter(Boolean);
    for (const node of lit) if (!nodes.includes(node)) node.classList.remove("d2l-copy");
    for (const node of nodes) node.classList.add("d2l-copy");
    lit = nodes;
  };
}
