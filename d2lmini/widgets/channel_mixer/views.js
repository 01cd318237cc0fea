/** The photograph, and the result of a mix: one picture in colour, or each channel in grey, up to four beside each other. */

import { cutWords, pixelWords } from "./words.js";
import { panel } from "../shared/grids/panel.js";
import { SHOWINGS } from "../shared/maths/image_filter.js";
import { element, follow } from "../shared/page/dom.js";
import { crossHairHandle, photoView } from "../shared/photos/photo_view.js";
import { bytesOf, SUBJECTS } from "../shared/photos/photos.js";

const isColour = ({ shown }) => shown === "colour";
const words = ({ photo, shown }) => `the photograph of ${SUBJECTS[photo]} after the kernel; ${cutWords(shown)}`;

/** @param {[number, number]} size height and width @param {number} most how many channels there can be */
export function pictures(here, size, most) {
  const [photos, all] = [here.given("photos"), { size, trait: "at" }];
  const handle = crossHairHandle(here, { ...all, words: pixelWords });
  const original = ({ photo }) => [bytesOf(photos[photo]), null, `photograph of ${SUBJECTS[photo]}, ${size.join(" by ")} pixels`];
  const source = photoView(here, { ...all, role: "input", read: original }, handle);

  function view(seen, read, ...over) {
    const node = photoView(here, { ...all, role: "output", read }, ...over);
    return follow(node, (now) => [seen(now)], (isSeen) => { node.hidden = !isSeen; });
  }
  const channelView = (channel) => view(
    (now) => !isColour(now) && channel < now.names.length,
    (now) => [now.planes[channel], SHOWINGS[now.shown], `${now.names[channel]}: ${words(now)}`],
    element("span", { class: "d2l-badge", "aria-hidden": "true", translate: "no" }, (now) => now.names[channel]),
  );
  const result = element(
    "div",
    { class: "d2l-channels", "data-many": (now) => !isColour(now) && now.names.length > 1 },
    view(isColour, (now) => [now.output, null, words(now)]),
    ...Array.from({ length: most }, (_, channel) => channelView(channel)),
  );
  const shape = element("span", {}, ({ kernel }) => `${kernel.length} × ${size.join(" × ")}`);
  return element(
    "div",
    { class: "d2l-pictures" },
    panel({ role: "input", title: "Photograph", size: [`3 × ${size.join(" × ")}`], body: source }),
    panel({ role: "output", title: "Result", size: [shape], body: result }),
  );
}
