/** Four arrows that move something by whole steps, and a way back between them: one tab stop, walked with the arrow keys. */

import { pushButton } from "./controls.js";
import { element, setAttribute } from "../page/dom.js";

const ARROWS = {
  ArrowUp: { label: "move up", step: [-1, 0], path: "M8 13V3M3.8 7.2 8 3l4.2 4.2" },
  ArrowLeft: { label: "move left", step: [0, -1], path: "M13 8H3M7.2 3.8 3 8l4.2 4.2" },
  ArrowRight: { label: "move right", step: [0, 1], path: "M3 8h10M8.8 3.8 13 8l-4.2 4.2" },
  ArrowDown: { label: "move down", step: [1, 0], path: "M8 3v10M3.8 8.8 8 13l4.2-4.2" },
};
const HOME = "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 5.5a2.5 2.5 0 1 0 .01 0Z";

/** @param {{name: string, trait: string}} options `trait` holds rows down and columns to the right, within its bounds */
export function movePad(here, { name, trait }) {
  const stepped = (step) => here.now()[trait].map((offset, axis) => offset + step[axis]);

  function outOfReach(offset) {
    const [least, most] = here.limits[trait];
    return offset.every((by) => by >= least && by <= most) ? null : `the input moves at most ${most} pixels each way`;
  }
  const arrow = ({ label, path, step }) => {
    const onPress = () => here.change({ [trait]: stepped(step) });
    const button = pushButton(here, { label, path, onPress, reason: () => outOfReach(stepped(step)) });
    setAttribute(button, "tabindex", -1);
    return button;
  };
  const [up, left, right, down] = Object.values(ARROWS).map(arrow);
  const byKey = { ArrowUp: up, ArrowLeft: left, ArrowRight: right, ArrowDown: down };
  const home = pushButton(here, {
    label: "move back; arrow keys move",
    path: HOME,
    reason: (now) => (now[trait].some(Boolean) ? null : "nothing has moved"),
    onPress: () => here.change({ [trait]: [0, 0] }),
  });

  function onKey(event) {
    if (!(event.key in byKey)) return;
    event.preventDefault();
    byKey[event.key].click();
  }
  return element("div", { class: "d2l-pad", role: "group", "aria-label": name, on: { keydown: onKey } }, up, left, home, right, down);
}
