/** Four arrows that move something by whole steps, and a way back between them: one tab stop, walked with the arrow keys. */

import { pushButton } from "../shared/controls.js";
import { element, setAttribute } from "../shared/dom.js";

const ARROWS = {
  ArrowUp: { label: "move up", step: [-1, 0], path: "M8 13V3M3.8 7.2 8 3l4.2 4.2" },
  ArrowLeft: { label: "move left", step: [0, -1], path: "M13 8H3M7.2 3.8 3 8l4.2 4.2" },
  ArrowRight: { label: "move right", step: [0, 1], path: "M3 8h10M8.8 3.8 13 8l-4.2 4.2" },
  ArrowDown: { label: "move down", step: [1, 0], path: "M8 3v10M3.8 8.8 8 13l4.2-4.2" },
};
const HOME = "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 5.5a2.5 2.5 0 1 0 .01 0Z";

/**
 * @param {{name: string, reason: (offset: [number, number]) => string | null, onMove: (offset: [number, number]) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 *   `reason` says why an offset is impossible, or null
 */
export function createMovePad({ name, reason, onMove, refuse }) {
  let at = [0, 0];
  const stepped = (step) => at.map((offset, axis) => offset + step[axis]);

  function move(key, anchor) {
    const next = stepped(ARROWS[key].step);
    if (reason(next)) refuse(anchor, reason(next));
    else onMove(next);
  }
  const arrow = ([key, { label, path }]) => {
    const button = pushButton({ label, path, onPress: (anchor) => move(key, anchor), refuse });
    setAttribute(button.element, "tabindex", -1);
    return [key, button];
  };
  const arrows = new Map(Object.entries(ARROWS).map(arrow));
  const home = pushButton({ label: "move back; arrow keys move", path: HOME, onPress: () => onMove([0, 0]), refuse });
  const [up, left, right, down] = [...arrows.values()].map((button) => button.element);

  function onKey(event) {
    if (!arrows.has(event.key)) return;
    event.preventDefault();
    move(event.key, arrows.get(event.key).element);
  }
  const frame = { class: "d2l-pad", role: "group", "aria-label": name, on: { keydown: onKey } };
  const node = element("div", frame, up, left, home.element, right, down);

  /** @param {[number, number]} offset rows down and columns to the right */
  function paint(offset) {
    at = offset;
    arrows.forEach((button, key) => button.paint(reason(stepped(ARROWS[key].step))));
    home.paint(offset.some(Boolean) ? null : "nothing has moved");
  }
  return { element: node, paint };
}
