/**
 * What every network makes of a digit at all shifts, all angles and all scales: computed a little at a time, so that the page stays free,
 * first for the network in view. While the digit is dragged, the work goes on where it was: every place gets its turn.
 */

import { logitsOf } from "./network.js";
import { warped } from "./warp.js";
import { predictionOf } from "../shared/maths/layers.js";

/** Milliseconds of work without letting go of the page. */
const AT_ONCE = 6;
const from = (least, most, step) => Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);

export const REACH = from(-8, 8, 1);
/** Each scan: the poses along it, and the traits on which it depends. */
export const SCANS = {
  angle: { poses: from(-175, 180, 5).map((angle) => ({ angle })), needs: ["digit", "shift", "scale"] },
  scale: { poses: from(50, 150, 5).map((scale) => ({ scale })), needs: ["digit", "shift", "angle"] },
  shift: { poses: REACH.flatMap((down) => REACH.map((right) => ({ shift: [down, right] }))), needs: ["digit", "angle", "scale"] },
};

/** @param {Record<string, object>} networks @param {(touched: Set<object>) => void} onProgress called after each piece of the work, with what it was done on */
export function scanner(networks, pictureOf, signal, onProgress) {
  const names = Object.keys(networks);
  const tasks = names.flatMap((name) => Object.keys(SCANS).map((kind) => {
    const { length } = SCANS[kind].poses;
    return { name, kind, digits: new Int8Array(length).fill(-1), sure: new Float32Array(length), next: 0, left: 0, key: "" };
  }));
  let [state, timer] = [null, 0];

  function step(task) {
    const pixels = warped(pictureOf(state.digit), { ...state, ...SCANS[task.kind].poses[task.next] });
    const { first, probabilities } = predictionOf(logitsOf(networks[task.name], pixels));
    task.digits[task.next] = first;
    task.sure[task.next] = probabilities[first];
    task.next = (task.next + 1) % task.digits.length;
    task.left -= 1;
  }
  /** Those of the network in view, and then the others in turn. */
  const waiting = () => tasks.filter(({ left }) => left > 0).sort((one, other) => (other.name === state.network) - (one.name === state.network));

  function work() {
    timer = 0;
    const [queue, end, touched] = [waiting(), performance.now() + AT_ONCE, new Set()];
    while (queue.length && performance.now() < end) {
      touched.add(queue[0]);
      step(queue[0]);
      if (queue[0].left === 0) queue.shift();
    }
    onProgress(touched);
    if (queue.length) timer = setTimeout(work);
  }
  signal.addEventListener("abort", () => clearTimeout(timer));
  return {
    done: () => tasks.every(({ left }) => left === 0),
    of: (name, kind) => tasks.find((task) => task.name === name && task.kind === kind),
    /** Begin what another state asks for. */
    follow(next) {
      state = next;
      for (const task of tasks) {
        const key = JSON.stringify(SCANS[task.kind].needs.map((trait) => next[trait]));
        if (key !== task.key) Object.assign(task, { key, left: task.digits.length });
      }
      if (!timer) timer = setTimeout(work);
    },
  };
}

/** At how many places the digit is read right. */
export const rightOf = ({ digits }, digit) => digits.reduce((count, each) => count + (each === digit), 0);

/** The place of a scan nearest to the state. */
export function nearest(kind, state) {
  if (kind === "shift") return (state.shift[0] - REACH[0]) * REACH.length + state.shift[1] - REACH[0];
  const around = (by) => (kind === "angle" && by > 180 ? 360 - by : by);
  const distances = SCANS[kind].poses.map((pose) => around(Math.abs(pose[kind] - state[kind])));
  return distances.indexOf(Math.min(...distances));
}
