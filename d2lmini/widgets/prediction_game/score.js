/** The prediction game's score: what is right at the first try counts. */

/** @typedef {{streak: number, best: number, levels: Record<string, [number, number]>}} Score  by level: right at first try, answered */

export const DOTS = 5;

const count = (value) => (Number.isInteger(value) && value > 0 ? value : 0);

/** Make a score of whatever a browser has kept. @returns {Score} */
export function soundScore(kept, levels) {
  const countsOf = (level) => {
    const [right, answered] = [0, 1].map((part) => count(kept?.levels?.[level]?.[part]));
    return [Math.min(right, answered), answered];
  };
  const streak = count(kept?.streak);
  return { streak, best: Math.max(streak, count(kept?.best)), levels: Object.fromEntries(levels.map((level) => [level, countsOf(level)])) };
}

/** The score after one more answer. @param {Score} score @returns {Score} */
export function counted(score, level, rightAtFirst) {
  const [right, answered] = score.levels[level];
  const streak = rightAtFirst ? score.streak + 1 : 0;
  const levels = { ...score.levels, [level]: [right + (rightAtFirst ? 1 : 0), answered + 1] };
  return { streak, best: Math.max(score.best, streak), levels };
}

const total = ({ levels }, part) => Object.values(levels).reduce((sum, counts) => sum + counts[part], 0);

export const totalsOf = (score) => ({ right: total(score, 0), answered: total(score, 1) });

/** How much of a level is done, out of DOTS. */
export const dotsOf = ({ levels }, level) => Math.min(DOTS, levels[level][0]);
