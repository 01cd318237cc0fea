/** The layer's settings; the one that a reader changes is the one that the curves follow. */

import { groupsOf, isDepthwise } from "./costs.js";
import { field, settings, stepper, toggle } from "../shared/controls/controls.js";
import { outside } from "../shared/controls/lengths.js";
import { element, follow } from "../shared/page/dom.js";

/** A stepper that brings its setting under the reader's hand. */
function setting(here, trait, { label = trait.replace("_", " "), vary = trait, step = () => 1, patch = (number) => ({ [trait]: number }) } = {}) {
  return field(label, stepper(here, {
    label,
    value: (now) => now[trait],
    outside: outside(label, here.limits[trait]),
    step,
    patch: (number, now) => ({ vary, ...patch(number, now) }),
  }));
}

/** Channels move together where each is a group of its own. */
function channels(here, trait) {
  const together = (count) => ({ in_channels: count, out_channels: count, groups: count, vary: "channels" });
  const alone = (now) => !isDepthwise(now) || now.in_channels !== now.out_channels;
  return setting(here, trait, {
    step: (now) => (alone(now) ? now.groups : 1),
    patch: (count, now) => (alone(now) ? { [trait]: count } : together(count)),
  });
}

function paddingField(here) {
  const same = (now) => now.padding === "same";
  const number = stepper(here, {
    label: "padding",
    value: ({ padding, kernel_size }) => (padding === "same" ? Math.floor((kernel_size - 1) / 2) : padding),
    outside: outside("padding", here.limits.padding_number),
    patch: (padding) => ({ padding }),
  });
  const follows = toggle(here, { words: "same", value: same, patch: (on, now) => ({ padding: on ? "same" : Math.floor((now.kernel_size - 1) / 2) }) });
  return field("padding", element("span", { class: "d2l-padding-field" }, number, follows));
}

function groupsField(here) {
  const choose = () => {
    const next = Number(menu.value);
    menu.value = String(here.now().groups);
    here.change({ groups: next, vary: "groups" }, menu);
  };
  const menu = element("select", { class: "d2l-menu", "aria-label": "groups", translate: "no", on: { change: choose } });
  follow(menu, (now) => [now.in_channels, now.out_channels], (in_channels, out_channels) => {
    menu.replaceChildren(...groupsOf({ in_channels, out_channels }).map((count) => element("option", { value: count }, count === in_channels && count > 1 ? `${count}, depthwise` : `${count}`)));
  });
  return field("groups", follow(menu, (now) => [now.groups, now.in_channels, now.out_channels], (groups) => { menu.value = String(groups); }));
}

export const layerSettings = (here) =>
  settings(
    channels(here, "in_channels"),
    channels(here, "out_channels"),
    setting(here, "height", { vary: "size" }),
    setting(here, "width", { vary: "size" }),
    setting(here, "kernel_size", { label: "kernel" }),
    setting(here, "stride"),
    paddingField(here),
    groupsField(here),
    field("bias", toggle(here, { words: "one a filter", value: (now) => now.bias, patch: (bias) => ({ bias }) })),
  );
