/** How long this browser needs for the layer: measured when the reader asks, the last few layers below one another. */

import { rangeWords, RULES, stopwatch, timeWords, timingRefusal } from "./timing.js";
import { layerWords } from "./words.js";
import { pushButton } from "../shared/controls/controls.js";
import { element, setAttribute } from "../shared/page/dom.js";
import { byPower, grouped, inUnits, plural } from "../shared/page/format.js";

const PLAY = "M4.5 2.5v11L13 8Z";
const MOST_RESULTS = 4;
const WAYS = { loops: "Plain loops", columns: "im2col + product" };
const HINT =
  `Computes this layer on random numbers, in plain JavaScript on one core in the background: by six nested loops, and by im2col with one matrix product for each group. A run repeats the layer for at least ${RULES.atLeast} ms and counts the mean; a bias is left out. Bytes moved are counted, not measured: each array once, columns twice, written and read. It takes a few seconds; nothing is measured before you ask, for it costs battery. Libraries use all cores and wide registers, and are many times faster.`;

const rate = (perSecond) => (perSecond < 1e9 ? `${Number((perSecond / 1e6).toPrecision(3))} MMAC/s` : `${Number((perSecond / 1e9).toPrecision(3))} GMAC/s`);
const perByte = (intensity) => `${Number(intensity.toPrecision(3))} FLOP/B`;

/** What the medians say, in a sentence. */
export function comparison({ ways: { loops, columns } }) {
  const [quick, slow, name] = columns.median < loops.median ? [columns, loops, "im2col is"] : [loops, columns, "The loops are"];
  if (loops.count < RULES.enough) return `${RULES.enough} runs are needed to tell which is faster.`;
  const apart = quick.high < slow.low;
  const times = (slow.median / quick.median).toPrecision(2);
  return apart ? `${name} ${times} times as fast.` : "The middle halves overlap: this does not tell which is faster.";
}

function wayRow(name, { median, low, high, bytes, intensity, perSecond }, longest) {
  const cell = (words, looks) => element("td", { role: "cell", translate: "no", ...looks }, words);
  return element(
    "tr",
    { role: "row" },
    element("th", { role: "rowheader", scope: "row" }, WAYS[name]),
    element(
      "td",
      { role: "cell", class: "d2l-time", translate: "no" },
      element("strong", {}, timeWords(median)),
      element("span", { class: "d2l-caption" }, ` ${rangeWords(low, high)}`),
      element("span", { class: "d2l-time-bar", "aria-hidden": "true", "--length": median / longest, "--low": low / longest, "--high": high / longest }),
    ),
    cell(rate(perSecond)),
    cell(inUnits(bytes), { class: "d2l-bytes" }),
    cell(perByte(intensity)),
  );
}

function resultTable(result, longest) {
  const { layer, multiply_adds, difference, ways } = result;
  const head = (words) => element("th", { role: "columnheader", scope: "col" }, words);
  return element(
    "div",
    { class: "d2l-measured" },
    element("p", {}, element("strong", {}, layerWords(layer)), element("span", { class: "d2l-caption" }, ` ${grouped(multiply_adds)} multiply-adds`)),
    element(
      "table",
      { role: "table", class: "d2l-times" },
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...["method", `median, middle half of ${plural(ways.loops.count, "run")}`, "speed", "bytes moved", "intensity"].map(head))),
      element("tbody", { role: "rowgroup" }, ...Object.entries(ways).map(([name, way]) => wayRow(name, way, longest))),
    ),
    element("p", { class: "d2l-reading" }, `${comparison(result)} Largest difference between their outputs: ${byPower(difference)}.`),
  );
}

export function timingView(here) {
  const results = [];
  let running = false;
  const list = element("div", { class: "d2l-results", "data-clock": "true" });
  const heard = element("p", { role: "status", "data-clock": "true" });
  const watch = stopwatch(here, show, ended);

  function paint() {
    const longest = Math.max(...results.flatMap(({ ways }) => Object.values(ways).map(({ high }) => high)));
    list.replaceChildren(...results.map((result) => resultTable(result, longest)));
  }
  function show(result) {
    // Each round brings the same measurement again, with one more sample.
    if (results[0] && !results[0].done && results[0].layer === result.layer) results.shift();
    results.unshift(result);
    results.splice(MOST_RESULTS);
    paint();
  }
  /** Tell the reader; what also stands in the table is only heard. */
  function tell(words, seen) {
    heard.textContent = words;
    setAttribute(heard, "class", seen ? "d2l-caption" : "d2l-unseen");
  }
  function ended(reason) {
    running = false;
    begin.hidden = false;
    if (halt.matches(":focus")) begin.focus();
    halt.hidden = true;
    const told = Object.entries(results[0]?.ways ?? {}).map(([name, { median }]) => `${WAYS[name]}: ${timeWords(median)}`);
    tell(reason ? `Stopped: ${reason}.` : told.join("; "), reason);
  }
  function start() {
    const { in_channels, out_channels, height, width, kernel_size, stride, padding, groups, bias } = here.now();
    running = true;
    tell("Measuring …", true);
    watch.start({ in_channels, out_channels, height, width, kernel_size, stride, padding, groups, bias });
    if (!running) return; // where nothing may be measured
    // The focus first: a button that is hidden would lose it.
    halt.hidden = false;
    halt.focus();
    begin.hidden = true;
  }
  const begin = pushButton(here, { words: "Measure", path: PLAY, reason: timingRefusal, onPress: start });
  const halt = pushButton(here, { words: "Stop", hidden: true, onPress: () => watch.stop("by you") });
  return element(
    "div",
    { class: "d2l-timing", role: "group", "aria-label": "time in this browser" },
    element("div", { class: "d2l-timing-head" }, element("span", { class: "d2l-title" }, "Time in this browser"), begin, halt, heard),
    element("p", { class: "d2l-hint" }, HINT),
    list,
  );
}
