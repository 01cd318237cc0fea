/** The network as text: what is typed or pasted is read as it is typed, and what cannot be read is told with its line. */

import { networkText } from "./code.js";
import { settled } from "./edit.js";
import { parseNetwork } from "./parse.js";
import { append, element, follow, refresh, setText } from "../shared/page/dom.js";

export function textPanel(here, kinds) {
  const text = (now) => networkText(now.network.rows, now.shape, kinds);
  const note = element("p", { class: "d2l-reading d2l-text-note" });
  const field = element("textarea", {
    class: "d2l-code", rows: 12, wrap: "off", spellcheck: "false", autocapitalize: "off", autocomplete: "off", translate: "no", "aria-label": "the network as PyTorch text",
    on: { input: read, blur: show },
  });
  let [shown, typing] = ["", false];

  function say(words, wrong = false) {
    setText(note, words);
    note.classList.toggle("d2l-wrong", wrong);
    field.setAttribute("aria-invalid", `${wrong}`);
  }

  /** Take over what can be read; the field keeps the words as they were typed. */
  function read() {
    const result = parseNetwork(field.value, kinds);
    if (result.reason) return refuse(`Line ${result.line}: ${result.reason}.`);
    const shape = result.shape ?? here.now().shape;
    const change = { net: settled(result.net, shape), shape, at: [] };
    const reason = here.reason(change);
    if (reason) return refuse(`${reason}.`);
    typing = true;
    here.change(change);
    return say(`Read: ${result.net.length} layers${result.shape ? " and the input" : ""}.`);
  }
  function refuse(words) {
    say(words, true);
    here.say(words);
  }

  /** Leave the field: what could be read is written in full, what could not stays to be mended. */
  function show() {
    typing = false;
    if (field.getAttribute("aria-invalid") === "true") return;
    field.value = shown;
  }
  say("Change or paste an nn.Sequential, as written or as Python prints it; torch.zeros(1, 3, 32, 32) sets the input.");
  const panel = element("details", { class: "d2l-text", on: { toggle: () => refresh(body, here.now()) } }, element("summary", {}, "The network as text, to copy, change or paste"));
  // Written out only while it is seen.
  const body = follow(element("div", {}, field, note), (now) => [panel.open ? text(now) : shown], (next) => {
    shown = next;
    if (typing || !panel.open) return;
    field.value = next;
    say("Change or paste an nn.Sequential, as written or as Python prints it; torch.zeros(1, 3, 32, 32) sets the input.");
  });
  return append(panel, body);
}
