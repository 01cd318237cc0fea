/** One number to type, with its caption. What is no number, or may not be chosen, is refused in words and the old one stays. */

import { field } from "../shared/controls.js";
import { element } from "../shared/dom.js";
import { formatNumber, parseNumber } from "../shared/format.js";

/**
 * @param {{caption: string, largest: number, onChoose: (value: number, anchor: HTMLElement) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 */
export function numberField({ caption, largest, onChoose, refuse }) {
  let value = NaN;
  const show = () => { box.value = formatNumber(value); };

  function choose() {
    const { value: typed, reason } = parseNumber(box.value, largest);
    if (reason) refuse(box, reason);
    else if (typed !== value) onChoose(typed, box);
    show();
  }
  const onKey = (event) => { if (event.key === "Escape") show(); };
  const on = { change: choose, keydown: onKey, focus: () => { box.value = String(value); box.select(); }, blur: show };
  const box = element("input", { class: "d2l-box", type: "text", autocomplete: "off", enterkeyhint: "done", "aria-label": caption, on });

  function paint(next) {
    value = next;
    show();
  }
  return { element: field(caption, box), paint };
}
