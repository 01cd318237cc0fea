/** One product lights up everywhere at once: its cell in the window, its entry in the kernel, its term in the sum. */

/**
 * @returns {((index: number | null) => void) & {add: (...lamps: ((index: number | null) => void)[]) => void}} lights up the product
 *   of that index, or none, in every part that has added its lamp
 */
export function createLinks() {
  const lamps = [];
  let lit = null;
  const link = (index) => {
    if (index === lit) return;
    lit = index;
    for (const show of lamps) show(index);
  };
  link.add = (...more) => lamps.push(...more);
  return link;
}
