/** What a widget says beside its picture: reasons in a bubble at the control, results in a polite live region. */

import { element, icon, setAttribute } from "./dom.js";
import { asSentence } from "./format.js";

const WARNING = "M8 2.2 14.6 13.8H1.4ZM8 6.4v3.4M8 11.6v.4";
const PAUSE_BEFORE_SPEAKING = 350;
const MARGIN = 8;

/** @param {HTMLElement} root the widget that holds both */
export function createNotice(root, signal) {
  const words = element("span");
  const bubble = element("div", { class: "d2l-bubble", hidden: true }, icon(WARNING), words);
  const live = element("div", { class: "d2l-unseen", role: "status", "aria-live": "polite" });
  root.append(bubble, live);
  let waiting = 0;

  /** Speak a sentence once the person pauses, so that a quick walk is not read out step by step. */
  function speak(sentence) {
    clearTimeout(waiting);
    waiting = setTimeout(() => { live.textContent = sentence; }, PAUSE_BEFORE_SPEAKING);
  }

  /** Tell a result, unless a reason is in view: that one must be heard. */
  function say(sentence) {
    if (bubble.hidden) speak(sentence);
  }

  function hide() {
    if (!bubble.hidden) bubble.hidden = true;
  }

  /** Show a reason under the control it is about, inside the widget's edges, and speak it. */
  function refuse(anchor, reason) {
    const sentence = asSentence(reason);
    words.textContent = sentence;
    bubble.hidden = false;
    const [frame, place] = [root.getBoundingClientRect(), anchor.getBoundingClientRect()];
    const width = bubble.offsetWidth;
    const middle = place.left + place.width / 2 - frame.left;
    const left = Math.max(MARGIN, Math.min(middle - width / 2, frame.width - width - MARGIN));
    bubble.style.left = `${left}px`;
    bubble.style.top = `${place.bottom - frame.top + MARGIN}px`;
    setAttribute(bubble, "--tip", `${Math.max(14, Math.min(middle - left, width - 14))}px`);
    speak(sentence);
  }

  // Captured, so that the next act clears the old reason before its own handler may give a new one.
  root.addEventListener("keydown", hide, true);
  root.addEventListener("pointerdown", hide, true);
  signal.addEventListener("abort", () => clearTimeout(waiting));
  return { say, refuse };
}
