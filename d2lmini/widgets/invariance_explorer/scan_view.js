/** What the network in view predicts at every shift, angle and scale: cells to look at, and to choose from. */

import { nearest, REACH, rightOf, SCANS } from "./scan.js";
import { element, follow, setAttribute } from "../shared/page/dom.js";

const STRENGTHS = 8;
const FIVE = 5;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** How a prediction looks: its hue tells whether it is right, its strength how sure. */
const looks = (digit, sure, label) => (digit < 0 ? "none" : `${digit === label ? "right" : "wrong"}-${Math.max(1, Math.ceil(STRENGTHS * sure))}`);

/** What a scan says, in words that do not depend on how far it has come. */
export const shareWords = (task, digit, what) => (task.left > 0 ? "computing …" : `right at ${rightOf(task, digit)} of ${task.digits.length} ${what}`);

/**
 * A cell for each pose, and one slider over them all.
 * @param {object} options
 * @param {"shift" | "angle" | "scale"} options.kind
 * @param {(pose: object, cell: HTMLElement) => void} [options.place] puts a cell where it belongs
 * @param {(event: KeyboardEvent, now: object) => unknown} options.keyed the value that a key leads to, or null
 */
function scanCells(here, scan, { kind, label, what, place = () => {}, choose, keyed, range: [least, most], value }) {
  const { poses } = SCANS[kind];
  const cells = poses.map((pose) => {
    const cell = element("span", { class: "d2l-cell-of-scan", "aria-hidden": "true" });
    place(pose, cell);
    return cell;
  });
  const numbers = new WeakMap(cells.map((cell, index) => [cell, index]));
  function onKey(event) {
    const next = keyed(event, here.now());
    if (next === null) return;
    event.preventDefault();
    choose(next);
  }
  function onPoint(event) {
    if (event.type === "pointermove" && (event.pointerType !== "mouse" || event.buttons !== 1)) return;
    const index = numbers.get(event.target);
    if (index !== undefined) choose(poses[index][kind]);
  }
  const node = element(
    "div",
    {
      class: `d2l-scan d2l-scan-${kind}`,
      role: "slider",
      tabindex: 0,
      "aria-label": label,
      "aria-valuemin": least,
      "aria-valuemax": most,
      "aria-valuenow": value,
      on: { keydown: onKey, click: onPoint, pointermove: onPoint },
    },
    ...cells,
  );
  let lit = null;

  function paintCells({ digits, sure }, label) {
    cells.forEach((cell, index) => {
      setAttribute(cell, "data-look", looks(digits[index], sure[index], label));
      setAttribute(cell, "data-digit", digits[index] < 0 || digits[index] === label ? "" : digits[index]);
    });
  }

  /** Show the scan of the network in view as far as it has come; its cells only if something was done on it. */
  function paint(touched) {
    const now = here.now();
    const task = scan.of(now.network, kind);
    if (!touched || touched.has(task)) paintCells(task, now.digit);
    const words = shareWords(task, now.digit, what);
    setAttribute(node, "aria-valuetext", `${now.poseWords}: predicts ${now.predictions[now.network].first}; ${words}`);
    setAttribute(node, "data-share", words);
  }
  follow(node, (now) => [nearest(kind, now)], (index) => {
    lit?.removeAttribute("data-in-view");
    lit = cells[index];
    lit.setAttribute("data-in-view", "true");
  });
  return { node, paint };
}

export function shiftMap(here, scan, acts) {
  const bounds = here.limits.shift;
  const keyed = (event, { shift }) => (event.key === "Home" ? [0, 0] : STEPS[event.key] ? shift.map((by, axis) => by + STEPS[event.key][axis]) : null);
  const value = ({ shift: [down, right] }) => (down - bounds[0]) * REACH.length + right - bounds[0];
  return scanCells(here, scan, { kind: "shift", label: "shift, on the map of all shifts", what: "shifts", choose: acts.shift, keyed, range: [0, REACH.length ** 2 - 1], value });
}

export function angleRing(here, scan, acts) {
  const place = ({ angle }, cell) => cell.style.setProperty("--angle", `${-angle}deg`);
  // Left is counter-clockwise.
  const keyed = ({ key }, { angle }) => (key === "Home" ? 0 : STEPS[key] ? angle - FIVE * (STEPS[key][0] + STEPS[key][1]) : null);
  return scanCells(here, scan, { kind: "angle", label: "angle, on the ring of all angles", what: "angles", place, choose: acts.angle, keyed, range: here.limits.angle, value: (now) => now.angle });
}

export function scaleRow(here, scan, acts) {
  const keyed = ({ key }, { scale }) => (key === "Home" ? 100 : STEPS[key] ? scale + FIVE * (STEPS[key][1] - STEPS[key][0]) : null);
  return scanCells(here, scan, { kind: "scale", label: "scale, on the row of all scales", what: "scales", choose: acts.scale, keyed, range: here.limits.scale, value: (now) => now.scale });
}
