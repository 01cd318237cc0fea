/** A photograph whose channels are mixed by a 1×1 kernel that can be changed; any pixel is spelt out before and after. */

import { covarianceOf, meansOf, mixPixel, mixPixels, pixelOf, varianceShares } from "./mix.js";
import { LEARNED, mixNamed, mixOf } from "./mixes.js";
import { mixedSums, mixStage } from "./stage.js";
import { colourRefusal, cutWords, mixCode, mixReading, mixRefusal, namesOf, pixelWords, ruleWords, shownAs } from "./words.js";
import { block, field, radios, settings } from "../shared/controls/controls.js";
import { createLinks } from "../shared/grids/links.js";
import { panel } from "../shared/grids/panel.js";
import { SHOWINGS } from "../shared/maths/image_filter.js";
import { element, follow } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { asSentence } from "../shared/page/format.js";
import { fromTraits, remembered, steady } from "../shared/page/remembered.js";
import { crossHairHandle, photoView } from "../shared/photos/photo_view.js";
import { bytesOf, photographOf, PHOTOS, sizeOf, SUBJECTS } from "../shared/photos/photos.js";
import { planeOf } from "../shared/photos/picture.js";

const MIX = ["photo", "kernel", "bias"];
const HINT = "Edit the kernel or choose a preset. Point at a pixel, or move the cross-hair with the arrow keys.";
const SHOWN = { colour: "in colour", clip: "each channel", absolute: "each, sign dropped", signed: "each, 0 is mid-grey" };

function derive(here) {
  const [size, components] = [sizeOf(here), here.given("components")];
  const count = size[0] * size[1];
  const photos = Object.fromEntries(Object.entries(here.given("photos")).map(([name, photo]) => {
    const planes = bytesOf(photo);
    return [name, { planes, means: meansOf(planes, count), covariance: covarianceOf(planes, count), components: components[name] }];
  }));
  const mixed = fromTraits(MIX, ({ photo, kernel, bias }) => {
    const output = mixPixels(photos[photo].planes, count, kernel, bias);
    return { output, planes: kernel.map((_, channel) => planeOf(output, channel, size)), shares: varianceShares(kernel, photos[photo].covariance) };
  });
  const spelt = fromTraits([...MIX, "at"], ({ photo, kernel, bias, at: [row, column] }) => {
    const pixel = pixelOf(photos[photo].planes, count, row * size[1] + column);
    return { pixel, values: mixPixel(pixel, kernel, bias) };
  });
  const [namesNow, reading] = [steady(namesOf), remembered(mixReading)];
  return (state) => {
    const [view, names] = [mixed(state), namesNow(state)];
    return { ...view, ...spelt(state), photos, names, shown: shownAs(state), reading: reading(names, view.shares, count) };
  };
}

const isColour = ({ shown }) => shown === "colour";
const words = ({ photo, shown }) => `the photograph of ${SUBJECTS[photo]} after the kernel; ${cutWords(shown)}`;

/**
 * The photograph, and the result of a mix: one picture in colour, or each channel in grey, up to four beside each other.
 * @param {[number, number]} size height and width @param {number} most how many channels there can be
 */
function pictures(here, size, most) {
  const all = { size, trait: "at" };
  const handle = crossHairHandle(here, { ...all, words: pixelWords });
  const source = photoView(here, { ...all, role: "input", read: photographOf(here) }, handle);

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
  return element(
    "div",
    { class: "d2l-pictures" },
    panel({ role: "input", title: "Photograph", size: [`3 × ${size.join(" × ")}`], body: source }),
    panel({ role: "output", title: "Result", size: [element("span", {}, ({ kernel }) => `${kernel.length} × ${size.join(" × ")}`)], body: result }),
  );
}

/** Another photograph has other principal components. */
function choosePhoto(here, photo) {
  const now = here.now();
  const learned = mixNamed(now, now.photos[now.photo]) === LEARNED;
  const { kernel, bias } = learned ? mixOf(LEARNED, now.photos[photo]) : now;
  here.change({ photo, kernel, bias });
}

/** How the result is shown; in colour only with three channels. */
function showings(here) {
  const node = radios({ label: "show the result", options: SHOWN, value: (now) => now.shown, onChoose: show });
  const radio = (value) => node.querySelector(`[value=${value}]`);

  function show(showing) {
    const reason = showing === "colour" ? colourRefusal(here.now()) : null;
    if (!reason) return here.change({ showing });
    radio(here.now().shown).checked = true;
    return here.refuse(radio("colour"), reason);
  }
  return follow(node, (now) => [colourRefusal(now)], (reason) => block(radio("colour"), reason));
}

export default explorable({
  name: "channel mixer",
  derive,
  refusal: mixRefusal,
  tell: (now) => asSentence(pixelWords(now)),
  code: (now, here) => mixCode(now, sizeOf(here)),
  layout(here) {
    const [size, link, most] = [sizeOf(here), createLinks(), here.limits["output channels"][1]];
    return [
      radios({ label: "photograph", options: PHOTOS, value: (now) => now.photo, onChoose: (photo) => choosePhoto(here, photo) }),
      pictures(here, size, most),
      element("p", { class: "d2l-hint" }, HINT),
      mixStage(here, link),
      element("div", { class: "d2l-readout" }, mixedSums({ most, link }), element("p", { class: "d2l-reading" }, (now) => now.reading)),
      settings(field("show the result", showings(here))),
      element("p", { class: "d2l-reading" }, ruleWords),
    ];
  },
});
