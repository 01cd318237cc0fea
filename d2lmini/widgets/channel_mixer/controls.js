/** The preset of a mix, how many channels it has, and how its result is shown. */

import { choice, field, presetMenu, stepper } from "../shared/controls.js";
import { element, setAttribute } from "../shared/dom.js";
import { MIX_NAMES, mixNamed, mixOf, withChannels } from "./mixes.js";

const SHOWN = [
  { value: "colour", words: "in colour" },
  { value: "clip", words: "each channel" },
  { value: "absolute", words: "each, sign dropped" },
  { value: "signed", words: "each, 0 is mid-grey" },
];

/** How a state's result is shown: colours need three channels. */
export const shownAs = ({ showing, kernel }) => (showing === "colour" && kernel.length !== 3 ? "clip" : showing);

/** Say why there cannot be so many output channels, or null when there can. */
export const channelsReason = (channels, [least, most]) =>
  Number.isInteger(channels) && channels >= least && channels <= most
    ? null
    : `output channels must be a whole number from ${least} to ${most}, got ${channels}`;

/**
 * @param {{limits: [number, number], learned: (photo: string) => object, read: () => object,
 *          change: (patch: object) => void, refuse: (anchor: HTMLElement, reason: string) => void}} options
 *   `learned` gives a photograph's components and means
 */
export function createMixControls({ limits, learned, read, change, refuse }) {
  const mix = (name) => mixOf(name, learned(read().photo));
  const menu = presetMenu({ label: "kernel preset", names: MIX_NAMES, onChoose: (name) => change(mix(name)) });
  const channels = stepper({ label: "output channels", onChoose: choose });
  const showing = choice({ label: "show the result", options: SHOWN, onChoose: show });
  const colour = showing.element.querySelector("[value=colour]");
  const colourReason = () => (read().kernel.length === 3 ? null : `a colour picture needs 3 output channels, for red, green and blue; the kernel has ${read().kernel.length}`);

  function choose(value, anchor) {
    const reason = channelsReason(value, limits);
    if (reason) refuse(anchor, reason);
    else change(withChannels(read(), value));
  }

  function show(value) {
    const reason = value === "colour" ? colourReason() : null;
    if (!reason) return change({ showing: value });
    showing.paint(shownAs(read()));
    return refuse(colour, reason);
  }

  function paint(state) {
    const count = state.kernel.length;
    menu.paint(mixNamed(state, learned(state.photo)));
    channels.paint({ value: count, less: channelsReason(count - 1, limits), more: channelsReason(count + 1, limits) });
    showing.paint(shownAs(state));
    setAttribute(colour, "aria-disabled", colourReason() ? "true" : null);
    setAttribute(colour, "title", colourReason());
  }
  const settings = element("div", { class: "d2l-settings" }, field("show the result", showing.element));
  return { menu: menu.element, channels: channels.element, settings, paint };
}
