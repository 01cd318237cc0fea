/** A photograph whose channels are mixed by a 1×1 kernel that can be changed; any pixel is spelt out before and after. */

import { mixCode } from "./code.js";
import { covarianceOf, meansOf, mixPixel, mixPixels, pixelOf, varianceShares } from "./mix.js";
import { LEARNED, mixNamed, mixOf } from "./mixes.js";
import { mixStage } from "./stage.js";
import { mixedSums } from "./sums.js";
import { pictures } from "./views.js";
import { colourRefusal, mixReading, mixRefusal, namesOf, pixelWords, ruleWords, shownAs } from "./words.js";
import { block, field, radios, settings } from "../shared/controls/controls.js";
import { createLinks } from "../shared/grids/links.js";
import { element, follow } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { asSentence } from "../shared/page/format.js";
import { fromTraits, remembered, steady } from "../shared/page/remembered.js";
import { planeOf } from "../shared/photos/picture.js";
import { bytesOf, PHOTOS } from "../shared/photos/photos.js";

const MIX = ["photo", "kernel", "bias"];
const HINT = "Edit the kernel or choose a preset. Point at a pixel, or move the cross-hair with the arrow keys.";
const SHOWN = { colour: "in colour", clip: "each channel", absolute: "each, sign dropped", signed: "each, 0 is mid-grey" };

const sizeOf = (here) => here.given("photos").china.size;

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
