/** How many numbers the shift changed, as bars on one scale: of the inputs, and of the outputs for max and average. */

import { element, setAttribute, setText, setVariable } from "../shared/dom.js";

const TALLIED = { input: ["Input", "input"], max: ["Max", "output"], avg: ["Average", "output"] };

export function createTally() {
  const makeLine = ([key, [word, role]]) => {
    const [count, bar] = [element("span"), element("span", { class: "d2l-share", "aria-hidden": "true" })];
    return [key, { count, bar, node: element("div", { class: `d2l-${role}` }, element("span", {}, word), count, bar) }];
  };
  const lines = new Map(Object.entries(TALLIED).map(makeLine));
  const caption = element("span", { class: "d2l-caption" }, "changed by the shift");
  const frame = { class: "d2l-tally", role: "group", "aria-label": "changed by the shift" };
  const node = element("div", frame, caption, ...[...lines.values()].map((line) => line.node));

  /** @param {Record<"input" | "max" | "avg", {changed: number, of: number}>} tallies @param {string} mode in use */
  function paint(tallies, mode) {
    lines.forEach(({ count, bar, node: line }, key) => {
      const { changed, of } = tallies[key];
      setText(count, `${changed} of ${of}`);
      setVariable(bar, "--share", changed / of);
      setAttribute(line, "data-used", key === mode);
    });
  }
  return { element: node, paint };
}
