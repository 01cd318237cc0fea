/**
 * The layers as a vertical list of buttons, and under the selected one its editor. Rows before and after the editor are one tab stop
 * each, walked with the arrow keys; Alt and an arrow key moves a layer, Delete takes it out, + leads to the menu of new ones.
 */

import { shareOf } from "./words.js";
import { shapeText } from "../shared/network/spell.js";
import { fieldText, pathText, rowWords, settingsWords } from "../shared/network/words.js";
import { element, follow, setAttribute, setText } from "../shared/page/dom.js";
import { grouped, inUnits } from "../shared/page/format.js";

const COLUMNS = { parameters: "parameters", "multiply-adds": "multiply-adds", memory: "memory", "receptive field": "field" };
const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

function makeRow() {
  const texts = ["index", "kind", "given", "shape", ...Object.keys(COLUMNS)].map((name) => element("span", { class: `d2l-of-${name.replace(" ", "-")}` }));
  const [index, kind, given, ...numbers] = texts;
  const why = element("span", { class: "d2l-misfit", hidden: true });
  const what = element("span", { class: "d2l-what" }, index, element("span", {}, kind, given));
  const node = element("button", { type: "button", class: "d2l-layer" }, what, ...numbers, element("span", { class: "d2l-share" }), why);
  return { node, texts, why };
}

function branchTexts({ path, branch }) {
  const shape = branch.output ? shapeText(branch.output) : "—";
  return [pathText(path), `branch ${path.at(-1)}`, branch.rows.length ? "" : "empty: hands on what it reads", shape, "", "", "", ""];
}

function layerTexts(row, flops) {
  const texts = [pathText(row.path), row.layer.layer, settingsWords(row.layer)];
  if (!row.output) return [...texts, "—", "—", "—", "—", "—"];
  return [...texts, shapeText(row.output), grouped(row.parameters), grouped(row.products * (flops ? 2 : 1)), inUnits(row.bytes), fieldText(row.fields)];
}

function paint({ node, texts, why }, line, now, selected) {
  const shown = line.branch ? branchTexts(line) : layerTexts(line, now.flops);
  for (const [index, text] of shown.entries()) {
    setText(texts[index], text);
    texts[index].classList.toggle("d2l-none", text === "0" || text === "0 B");
  }
  const words = line.branch ? `branch ${pathText(line.path)}, ${line.branch.rows.length} layers` : rowWords(line, now.flops);
  setAttribute(node, "aria-label", words);
  setAttribute(node, "aria-expanded", `${selected}`);
  setAttribute(node, "data-kind", line.branch ? "branch" : line.misfit ? "misfit" : line.output ? null : "unreached");
  setAttribute(node, "--depth", Math.floor(line.path.length / 2));
  setAttribute(node, "--share", line.branch || line.open ? 0 : shareOf(line, { ...now, totals: now.totals }));
  setText(why, line.misfit ? `Does not fit: ${line.misfit.why}.` : "");
  why.hidden = !line.misfit;
}

/** @param {HTMLElement} editor stands under the selected row @param {{move: Function, remove: Function, add: Function}} acts on the selection */
export function layerList(here, editor, acts) {
  const group = (words) => element("div", { class: "d2l-rows", role: "group", "aria-label": words });
  const [before, after] = [group("layers up to the selected one"), group("layers after the selected one")];
  const rows = [];
  let [focusAt, wanted] = [0, false];

  const inView = () => here.now().lines;
  const select = (index) => here.change({ at: inView()[Math.max(0, Math.min(inView().length - 1, index))].path });
  const selectedIndex = ({ lines, at }) => lines.findIndex(({ path }) => `${path}` === `${at}`);

  function onClick(event) {
    const index = rows.findIndex(({ node }) => node === event.target.closest(".d2l-layer"));
    if (index < 0) return;
    keepFocus(index);
    if (index === selectedIndex(here.now())) here.change({ at: [] });
    else select(index);
  }
  /** The row that is selected next gets the focus, which it loses when it changes its place. */
  function keepFocus(index) {
    [focusAt, wanted] = [index, true];
    queueMicrotask(() => queueMicrotask(() => { wanted = false; }));
  }
  function onKey(event) {
    const index = rows.findIndex(({ node }) => node === event.target);
    if (index < 0) return;
    const act = keyAct(event, index);
    if (!act) return;
    event.preventDefault();
    if (event.key !== "+" && event.key !== "Insert") keepFocus(index);
    act();
  }
  function keyAct({ key, altKey }, index) {
    const { path } = inView()[index];
    if (key in STEPS) return altKey ? () => acts.move(path, Math.sign(STEPS[key]), rows[index].node) : () => select(index + STEPS[key]);
    if (key === "Delete" || key === "Backspace") return () => acts.remove(path, rows[index].node);
    if (key === "Escape") return () => here.change({ at: [] });
    return key === "+" || key === "Insert" ? () => acts.add(path) : null;
  }

  /** Put the rows up to the selected one before the editor and the others behind it. */
  function place(count, split) {
    rows.slice(0, split).forEach(({ node }, index) => { if (before.children[index] !== node) before.insertBefore(node, before.children[index] ?? null); });
    rows.slice(split, count).forEach(({ node }, index) => { if (after.children[index] !== node) after.insertBefore(node, after.children[index] ?? null); });
    for (const { node } of rows.slice(count)) node.remove();
  }

  const node = element("div", { class: "d2l-stack", "data-measure": (now) => now.measure, on: { click: onClick, keydown: onKey } }, heads(), before, editor, after);
  return follow(node, (now) => [now.lines, now.network, now.measure, now.flops, now.shape], () => {
    const now = here.now();
    const selected = selectedIndex(now);
    const inList = rows.some((row) => row.node === node.getRootNode().activeElement);
    while (rows.length < now.lines.length) rows.push(makeRow());
    now.lines.forEach((line, index) => paint(rows[index], line, now, index === selected));
    const split = selected < 0 ? now.lines.length : selected + 1;
    place(now.lines.length, split);
    focusAt = Math.max(0, selected < 0 ? Math.min(focusAt, now.lines.length - 1) : selected);
    rows.forEach((row, index) => setAttribute(row.node, "tabindex", index === focusAt || index === split ? 0 : -1));
    before.hidden = split === 0;
    after.hidden = split >= now.lines.length;
    if (wanted || inList) rows[focusAt]?.node.focus();
  });
}

function heads() {
  const head = ([measure, words]) => element("span", { class: `d2l-of-${measure.replace(" ", "-")}` }, (now) => (measure === "multiply-adds" && now.flops ? "FLOPs" : words));
  return element("div", { class: "d2l-heads", "aria-hidden": "true" }, element("span", { class: "d2l-of-kind" }, "layer"), element("span", { class: "d2l-of-shape" }, "output"), ...Object.entries(COLUMNS).map(head));
}

