/** The browser compares its own numbers with PyTorch's, which came along with the page, and says how far they are apart. */

import { copyButton } from "./clipboard.js";
import { element } from "./dom.js";
import { byPower } from "./format.js";

/**
 * @param {object} options
 * @param {string} options.words what is compared, on how much
 * @param {number} [options.atOnce] cases compared without letting go of the page
 * @param {(index: number) => number} options.compare a case, and its largest difference
 * @param {() => string} options.code a program that compares again
 */
export function parityBox(here, { words, count, atOnce = 1, compare, code }) {
  const result = element("strong", { translate: "no" }, "…");
  const line = element("p", { class: "d2l-caption", "aria-busy": "true" }, `${words}: `, result);
  let [done, largest, timer] = [0, 0, 0];

  function goOn() {
    for (const end = Math.min(count, done + atOnce); done < end; done += 1) largest = Math.max(largest, compare(done));
    if (done < count) {
      timer = setTimeout(goOn);
      return;
    }
    result.textContent = byPower(largest);
    line.removeAttribute("aria-busy");
  }
  timer = setTimeout(goOn);
  here.signal.addEventListener("abort", () => clearTimeout(timer));
  const copy = copyButton({ words: "Copy this check", text: code, say: here.say });
  return element("div", { class: "d2l-parity-box" }, line, copy.button, copy.field);
}
