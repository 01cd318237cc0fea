/** The trained localisation network beside a stuck one: what each answers to the input, and the picture that it hands on. */

import { turnOf, unseen } from "./localisation.js";
import { pushButton } from "../shared/controls/controls.js";
import { SHOWINGS } from "../shared/maths/image_filter.js";
import { element } from "../shared/page/dom.js";
import { formatNumber } from "../shared/page/format.js";
import { remembered } from "../shared/page/remembered.js";
import { picture } from "../shared/photos/picture.js";

const NAMES = { trained: "Trained network", stuck: "Stuck network" };
const STARTS = { trained: "started at the identity", stuck: "its last layer started at random" };
const SIZE = [8, 8];
const WHITE = 255;

const written = (number) => formatNumber(Number(number.toFixed(2)));
const rounded = (theta) => theta.map((row) => row.map((number) => Number(number.toFixed(3))));

const answerWords = (name) => ({ answers }) => {
  const theta = answers[name];
  if (!theta) return "";
  const [[a, b], [c, d]] = theta;
  const way = a * d < b * c ? "mirrored" : `a turn of ${formatNumber(Math.round(turnOf(theta)))}°`;
  return `${theta.map((row) => `[${row.map(written).join(", ")}]`).join(" ")}, ${way}`;
};

/** A picture in greys, from the input's darkest pixel to its lightest. @param {(now: object) => number[][] | null} read */
function greys(label, read) {
  const scaled = remembered((matrix, shown) => {
    const [least, most] = [Math.min(...shown.flat()), Math.max(...shown.flat())];
    return Float64Array.from(matrix.flat(), (value) => (WHITE * (value - least)) / (most - least || 1));
  });
  const canvas = picture(SIZE, (now) => [scaled(read(now) ?? [[0]], now.shown), SHOWINGS.clip, label]);
  return element("div", { class: "d2l-greys", hidden: (now) => !read(now) }, canvas);
}

function card(here, name) {
  const right = Math.round(100 * here.given("networks")[name].right);
  const take = pushButton(here, {
    words: "Use its theta",
    "aria-label": `use the theta of the ${name} network`,
    reason: (now) => unseen(now.input),
    onPress: (button) => here.change({ theta: rounded(here.now().answers[name]) }, button),
  });
  return element(
    "div",
    { class: "d2l-network" },
    element("strong", {}, NAMES[name]),
    element("span", { class: "d2l-caption" }, `${STARTS[name]}; ${right} of 100 turned digits right`),
    greys(`what the ${name} network hands on`, (now) => now.handedOn[name]),
    element("span", { class: "d2l-caption", translate: "no" }, answerWords(name)),
    take,
  );
}

export function networkCards(here) {
  const came = element(
    "div",
    { class: "d2l-network" },
    element("strong", {}, "Input"),
    element("span", { class: "d2l-caption" }, "as both networks see it"),
    greys("the input in greys", (now) => (unseen(now.input) ? null : now.shown)),
  );
  return element(
    "div",
    { class: "d2l-networks", role: "group", "aria-label": "localisation networks" },
    element("p", {}, "Which theta would a localisation network choose for this input? Take a turned digit."),
    element("p", { class: "d2l-reading", hidden: (now) => !unseen(now.input) }, (now) => `${unseen(now.input) ?? ""}`),
    element("div", { class: "d2l-cards" }, came, card(here, "trained"), card(here, "stuck")),
  );
}
