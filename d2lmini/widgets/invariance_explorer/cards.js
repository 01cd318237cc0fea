/** The five networks side by side: what each predicts now, and small maps of what it predicts everywhere. */

import { nearest, REACH, SCANS } from "./scan.js";
import { shareWords } from "./scan_view.js";
import { NETWORKS } from "./words.js";
import { element, follow, setAttribute } from "../shared/page/dom.js";
import { share } from "../shared/page/format.js";
import { placeOver } from "../shared/photos/tiles.js";

const DIGITS = [...Array(10).keys()];
/** Right and wrong, in colours that stand out on light and dark pages. */
const HUES = { right: [24, 150, 116], wrong: [214, 56, 84] };
const SIZES = { shift: [REACH.length, REACH.length], angle: [1, SCANS.angle.poses.length], scale: [1, SCANS.scale.poses.length] };
const WHAT = { shift: "shifts", angle: "angles", scale: "scales" };

/** Where the ring is cut open: from the left, counter-clockwise turns come first. */
const order = (kind, index) => (kind === "angle" ? SCANS.angle.poses.length - 1 - index : index);

/** A scan in small; a click takes the pose under the pointer. */
function smallMap(here, scan, acts, name, kind) {
  const [height, width] = SIZES[kind];
  const canvas = element("canvas", { height, width, role: "img" });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const mark = element("div", { class: "d2l-mark", "aria-hidden": "true" });
  follow(mark, (now) => [order(kind, nearest(kind, now))], (index) =>
    placeOver(mark, { height, width }, { top: Math.floor(index / width), left: index % width, rows: 1, columns: 1 }));

  function onClick(event) {
    const box = canvas.getBoundingClientRect();
    const [row, column] = [((event.clientY - box.top) / box.height) * height, ((event.clientX - box.left) / box.width) * width].map(Math.floor);
    const pose = SCANS[kind].poses[order(kind, row * width + column)];
    if (pose) acts[kind](pose[kind]);
  }

  function paint(touched) {
    const { digit } = here.now();
    const task = scan.of(name, kind);
    if (touched && !touched.has(task)) return;
    task.digits.forEach((each, place) => {
      const at = 4 * order(kind, place);
      image.data.set(HUES[each === digit ? "right" : "wrong"], at);
      image.data[at + 3] = each < 0 ? 0 : 255 * task.sure[place] ** 2;
    });
    context.putImageData(image, 0, 0);
    const words = shareWords(task, digit, WHAT[kind]);
    setAttribute(canvas, "aria-label", `${NETWORKS[name].name}: ${words}`);
    setAttribute(node, "data-share", task.left > 0 ? "…" : words.replace("right at ", ""));
  }
  const node = element("div", { class: `d2l-small d2l-small-${kind}`, on: { click: onClick } }, element("div", { class: "d2l-small-map" }, canvas, mark));
  return { node, paint };
}

/** A bar for each digit's probability. */
function bars(name) {
  const bar = (digit) => element("span", {
    class: "d2l-bar-of",
    "data-digit": digit,
    "data-true": (now) => (now.digit === digit ? "true" : null),
    "--share": (now) => now.predictions[name].probabilities[digit].toFixed(2),
  });
  return element("div", { class: "d2l-bars", "aria-hidden": "true" }, ...DIGITS.map(bar));
}

function card(here, scan, acts, name) {
  const maps = Object.keys(SIZES).map((kind) => smallMap(here, scan, acts, name, kind));
  const isRight = (now) => now.predictions[name].first === now.digit;
  const radio = element("input", { type: "radio", name: "network", value: name, checked: (now) => now.network === name, "aria-label": NETWORKS[name].name, on: { change: () => here.change({ network: name }) } });
  const verdict = element(
    "div",
    { class: "d2l-verdict", "data-right": isRight },
    element("strong", { class: "d2l-first", translate: "no" }, (now) => `${now.predictions[name].first}`),
    element("span", { class: "d2l-sure", translate: "no" }, (now) => share(now.predictions[name].probabilities[now.predictions[name].first])),
    element("span", { class: "d2l-caption" }, element("span", {}, (now) => (isRight(now) ? "right" : `${now.digit}: ${share(now.predictions[name].probabilities[now.digit])}`))),
  );
  const accuracy = (100 * here.given("networks")[name].accuracy).toFixed(1);
  const label = element("label", { class: "d2l-network" }, radio, element("span", {}, NETWORKS[name].name));
  const about = element("span", { class: "d2l-caption d2l-about" }, `${NETWORKS[name].words}; ${accuracy}\u00A0% of test digits`);
  const node = element("div", { class: "d2l-card", "data-in-view": (now) => (now.network === name ? "true" : null) }, label, about, verdict, bars(name), ...maps.map((map) => map.node));
  return { node, paint: (touched) => { for (const map of maps) map.paint(touched); } };
}

export function networkCards(here, scan, acts) {
  const cards = Object.keys(NETWORKS).map((name) => card(here, scan, acts, name));
  const group = element("div", { class: "d2l-cards", role: "radiogroup", "aria-label": "network in view" }, ...cards.map(({ node }) => node));
  const node = element("form", { on: { submit: (event) => event.preventDefault() } }, group);
  return { node, paint: (touched) => { for (const each of cards) each.paint(touched); } };
}
