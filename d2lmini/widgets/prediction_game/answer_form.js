/** Whole numbers to type, and one button: it checks the answer and, once the question is settled, goes on. */

import { answered, DOTS, dotsOf, enter, next, times } from "./play.js";
import { rightAnswer } from "./reasons.js";
import { field, pushButton } from "../shared/controls/controls.js";
import { element, follow } from "../shared/page/dom.js";

const LONGEST = 6;

function wholeNumber(text) {
  const typed = text.trim();
  if (/^\d+$/.test(typed) && typed.length <= LONGEST) return { value: Number(typed) };
  return { reason: typed === "" ? "type a whole number first" : `“${typed}” is not a size; type a whole number such as 28` };
}

/** The level to go on to from a settled question, once this one's dots are full. */
const levelAbove = ({ levels, level, score, settled }) => (settled && dotsOf(score, level) === DOTS && levels[levels.indexOf(level) + 1]);

/**
 * @returns {{form: HTMLElement, focus: () => void}} `focus` puts the cursor where the reader goes on after a change: into a box, its text
 *   selected, or on the button
 */
export function answerForm(here) {
  const asked = (index) => (now) => now.question.asked[index] ?? "";
  const numeric = { class: "d2l-box", type: "text", size: 4, inputmode: "numeric", autocomplete: "off" };
  const boxes = [0, 1].map((index) => element("input", { ...numeric, "aria-label": asked(index), readOnly: (now) => now.settled }));
  const fields = boxes.map((node, index) => field(asked(index), node));
  const verb = element("span", {}, (now) => (now.settled ? "Next question" : "Check"));
  const button = element("button", { type: "submit", class: "d2l-button d2l-go" }, verb);

  const focus = () => queueMicrotask(() => {
    const { question, answers, settled } = here.now();
    const wrong = rightAnswer(question).findIndex((value, index) => value !== (answers.at(-1) ?? [])[index]);
    if (settled) button.focus();
    else boxes[wrong].select();
  });
  function goOn(patch) {
    here.change(patch);
    focus();
  }

  function check(answer) {
    const tried = here.now().answers.some((before) => String(before) === String(answer));
    if (tried) return here.refuse(boxes[0], `you have tried ${times(answer)}; type something else`);
    here.undo = null;
    return goOn(answered(here.now(), answer));
  }
  function submit(event) {
    event.preventDefault();
    if (here.now().settled) return goOn(next(here.now()));
    const typed = here.now().question.asked.map((_, index) => wholeNumber(boxes[index].value));
    const bad = typed.findIndex(({ reason }) => reason);
    boxes[Math.max(0, bad)].select();
    return bad < 0 ? check(typed.map(({ value }) => value)) : here.refuse(boxes[bad], typed[bad].reason);
  }

  const goUp = () => goOn(enter(here.now(), levelAbove(here.now())));
  const up = pushButton(here, { words: (now) => `On to ${levelAbove(now)}`, hidden: (now) => !levelAbove(now), onPress: goUp });
  const form = element("form", { class: "d2l-answer", on: { submit } }, ...fields, button, up);
  // What is being typed stays as long as the question and its answers do.
  follow(form, (now) => [now.question, String(now.answers)], ({ asked: { length } }) => {
    const last = here.now().answers.at(-1) ?? [];
    boxes.forEach((box, index) => { box.value = last[index] ?? ""; });
    fields.forEach((node, index) => { node.hidden = index >= length; });
  });
  return { form, focus };
}
