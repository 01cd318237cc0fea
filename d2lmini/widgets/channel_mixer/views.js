/** The result of a mix: one picture in colour, or each channel in grey, up to four beside each other. */

import { planeOf } from "../shared/colour_photo.js";
import { element, setAttribute, setText } from "../shared/dom.js";
import { createPhotoView } from "../shared/photo_view.js";

/**
 * @param {{size: [number, number], most: number, onPoint: (place: [number, number]) => void}} options
 *   `most` is how many channels there can be
 */
export function createChannelViews({ size, most, onPoint }) {
  const makeView = () => createPhotoView({ role: "output", size, onPoint });
  const colour = makeView();
  const greys = Array.from({ length: most }, makeView);
  const badges = greys.map((view) => {
    const badge = element("span", { class: "d2l-badge", "aria-hidden": "true", translate: "no" });
    view.element.append(badge);
    return badge;
  });
  const views = [colour, ...greys];
  const node = element("div", { class: "d2l-channels" }, ...views.map((view) => view.element));

  /**
   * @param {Float64Array} output one plane after the other
   * @param {{names: string[], showing: object | null, words: string}} look
   *   the channels' names, one of SHOWINGS or null for a colour picture, and what is to be seen
   */
  function draw(output, { names, showing, words }) {
    colour.element.hidden = showing !== null;
    greys.forEach((view, channel) => { view.element.hidden = showing === null || channel >= names.length; });
    setAttribute(node, "data-many", showing !== null && names.length > 1);
    if (showing === null) colour.drawColours(output, words);
    else names.forEach((name, channel) => {
      greys[channel].draw(planeOf(output, channel, size), showing, `${name}: ${words}`);
      setText(badges[channel], name);
    });
  }
  const aim = (place) => views.forEach((view) => view.element.hidden || view.aim(place, 1));
  return { element: node, draw, aim };
}
