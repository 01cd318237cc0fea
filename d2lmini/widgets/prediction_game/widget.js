/** Sizes to predict: a question, two tries, and the reason at once; the score counts what is right at the first try. */

import { createAnswerForm } from "./answer_form.js";
import { pushButton } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { createExplorable } from "../shared/explorable.js";
import { counted, DOTS, dotsOf, totalsOf } from "./score.js";
import { outcomeOf, soundState } from "./state.js";
import { createLevelChoice } from "./level_choice.js";
import { createReasonView } from "./reason_view.js";
import { questionCode } from "./code.js";
import { diagnosis } from "./mistakes.js";
import { rightAnswer } from "./questions.js";

const HINT = "Work it out, type it and press Enter. You have two tries; the first one counts.";

const times = (answer) => answer.join(" × ");
const sameAnswer = (one, other) => String(one) === String(other);

/** How the last answer did: an opening word, and what follows. @returns {[string, string]} */
function verdictOf({ question, answers }) {
  const { outcome, settled } = outcomeOf({ question, answers });
  const last = answers.at(-1);
  if (outcome === "open") return ["", HINT];
  if (outcome === "right") return ["Right.", `${times(last)} it is${answers.length > 1 ? ", at the second try" : ""}.`];
  if (!settled) return ["Not yet.", `${diagnosis(question, last)} Try once more.`];
  return [`It is ${times(rightAnswer(question))}.`, diagnosis(question, last)];
}

/** @param {{model: object, el: HTMLElement}} host anywidget's model, and the element to fill */
function render(host) {
  const levels = Object.keys(host.model.get("_questions"));
  const { refuse, say, store, mount } = createExplorable({
    host,
    name: "prediction game",
    look: "d2l-game",
    traits: ["level", "number", "score", "_attempt", "_questions"],
    paint,
    code: () => questionCode(state.question),
    onReset: startAgain,
  });

  let state = {};
  let beforeReset = null;

  /** Change the state, show it, and say what a listener should know. */
  function change(patch, sentence) {
    store.write(patch);
    paint();
    say(sentence());
  }

  function check(answer, anchor) {
    const { question, level, number, score } = state;
    if (state.answers.some((tried) => sameAnswer(tried, answer))) return refuse(anchor, `you have tried ${times(answer)}; type something else`);
    const answers = [...state.answers, answer];
    const { settled, outcome } = outcomeOf({ question, answers });
    const points = settled ? { score: counted(score, level, outcome === "right" && answers.length === 1) } : {};
    beforeReset = null;
    change({ _attempt: { level, number, answers }, ...points }, () => verdictOf(state).join(" "));
    const right = rightAnswer(question);
    return form.focus(answer.findIndex((value, index) => value !== right[index]));
  }

  /** Ask a level's question, counted from 0; after the last one comes the first again. */
  function ask(level, index) {
    const { length } = store.read()._questions[level];
    change({ level, number: (index % length) + 1 }, () => state.question.words);
  }
  /** Questions come in turn: as many as a level has answers are behind the reader. */
  const enter = (level) => ask(level, state.score.levels[level][1]);
  const levelAbove = () => levels[levels.indexOf(state.level) + 1];

  function goOn(upwards) {
    if (upwards) enter(levelAbove());
    else ask(state.level, state.number);
    form.focus();
  }

  function startAgain(initial) {
    beforeReset = store.read();
    change({ ...initial, _attempt: {} }, () => "The score is reset. Undo reset brings it back.");
  }

  function undoReset() {
    const patch = beforeReset;
    beforeReset = null;
    change(patch, () => "The score is back.");
    form.focus();
  }

  const chooser = createLevelChoice({ levels, onChoose: enter });
  const undo = pushButton({ words: "Undo reset", onPress: undoReset });
  const [heading, points] = [element("p", { class: "d2l-title" }), element("span")];
  const [words, origin] = [element("p", { class: "d2l-question" }), element("p", { class: "d2l-caption" })];
  const code = element("pre", { class: "d2l-lines", translate: "no" });
  const form = createAnswerForm({ onAnswer: check, onNext: () => goOn(false), onUp: () => goOn(true), refuse });
  const reason = createReasonView();

  function paintScore() {
    const { right, answered } = totalsOf(state.score);
    chooser.paint(state);
    setText(points, `Right at first try: ${right} of ${answered}. In a row: ${state.score.streak}, best ${state.score.best}.`);
    undo.element.hidden = !beforeReset;
  }

  function paintQuestion({ level, number, question, answers, score }) {
    const { outcome, settled } = outcomeOf(state);
    const invited = settled && dotsOf(score, level) === DOTS;
    setText(heading, `Question ${number}`);
    setText(words, question.words);
    setText(code, question.code);
    setText(origin, question.origin && `The sizes of ${question.origin}.`);
    form.paint({ asked: question.asked, answer: answers.at(-1) ?? [], settled, above: invited ? levelAbove() : null });
    reason.paint({ question, outcome, settled, words: verdictOf(state) });
  }

  function paint() {
    const before = state;
    state = soundState(store.read());
    paintScore();
    // What is being typed stays as long as the question does.
    if (state.question !== before.question || String(state.answers) !== String(before.answers)) paintQuestion(state);
  }

  return mount(
    element("div", { class: "d2l-above" }, chooser.element, element("p", { class: "d2l-score" }, points, undo.element)),
    element("div", { class: "d2l-asking" }, element("div", { class: "d2l-heading" }, heading, origin), words, code),
    form.element,
    reason.element,
  );
}

export default { render };
