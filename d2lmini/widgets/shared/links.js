/** One product lights up everywhere at once: its cell in the window, its entry in the kernel, its term in the sum. */

/**
 * Products are counted row by row of the applied kernel; true convolution meets the kernel's entries in reverse.
 * @param {{parts: {link: (index: number | null) => void}[], kernelGrids: {applied: object, edited: object},
 *          read: () => {kernel: number[][], mode: string}}} options
 */
export function createLinks({ parts, kernelGrids, read }) {
  let linked = null;

  /** The same entry in the kernel as it is applied and as it is edited: the one turned half round from the other. */
  function turned(index) {
    const { kernel, mode } = read();
    return mode === "convolution" ? kernel.length * kernel[0].length - 1 - index : index;
  }
  const place = (index) => [Math.floor(index / read().kernel[0].length), index % read().kernel[0].length];

  /** Light up a product of the sum, or none for null. */
  function link(index) {
    if (index === linked) return;
    linked = index;
    parts.forEach((part) => part.link(index));
    kernelGrids.applied.link(index === null ? null : place(index));
    kernelGrids.edited.link(index === null ? null : place(turned(index)));
  }

  /** Light up the product of an entry of the edited kernel. */
  const linkEntry = (entry) => link(entry && turned(entry[0] * read().kernel[0].length + entry[1]));

  return { link, linkEntry };
}
