/** Each cost against one setting, both in powers: a straight line whose slope is the exponent. The whole is a slider of the setting. */

import { leading, patchOf } from "./scaling.js";
import { COSTS, costWords, VARIED } from "./words.js";
import { element, follow, setAttribute, shape } from "../shared/page/dom.js";

/** Pixels; the style sheet gives the plot this height. */
const HEIGHT = 300;
const LABEL = 17;
const STEPS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 4, PageDown: -4 };
const POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const MOST_POWERS = 18;
const MOST_DOUBLINGS = 10;

const powerWords = (power) => (power === 0 ? "1" : `10${[...String(power)].map((digit) => POWERS[digit]).join("")}`);

/** Where values stand: `across` from 0 at the left to 1, `up` from 0 at the bottom to 1, each in powers. */
export function scalesOf(curves, most) {
  const costs = Object.values(curves).flat().map(([, cost]) => cost);
  const least = Math.min(-1, Math.floor(Math.log10(Math.min(...costs))));
  const highest = 3 * Math.ceil(Math.log10(Math.max(...costs)) / 3);
  return {
    least,
    highest,
    across: (value) => Math.log2(value) / Math.log2(Math.max(2, most)),
    up: (cost) => (Math.log10(cost) - least) / (highest - least),
  };
}

/**
 * Labels at these heights, moved so that none covers another: those that would touch stand in a row around their middle.
 * @param {number[]} tops pixels from the top
 */
export function spread(tops, gap, height) {
  const start = (row) => {
    const middle = row.reduce((sum, index, at) => sum + tops[index] - at * gap, 0) / row.length;
    return Math.round(Math.min(Math.max(0, middle), height - row.length * gap));
  };
  const rows = [];
  for (const index of [...tops.keys()].sort((one, other) => tops[one] - tops[other])) {
    let row = [index];
    while (rows.length && start(row) < start(rows.at(-1)) + rows.at(-1).length * gap) row = [...rows.pop(), ...row];
    rows.push(row);
  }
  const placed = [];
  for (const row of rows) row.forEach((index, at) => { placed[index] = start(row) + at * gap; });
  return placed;
}

const percent = (part) => `${(100 * part).toFixed(3)}%`;

