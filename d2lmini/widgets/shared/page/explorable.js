/** What every explorable has around its picture: its state, words to the reader, Copy and Reset, and a clean end. */

import { copyButton } from "./clipboard.js";
import { pushButton } from "../controls/controls.js";
import { append, element, refresh } from "./dom.js";
import { createNotice } from "./notice.js";
import { outOfBounds } from "../maths/bounds.js";

const tables = {};
/** A table comes as text, which keeps the order of its keys where a saved notebook would sort them. */
function table(sent) {
  if (typeof sent !== "string") return sent;
  tables[sent] ??= JSON.parse(sent);
  return tables[sent];
}

const RESET = "M3 8a5 5 0 1 0 1.6-3.7M4.6 1.6v2.9h2.9";

/**
 * The module of an explorable. Its state are the traits that Python says it began with; `now`, which all functions below get,
 * holds them and what `derive` makes of them.
 *
 * @param {object} declaration
 * @param {string} declaration.name as the page tells it; with underscores it is the folder, with hyphens the class of the root
 * @param {(here: object) => (state: object) => object} [declaration.derive] made once a view, so that it can remember
 * @param {(state: object, here: object) => string | null} [declaration.refusal] why a state within the bounds cannot be shown
 * @param {(now: object, before: object, here: object) => string} declaration.tell what a change by the reader led to, in words
 * @param {(now: object, here: object) => string} declaration.code the state as a program that runs as it is
 * @param {(initial: object, here: object) => object} [declaration.reset] the change that brings back the state at the beginning
 * @param {(here: object) => Node[]} declaration.layout what stands at the bar's start, and all below the bar
 */
export function explorable({ name, derive = () => () => ({}), refusal = () => null, tell, code, reset = (initial) => initial, layout }) {
  return { render };

  /** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill @returns {() => void} the clean-up */
  function render({ model, el }) {
    const controller = new AbortController();
    const { signal } = controller;
    const names = Object.keys(model.get("_initial"));
    const root = element("div", { role: "group", class: `d2l-widget d2l-${name.replaceAll(" ", "-")}`, "aria-label": name });
    const { refuse, say } = createNotice(root, signal);
    const heard = new Set();
    let [state, now, queued, told] = [null, null, false, false];

    /**
     * What the parts of a view are given. `change` is an act of the reader, refused at the anchor with the reason if need be; `write`
     * goes unsaid and unchecked.
     */
    const here = {
      signal,
      refuse,
      say,
      change,
      write,
      limits: model.get("_limits"),
      /** Something else that Python sent, as `_photos`; the state is shown anew if it sends another. */
      given(what) {
        listen(`_${what}`);
        return table(model.get(`_${what}`));
      },
      now: () => now,
      /** Why a change is impossible, or null. */
      reason: (patch) => why({ ...state, ...patch }),
    };
    const why = (next) => outOfBounds(next, here.limits) ?? refusal(next, here);
    const follows = derive(here);

    function write(patch) {
      for (const [trait, value] of Object.entries(patch)) model.set(trait, value);
      model.save_changes();
    }

    function change(patch, anchor) {
      const reason = here.reason(patch);
      if (reason) return refuse(anchor ?? root, reason);
      write(patch);
      // What changed nothing is not told, nor is what Python changes after it.
      told = queued;
    }

    function show() {
      const [next, before] = [Object.fromEntries(names.map((trait) => [trait, model.get(trait)])), now];
      // A state that does not fit is on its way from Python in parts: the rest follows.
      if (why(next)) return;
      state = next;
      now = { ...state, ...follows(state), told };
      refresh(root, now);
      if (told) say(tell(now, before, here));
      told = false;
    }

    /** Changes made together are shown together, before the next frame: Python may send several traits one by one. */
    function changed() {
      if (queued) return;
      queued = true;
      queueMicrotask(() => {
        queued = false;
        if (!signal.aborted) show();
      });
    }
    function listen(trait) {
      if (heard.has(trait)) return;
      heard.add(trait);
      model.on(`change:${trait}`, changed);
      signal.addEventListener("abort", () => model.off(`change:${trait}`, changed));
    }
    names.forEach(listen);

    const copy = copyButton({ words: "Copy as PyTorch", text: () => code(now, here), say });
    const resetButton = pushButton(here, { words: "Reset", path: RESET, onPress: () => change(reset(model.get("_initial"), here)) });
    const [first, ...parts] = layout(here);
    // In Jupyter a picture stands in an output before this one, for hosts where no explorable can be live.
    const hideStill = element("style", {}, `.d2l-still-${model.get("_key")} { display: none; }`);
    const bar = element("div", { class: "d2l-bar" }, first, element("div", { class: "d2l-actions" }, copy.button, resetButton));
    const notices = [...root.children];
    append(root, bar, copy.field, ...parts, hideStill, ...notices);
    el.append(root);
    show();
    return () => {
      controller.abort();
      root.remove();
    };
  }
}
