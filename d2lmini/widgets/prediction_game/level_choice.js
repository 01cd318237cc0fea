/** The levels to choose from, each with dots for what is right so far. */

import { choice } from "../shared/controls.js";
import { element, setText } from "../shared/dom.js";
import { DOTS, dotsOf } from "./score.js";

/** @param {{levels: string[], onChoose: (level: string) => void}} options */
export function createLevelChoice({ levels, onChoose }) {
  const dots = levels.map(() => element("b", { class: "d2l-dots", "aria-hidden": "true", translate: "no" }));
  const counts = levels.map(() => element("small", { class: "d2l-unseen" }));
  const words = (level, index) => element("b", { class: "d2l-level" }, level, counts[index], dots[index]);
  const radios = choice({ label: "level", options: levels.map((value, index) => ({ value, words: words(value, index) })), onChoose });

  function paint({ level: chosen, score }) {
    radios.paint(chosen);
    levels.forEach((level, index) => {
      const done = dotsOf(score, level);
      setText(dots[index], "●".repeat(done) + "○".repeat(DOTS - done));
      setText(counts[index], `${done} of ${DOTS} right`);
    });
  }
  return { element: radios.element, paint };
}
