/** The prediction game's state, made sound: what a browser has kept from an earlier visit may be of any shape. */

import { soundScore } from "./score.js";
import { isRight } from "./questions.js";

const TRIES = 2;

/** The answers given so far to the question in view; those to another question do not count. */
function answersTo(question, { level, number }, kept) {
  if (kept?.level !== level || kept.number !== number || !Array.isArray(kept.answers)) return [];
  const isAnswer = (answer) => Array.isArray(answer) && answer.length === question.asked.length && answer.every(Number.isInteger);
  return kept.answers.filter(isAnswer).slice(0, TRIES);
}

/** @param {object} raw the model's traits */
export function soundState({ _questions: bank, ...raw }) {
  const levels = Object.keys(bank);
  const level = levels.includes(raw.level) ? raw.level : levels[0];
  const number = bank[level][raw.number - 1] ? raw.number : 1;
  const question = bank[level][number - 1];
  const answers = answersTo(question, { level, number }, raw._attempt);
  return { level, number, question, answers, score: soundScore(raw.score, levels) };
}

/** How the last answer did, and whether there is no other try. */
export function outcomeOf({ question, answers }) {
  const right = answers.length > 0 && isRight(question, answers.at(-1));
  const outcome = answers.length === 0 ? "open" : right ? "right" : "wrong";
  return { outcome, settled: right || answers.length === TRIES };
}
