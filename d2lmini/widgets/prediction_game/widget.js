/** Sizes to predict: a question, two tries, and the reason at once; the score counts what is right at the first try. */

import { answerForm } from "./answer_form.js";
import { questionCode } from "./code.js";
import { DOTS, dotsOf, enter, scoreWords, soundState, verdict } from "./play.js";
import { reasonView } from "./reason_view.js";
import { pushButton, radios } from "../shared/controls/controls.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";

/** The levels to choose from, each with dots for what is right so far. */
function levelChoice(here) {
  const words = (level) => {
    const done = (now) => dotsOf(now.score, level);
    const dots = (now) => "●".repeat(done(now)) + "○".repeat(DOTS - done(now));
    const counts = element("small", { class: "d2l-unseen" }, (now) => `${done(now)} of ${DOTS} right`);
    return element("b", { class: "d2l-level" }, level, counts, element("b", { class: "d2l-dots", "aria-hidden": "true", translate: "no" }, dots));
  };
  const options = Object.fromEntries(Object.keys(here.given("questions")).map((level) => [level, words(level)]));
  return radios({ label: "level", options, value: (now) => now.level, onChoose: (level) => here.change(enter(here.now(), level)) });
}

export default explorable({
  name: "prediction game",
  derive: (here) => (state) => soundState(here.given("questions"), state),
  tell(now, before, here) {
    if (here.undo === before) return "The score is reset. Undo reset brings it back.";
    return now.question === before.question ? verdict(now).join(" ") : now.question.words;
  },
  code: (now) => questionCode(now.question),
  /** `here.undo` is the state before Reset, until the next answer. */
  reset(initial, here) {
    here.undo ??= here.now();
    return initial;
  },
  layout(here) {
    const { form, focus } = answerForm(here);
    function undoReset() {
      const { level, number, score, _attempt } = here.undo;
      here.undo = null;
      here.write({ level, number, score, _attempt });
      here.say("The score is back.");
      focus();
    }
    const undo = pushButton(here, { words: "Undo reset", hidden: () => !here.undo, onPress: undoReset });
    const score = element("p", { class: "d2l-score" }, element("span", {}, (now) => scoreWords(now.score)), undo);
    const origin = element("p", { class: "d2l-caption" }, ({ question }) => question.origin && `The sizes of ${question.origin}.`);
    return [
      element("div", { class: "d2l-above" }, levelChoice(here), score),
      element(
        "div",
        { class: "d2l-asking", "data-level": (now) => now.level },
        element("div", { class: "d2l-heading" }, element("p", { class: "d2l-title" }, (now) => `Question ${now.number}`), origin),
        element("p", { class: "d2l-question" }, (now) => now.question.words),
        element("pre", { class: "d2l-lines", translate: "no" }, (now) => now.question.code),
      ),
      form,
      reasonView(),
    ];
  },
});
