/** What stands under the selected layer: what can be done with it, its settings, why the stack does not fit, and its arithmetic. */

import { newLayer } from "./check.js";
import { mended, settled } from "./edit.js";
import { settingsForm } from "./settings_form.js";
import { field, pushButton, radios } from "../shared/controls/controls.js";
import { addedAfter, branchAdded, found, isBlock, isBranch, kept, moved, patched, removed, siblings } from "../shared/maths/layer_tree.js";
import { speltView } from "../shared/network/spelt_view.js";
import { pathText, rowName } from "../shared/network/words.js";
import { element } from "../shared/page/dom.js";
import { remembered } from "../shared/page/remembered.js";

const UP = "M8 13V3M3.8 7.2 8 3l4.2 4.2";
const DOWN = "M8 3v10M3.8 8.8 8 13l4.2-4.2";
const TWICE = "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3M9.5 7.5v4M7.5 9.5h4";
const DELETE = "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4";
const MOST_FIXES = 3;
const NOTHING = "nothing";

/** The changes that a reader asks for, each with what is selected after it. */
export function actsOn(here, kinds) {
  const settle = remembered(settled);
  const edit = (change, at = here.now().at) => {
    const net = change(settle(here.now().net, here.now().shape));
    return { net, at: kept(net, at) };
  };
  const arriving = ({ selected, shape }) => selected?.row?.output?.[0] ?? shape[0];

  function move(path, by, anchor) {
    const next = path.at(-1) + by;
    if (next < 0 || next >= siblings(here.now().net, path)) return here.refuse(anchor, moveReason(path, by));
    return here.change({ ...edit((net) => moved(net, path, by)[0]), at: path.with(-1, next) }, anchor);
  }
  const remove = (path, anchor) => here.change(edit((net) => removed(net, path), path), anchor);
  function add(kind, anchor) {
    const now = here.now();
    const [net, at] = addedAfter(settle(now.net, now.shape), now.at, newLayer(kind, kinds, arriving(now)));
    here.change({ net, at }, anchor);
  }
  return { edit, move, remove, add };
}

export function moveReason(path, by) {
  const what = isBranch(path) ? "branch" : "layer";
  return `this is the ${by < 0 ? "first" : "last"} ${what}${path.length > 2 ? " of its branch" : ""}`;
}

/** @param {{edit: Function, move: Function, remove: Function, add: Function}} acts */
export function layerEditor(here, kinds, acts) {
  const hasSelection = (now) => now.selected !== null;
  const layerOf = (now) => now.selected?.layer ?? null;
  const blocked = (by) => (now) => {
    if (!hasSelection(now)) return null;
    const next = now.at.at(-1) + by;
    return next < 0 || next >= siblings(now.net, now.at) ? moveReason(now.at, by) : null;
  };
  const mover = (label, path, by) => pushButton(here, { label, path, reason: blocked(by), onPress: (anchor) => acts.move(here.now().at, by, anchor) });
  const twice = (anchor) => {
    const { at, net } = here.now();
    here.change({ ...acts.edit((layers) => addedAfter(layers, at, found(net, at))[0]), at: at.with(-1, at.at(-1) + 1) }, anchor);
  };
  const buttons = element(
    "span",
    { class: "d2l-acts", hidden: (now) => !hasSelection(now) },
    mover("move up", UP, -1),
    mover("move down", DOWN, 1),
    element("span", { hidden: (now) => layerOf(now) === null }, pushButton(here, { label: "duplicate", path: TWICE, onPress: twice })),
    pushButton(here, { label: "delete", path: DELETE, onPress: (anchor) => acts.remove(here.now().at, anchor) }),
  );
  const title = element("strong", { hidden: (now) => !hasSelection(now) }, (now) => (hasSelection(now) ? `${isBranch(now.at) ? "Branch" : "Layer"} ${pathText(now.at)}${layerOf(now) ? `: ${layerOf(now).layer}` : ""}` : ""));
  const menu = kindMenu(kinds, acts);
  const blockSettings = element(
    "div",
    { class: "d2l-settings", hidden: (now) => !layerOf(now) || !isBlock(layerOf(now)) },
    field("join by", radios({
      label: "join branches by",
      options: { Add: "Adding", Concat: "Concatenating" },
      value: (now) => layerOf(now)?.layer,
      onChoose: (layer) => here.change(acts.edit((net) => patched(net, here.now().at, { layer }))),
    })),
    pushButton(here, { words: "Add a branch", onPress: (anchor) => here.change(acts.edit((net) => branchAdded(net, here.now().at)), anchor) }),
  );
  const form = settingsForm(here, kinds, acts.edit);
  return element(
    "div",
    { class: "d2l-editor" },
    element("div", { class: "d2l-editor-head" }, title, buttons, menu),
    element("div", { hidden: (now) => !layerOf(now) || isBlock(layerOf(now)) || !Object.values(kinds[layerOf(now).layer].settings).some(({ type, quiet }) => type !== "reads" && !quiet) }, form),
    blockSettings,
    problem(here),
    speltView(),
  );
}

function kindMenu(kinds, acts) {
  const groups = [...new Set(Object.values(kinds).map(({ group }) => group))];
  const option = (kind) => element("option", { value: kind }, kind);
  const kindsOf = (group) => Object.keys(kinds).filter((kind) => kinds[kind].group === group);
  const placeholder = element("option", { value: NOTHING, hidden: true }, (now) => (now.selected === null ? "Add at the end…" : isBranch(now.at) ? "Add to the branch…" : "Add after…"));
  function choose() {
    const kind = menu.value;
    menu.value = NOTHING;
    acts.add(kind, menu);
  }
  const menu = element("select", { class: "d2l-menu d2l-add", "aria-label": "add a layer", on: { change: choose } }, placeholder, ...groups.map((group) => element("optgroup", { label: group }, ...kindsOf(group).map(option))));
  return menu;
}

/** Which layer does not fit, why, and the nearest ways out. */
function problem(here) {
  const failing = () => here.now().network.failing;
  const mend = (index) => () => {
    const fix = failing().misfit.fixes[index];
    const { at, shape } = here.now();
    const next = mended({ net: settled(here.now().net, shape), shape }, failing().path, fix);
    // The button may go with the problem, and would take the focus along.
    node.closest(".d2l-stack").querySelector(".d2l-layer[aria-expanded=true]")?.focus({ preventScroll: true });
    here.change({ ...next, at: kept(next.net ?? here.now().net, at) });
  };
  const fixes = Array.from({ length: MOST_FIXES }, (_, index) => {
    const words = (now) => { const text = now.network.failing?.misfit.fixes[index]?.words ?? ""; return text && text[0].toUpperCase() + text.slice(1); };
    return element("span", { hidden: (now) => !now.network.failing?.misfit.fixes[index] }, pushButton(here, { words, onPress: mend(index) }));
  });
  const elsewhere = (now) => now.network.failing && `${now.network.failing.path}` !== `${now.at}`;
  const show = pushButton(here, { words: (now) => (now.network.failing ? `Show layer ${pathText(now.network.failing.path)}` : ""), onPress: () => here.change({ at: failing().path }) });
  const node = element(
    "div",
    { class: "d2l-problem", hidden: (now) => !now.network.failing },
    element("p", {}, (now) => (now.network.failing ? `${rowName(now.network.failing)}, does not fit: ${now.network.failing.misfit.why}.`.replace(/^l/, "L") : "")),
    element("div", { class: "d2l-fixes" }, ...fixes, element("span", { hidden: (now) => !elsewhere(now) }, show)),
  );
  return node;
}
