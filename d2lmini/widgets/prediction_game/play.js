/** The rules of the prediction game: which question is in view, how its answers did, and what is right at the first try counts. */

import { diagnosis } from "./mistakes.js";
import { rightAnswer } from "./reasons.js";

const HINT = "Work it out, type it and press Enter. You have two tries; the first one counts.";
const TRIES = 2;
export const DOTS = 5;

/** @typedef {{streak: number, best: number, levels: Record<string, [number, number]>}} Score  by level: right at first try, answered */

const count = (value) => (Number.isInteger(value) && value > 0 ? value : 0);

/** Make a score of whatever a browser has kept. @returns {Score} */
export function soundScore(kept, levels) {
  const countsOf = (level) => {
    const [right, answered] = [0, 1].map((part) => count(kept?.levels?.[level]?.[part]));
    return [level, [Math.min(right, answered), answered]];
  };
  const streak = count(kept?.streak);
  return { streak, best: Math.max(streak, count(kept?.best)), levels: Object.fromEntries(levels.map(countsOf)) };
}

/** The score after one more answer. @param {Score} score @returns {Score} */
export function counted(score, level, rightAtFirst) {
  const [right, answered] = score.levels[level];
  const streak = rightAtFirst ? score.streak + 1 : 0;
  const levels = { ...score.levels, [level]: [right + Number(rightAtFirst), answered + 1] };
  return { streak, best: Math.max(score.best, streak), levels };
}

const total = ({ levels }, part) => Object.values(levels).reduce((sum, counts) => sum + counts[part], 0);

export const scoreWords = (score) => `Right at first try: ${total(score, 0)} of ${total(score, 1)}. In a row: ${score.streak}, best ${score.best}.`;

/** How much of a level is done, out of DOTS. */
export const dotsOf = ({ levels }, level) => Math.min(DOTS, levels[level][0]);

/** The answers given so far to the question in view; those to another question do not count. */
function answersTo(question, { level, number, _attempt: kept }) {
  if (kept?.level !== level || kept.number !== number || !Array.isArray(kept.answers)) return [];
  const isAnswer = (answer) => Array.isArray(answer) && answer.length === question.asked.length && answer.every(Number.isInteger);
  return kept.answers.filter(isAnswer).slice(0, TRIES);
}

/** How the last answer did, and whether there is no other try. */
function outcomeOf(question, answers) {
  const right = answers.length > 0 && String(answers.at(-1)) === String(rightAnswer(question));
  return { outcome: answers.length === 0 ? "open" : right ? "right" : "wrong", settled: right || answers.length === TRIES };
}

/** The state made sound, for what a browser has kept from an earlier visit may be of any shape, and what follows from it. */
export function soundState(bank, kept) {
  const levels = Object.keys(bank);
  const level = levels.includes(kept.level) ? kept.level : levels[0];
  const number = bank[level][kept.number - 1] ? kept.number : 1;
  const question = bank[level][number - 1];
  const answers = answersTo(question, { ...kept, level, number });
  return { bank, levels, level, number, question, answers, score: soundScore(kept.score, levels), ...outcomeOf(question, answers) };
}

/** What an answer to the question in view changes. */
export function answered({ level, number, question, answers: before, score }, answer) {
  const answers = [...before, answer];
  const { outcome, settled } = outcomeOf(question, answers);
  const points = settled ? { score: counted(score, level, outcome === "right" && answers.length === 1) } : {};
  return { _attempt: { level, number, answers }, ...points };
}

/** The change to the next question; after a level's last one comes the first again. */
export const next = ({ bank, level, number }) => ({ level, number: (number % bank[level].length) + 1 });

/** The change to a level, where as many questions as it has answers are behind the reader. */
export const enter = ({ bank, score }, level) => next({ bank, level, number: score.levels[level][1] });

export const times = (answer) => answer.join(" × ");

/** How the last answer did: an opening word, and what follows. @returns {[string, string]} */
export function verdict({ question, answers, outcome, settled }) {
  const last = answers.at(-1);
  if (outcome === "open") return ["", HINT];
  if (outcome === "right") return ["Right.", `${times(last)} it is${answers.length > 1 ? ", at the second try" : ""}.`];
  if (!settled) return ["Not yet.", `${diagnosis(question, last)} Try once more.`];
  return [`It is ${times(rightAnswer(question))}.`, diagnosis(question, last)];
}
