/** Copy text where the browser allows it; where it does not, show it selected in a text field. */

import { pushButton } from "../controls/controls.js";
import { element, setText } from "./dom.js";

const COPY = "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3";

/** @param {{words: string, text: () => string, say: (sentence: string) => void}} options */
export function copyButton({ words, text, say }) {
  const button = pushButton({}, { words, path: COPY, onPress: copy });
  const field = element("textarea", { class: "d2l-code", readonly: true, rows: 8, "aria-label": words, spellcheck: "false", translate: "no", hidden: true });
  const caption = button.lastElementChild;
  const forget = () => setText(caption, words);
  forget();

  async function copy() {
    try {
      await navigator.clipboard.writeText(text());
      field.hidden = true;
      setText(caption, "Copied");
      say("Copied to the clipboard.");
    } catch {
      // Without a secure page or permission there is no clipboard to write to.
      field.value = text();
      field.hidden = false;
      field.focus();
      field.select();
      say("The clipboard is not available; the code is selected in a text field.");
    }
  }
  button.addEventListener("blur", forget);
  button.addEventListener("pointerleave", forget);
  return { button, field };
}
