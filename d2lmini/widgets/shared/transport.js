/** Step back, play or pause, step forward, and a slider to drag: one walk through `count` positions. */

import { pushButton } from "./controls.js";
import { element, icon, setAttribute, setText } from "./dom.js";

const BACK = "M12.5 3v10L5.5 8ZM3.5 3v10";
const FORWARD = "M3.5 3v10l7-5ZM12.5 3v10";
const PLAY = "M4.5 2.5v11L13 8Z";
const PAUSE = "M5 3v10M11 3v10";
const SLOWEST = 700;
const FASTEST = 130;
const WHOLE_WALK = 14000;

/**
 * @param {{name: string, onSeek: (index: number, playing: boolean) => void, onEnd: () => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void, signal: AbortSignal}} options
 */
export function createTransport({ name, onSeek, onEnd, refuse, signal }) {
  let [index, count, timer] = [0, 1, 0];

  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    showPlaying();
  }

  function tick() {
    const next = Math.min(index + 1, count - 1);
    onSeek(next, true);
    if (next < count - 1) return;
    stop();
    onEnd();
  }

  function play() {
    if (timer) return stop();
    if (index === count - 1) onSeek(0, true);
    timer = setInterval(tick, Math.max(FASTEST, Math.min(SLOWEST, WHOLE_WALK / count)));
    return showPlaying();
  }

  const seek = (next) => {
    stop();
    onSeek(next, false);
  };
  const back = pushButton({ label: "step back", path: BACK, onPress: () => seek(index - 1), refuse });
  const forward = pushButton({ label: "step forward", path: FORWARD, onPress: () => seek(index + 1), refuse });
  const toggle = element("button", { type: "button", class: "d2l-button d2l-round d2l-play", on: { click: play } });
  const slider = element("input", { type: "range", min: 0, "aria-label": name, on: { input: () => seek(Number(slider.value)) } });
  const words = element("span");
  const place = element("span", { class: "d2l-place" }, words);

  function showPlaying() {
    setAttribute(toggle, "aria-label", timer ? "pause" : "play");
    toggle.replaceChildren(icon(timer ? PAUSE : PLAY));
  }

  /** @param {string} where where the walk stands, for those who do not see the slider */
  function paint(nextIndex, nextCount, where) {
    if (nextCount !== count && timer) stop();
    [index, count] = [nextIndex, nextCount];
    setAttribute(slider, "max", count - 1);
    setAttribute(slider, "aria-valuetext", where);
    slider.value = index;
    setText(words, `${index + 1} of ${count}`);
    back.paint(index === 0 ? `this is the first ${name}` : null);
    forward.paint(index === count - 1 ? `this is the last ${name}` : null);
  }

  signal.addEventListener("abort", () => clearInterval(timer));
  showPlaying();
  const track = element("span", { class: "d2l-track" }, slider);
  const frame = { class: "d2l-transport", role: "group", "aria-label": `walk through every ${name}` };
  const node = element("div", frame, back.element, toggle, forward.element, track, place);
  return { element: node, paint, stop, playing: () => timer !== 0 };
}
