/** What every explorable has around its picture: a root, words to the reader, state, Copy and Reset, and a clean end. */

import { copyButton } from "./clipboard.js";
import { pushButton } from "./controls.js";
import { element } from "./dom.js";
import { createNotice } from "./notice.js";
import { createStore } from "./store.js";

const RESET = "M3 8a5 5 0 1 0 1.6-3.7M4.6 1.6v2.9h2.9";

/**
 * @param {{host: {model: object, el: HTMLElement}, name: string, look: string, traits: string[], paint: () => void,
 *          code: () => string, onReset: (initial: object) => void}} options
 *   `look` is the class of the root, `paint` shows the state, `code` tells it in PyTorch
 */
export function createExplorable({ host: { model, el }, name, look, traits, paint, code, onReset }) {
  const controller = new AbortController();
  const { signal } = controller;
  const root = element("div", { role: "group", class: `d2l-widget ${look}`, "aria-label": name });
  const { refuse, say } = createNotice(root, signal);
  const store = createStore({ model, names: traits, onChange: paint, signal });
  const copy = copyButton({ words: "Copy as PyTorch", text: code, say });
  // In Jupyter a picture stands in an output before this one, for hosts where no explorable can be live.
  const hideStill = element("style", {}, `.d2l-still-${model.get("_key")} { display: none; }`);
  const reset = pushButton({ words: "Reset", path: RESET, onPress: () => onReset(model.get("_initial")) });

  /** Fill the element with a bar that starts with `first`, and what follows. @returns {() => void} the clean-up */
  function mount(first, ...parts) {
    const actions = element("div", { class: "d2l-actions" }, copy.button, reset.element);
    root.prepend(element("div", { class: "d2l-bar" }, first, actions), copy.field, ...parts, hideStill);
    el.append(root);
    paint();
    return () => {
      controller.abort();
      root.remove();
    };
  }
  return { signal, refuse, say, store, mount };
}
