/** Whole numbers to type, and one button: it checks the answer and, once the question is settled, goes on. */

import { field, pushButton } from "../shared/controls.js";
import { element, setAttribute, setText } from "../shared/dom.js";

const LONGEST = 6;

function wholeNumber(text) {
  const typed = text.trim();
  if (/^\d+$/.test(typed) && typed.length <= LONGEST) return { value: Number(typed) };
  if (typed === "") return { reason: "type a whole number first" };
  return { reason: `“${typed}” is not a size; type a whole number such as 28` };
}

/**
 * @param {{onAnswer: (numbers: number[], anchor: HTMLElement) => void, onNext: () => void, onUp: () => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 */
export function createAnswerForm({ onAnswer, onNext, onUp, refuse }) {
  let settled = false;
  const boxes = [0, 1].map(() => element("input", { class: "d2l-box", type: "text", size: 4, inputmode: "numeric", autocomplete: "off" }));
  const fields = boxes.map((box) => field("", box));
  const captions = fields.map((node) => node.firstElementChild);
  const words = element("span");
  const button = element("button", { type: "submit", class: "d2l-button d2l-go" }, words);
  const up = pushButton({ words: "Next level", onPress: onUp });
  const node = element("form", { class: "d2l-answer", on: { submit } }, ...fields, button, up.element);
  const inUse = () => boxes.filter((_, index) => !fields[index].hidden);

  function submit(event) {
    event.preventDefault();
    if (settled) return onNext();
    const typed = inUse().map((box) => wholeNumber(box.value));
    const bad = typed.findIndex(({ reason }) => reason);
    boxes[Math.max(0, bad)].select();
    if (bad < 0) return onAnswer(typed.map(({ value }) => value), boxes[0]);
    return refuse(boxes[bad], typed[bad].reason);
  }

  /**
   * Show what is asked and the last answer.
   * @param {{asked: string[], answer: number[], settled: boolean, above: string | null}} state `above` is a level to go on to
   */
  function paint({ asked, answer, settled: isSettled, above }) {
    settled = isSettled;
    boxes.forEach((box, index) => {
      fields[index].hidden = index >= asked.length;
      setText(captions[index], asked[index] ?? "");
      setAttribute(box, "aria-label", asked[index]);
      box.value = answer[index] ?? "";
      box.readOnly = settled;
    });
    setText(words, settled ? "Next question" : "Check");
    up.element.hidden = !above;
    if (above) setText(up.element.firstElementChild, `On to ${above}`);
  }

  return {
    element: node,
    paint,
    /** Put the cursor where the reader goes on: into a box, its text selected, or on the button. */
    focus(index = 0) {
      if (settled) button.focus();
      else boxes[index].select();
    },
  };
}