function drawing() {
  const tens = ({ scales }) => {
    const steps = scales.highest - scales.least;
    return Array.from({ length: steps - 1 }, (_, index) => `M0 ${((100 * (index + 1)) / steps).toFixed(3)}H100`).join("");
  };
  const twos = ({ scales }) => Array.from({ length: MOST_DOUBLINGS }, (_, index) => scales.across(2 ** (index + 1)))
    .filter((at) => at < 1).map((at) => `M${(100 * at).toFixed(3)} 0V100`).join("");
  const point = ({ across, up }, [value, cost]) => `${(100 * across(value)).toFixed(3)} ${(100 - 100 * up(cost)).toFixed(3)}`;
  const line = (name) => ({ curves, scales }) => `M${curves[name].map((each) => point(scales, each)).join("L")}`;
  return shape(
    "svg",
    { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    shape("path", { class: "d2l-tens", d: (now) => tens(now) + twos(now) }),
    ...Object.keys(COSTS).map((name) => shape("path", { "data-cost": name, d: line(name) })),
  );
}

/** Where a cost stands now, or when the setting is doubled. */
function dot(name, times) {
  const at = (now) => {
    const value = times * now[leading(now.vary)];
    const cost = now.costs[name] * (times === 1 ? 1 : (now.factors?.[name] ?? NaN));
    const [x, y] = [now.scales.across(value), now.scales.up(cost)];
    return x <= 1 && y <= 1 ? [x, y] : null;
  };
  return element("span", { class: "d2l-dot", "data-cost": name, "data-times": times, hidden: (now) => !at(now), "--x": (now) => percent(at(now)?.[0] ?? 0), "--y": (now) => percent(at(now)?.[1] ?? 0) });
}

function guide(times) {
  const value = (now) => times * now[leading(now.vary)];
  const words = (now) => `${now.vary === "size" && now.height !== now.width ? "height " : ""}${value(now)}`;
  return element(
    "span",
    { class: "d2l-guide", "data-times": times, hidden: (now) => now.scales.across(value(now)) > 1 || (times > 1 && !now.factors), "--x": (now) => percent(now.scales.across(value(now))), "data-end": (now) => (now.scales.across(value(now)) > 0.9 ? "true" : null) },
    element("span", { translate: "no" }, words),
  );
}

function labels() {
  const nodes = Object.keys(COSTS).map((name) => element("span", { class: "d2l-label", "data-cost": name }, COSTS[name].short));
  const node = element("div", { class: "d2l-labels", "aria-hidden": "true" }, ...nodes);
  return follow(node, (now) => [now.curves, now.scales], (curves, scales) => {
    const tops = Object.keys(COSTS).map((name) => HEIGHT * (1 - scales.up(curves[name].at(-1)[1])) - LABEL / 2);
    spread(tops, LABEL, HEIGHT).forEach((top, index) => { setAttribute(nodes[index], "--top", `${top.toFixed(1)}px`); });
  });
}

/** Numbers along an axis, each hidden where the axis does not reach. */
function axis(name, count, read) {
  const ticks = Array.from({ length: count }, (_, index) => element(
    "span",
    { hidden: (now) => !read(now, index), "--at": (now) => percent(read(now, index)?.at ?? 0), "data-end": (now) => (read(now, index)?.at > 0.97 ? "true" : null) },
    (now) => read(now, index)?.text ?? "",
  ));
  return element("div", { class: `d2l-axis d2l-axis-${name}`, "aria-hidden": "true", translate: "no" }, ...ticks);
}
const doublings = (now, index) => (now.scales.across(2 ** index) <= 1.0001 ? { at: now.scales.across(2 ** index), text: `${2 ** index}` } : null);
const thousands = (now, index) => (3 * index <= now.scales.highest ? { at: now.scales.up(10 ** (3 * index)), text: powerWords(3 * index) } : null);

export function curvesView(here) {
  const value = (now) => now[leading(now.vary)];
  const choose = (next) => { if (next !== value(here.now())) here.change(patchOf(here.now(), here.now().vary, next)); };
  function onKey(event) {
    const { values, ...now } = here.now();
    const [at, last] = [values.indexOf(value(now)), values.length - 1];
    const next = { Home: 0, End: last }[event.key] ?? (STEPS[event.key] ? Math.max(0, Math.min(last, at + STEPS[event.key])) : null);
    if (next === null) return;
    event.preventDefault();
    choose(values[next]);
  }
  /** The nearest value, as the axis has it. */
  function onPoint(event) {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const { left, width } = plot.getBoundingClientRect();
    const { values, scales } = here.now();
    const away = (one) => Math.abs(scales.across(one) - (event.clientX - left) / width);
    choose(values.reduce((nearest, one) => (away(one) < away(nearest) ? one : nearest)));
  }
  /** A finger that comes down may be about to scroll: it chooses by a tap, or by moving sideways. */
  function onDown(event) {
    if (event.pointerType === "touch" || event.button !== 0) return;
    plot.setPointerCapture(event.pointerId);
    onPoint(event);
  }
  const plot = element(
    "div",
    {
      class: "d2l-plot",
      role: "slider",
      tabindex: 0,
      "aria-label": (now) => `${VARIED[now.vary]}, on the curves`,
      "aria-valuemin": (now) => now.values[0],
      "aria-valuemax": (now) => now.values.at(-1),
      "aria-valuenow": value,
      "aria-valuetext": (now) => `${value(now)}: ${Object.keys(COSTS).map((name) => `${COSTS[name].short} ${costWords(name, now.costs[name])}`).join(", ")}`,
      on: { keydown: onKey, pointerdown: onDown, pointermove: onPoint, click: onPoint },
    },
    drawing(),
    guide(1),
    guide(2),
    ...Object.keys(COSTS).flatMap((name) => [dot(name, 2), dot(name, 1)]),
  );
  return element("div", { class: "d2l-curves" }, axis("up", MOST_POWERS / 3 + 1, thousands), plot, labels(), axis("across", MOST_DOUBLINGS + 1, doublings), element("span", { class: "d2l-axis-name", "aria-hidden": "true" }, ({ vary }) => VARIED[vary]));
}
