/** Step back, play or pause, step forward, and a slider to drag: one walk through all positions. */

import { pushButton } from "./controls.js";
import { element, follow, icon, setAttribute } from "../page/dom.js";

const BACK = "M12.5 3v10L5.5 8ZM3.5 3v10";
const FORWARD = "M3.5 3v10l7-5ZM12.5 3v10";
const PLAY = "M4.5 2.5v11L13 8Z";
const PAUSE = "M5 3v10M11 3v10";
const SLOWEST = 700;
const FASTEST = 130;
const WHOLE_WALK = 14000;

/**
 * @param {object} options
 * @param {string} options.name what is walked through
 * @param {(now: object) => {index: number, count: number, where: string}} options.position `where` is for those who do not see the slider
 * @param {(index: number, now: object) => object} options.patch the change that leads to a position
 * @param {(now: object) => string} options.atEnd what is said when the walk has come to its end by itself
 */
export function transport(here, { name, position, patch, atEnd }) {
  let [index, count, timer] = [0, 1, 0];

  function stop() {
    clearInterval(timer);
    timer = 0;
    showPlaying();
  }

  function tick() {
    const next = Math.min(index + 1, count - 1);
    here.write(patch(next, here.now()));
    if (next < count - 1) return;
    stop();
    queueMicrotask(() => here.say(atEnd(here.now())));
  }

  function play() {
    if (timer) return stop();
    if (index === count - 1) here.write(patch(0, here.now()));
    timer = setInterval(tick, Math.max(FASTEST, Math.min(SLOWEST, WHOLE_WALK / count)));
    return showPlaying();
  }

  const seek = (next) => here.change(patch(next, here.now()));
  const back = pushButton(here, { label: "step back", path: BACK, reason: () => (index === 0 ? `this is the first ${name}` : null), onPress: () => seek(index - 1) });
  const forward = pushButton(here, { label: "step forward", path: FORWARD, reason: () => (index === count - 1 ? `this is the last ${name}` : null), onPress: () => seek(index + 1) });
  const toggle = element("button", { type: "button", class: "d2l-button d2l-round d2l-play", on: { click: play } });
  const slider = element("input", { type: "range", min: 0, "aria-label": name, on: { input: () => seek(Number(slider.value)) } });
  const place = element("span", { class: "d2l-place" }, element("span", {}, () => `${index + 1} of ${count}`));

  function showPlaying() {
    setAttribute(toggle, "aria-label", timer ? "pause" : "play");
    toggle.replaceChildren(icon(timer ? PAUSE : PLAY));
  }
  here.signal.addEventListener("abort", () => clearInterval(timer));
  showPlaying();
  const frame = { class: "d2l-transport", role: "group", "aria-label": `walk through every ${name}` };
  const node = element("div", frame, back, toggle, forward, element("span", { class: "d2l-track" }, slider), place);
  follow(node, (now) => [now], (now) => {
    const next = position(now);
    // An act of the reader ends the walk.
    if (timer && now.told) stop();
    [index, count] = [next.index, next.count];
    setAttribute(slider, "max", count - 1);
    setAttribute(slider, "aria-valuetext", next.where);
    setAttribute(slider, "value", String(index));
  });
  return { element: node, playing: () => timer !== 0 };
}
