/** What is in view: chosen by click, touch or key, it stays; what the pointer is over is lit only as long as it is there. */

import { copyMarks } from "./marks.js";
import { inInput, pixelAt, whereRead, copiesOf } from "./im2col.js";
import { samePlace } from "../shared/grids/cells.js";
import { createLinks } from "../shared/grids/links.js";

const UNREAD = "no window reads this number: it stands in no column";

/** @param {() => {inputs: object[], columns: object, folded: object[]}} gridsOf */
export function createLook(here, gridsOf) {
  const link = createLinks();
  const marks = copyMarks((pixel) => {
    const [{ axes }, { inputs, columns, folded }] = [here.now(), gridsOf()];
    const place = inInput(axes, pixel);
    return [inputs[pixel.channel].nodeAt(place), folded[pixel.channel].nodeAt(place), ...copiesOf(axes, pixel).map(columns.nodeAt)];
  });
  link.add((entry) => {
    const { axes, at, pixel } = here.now();
    marks(entry === null ? pixel : pixelAt(axes, entry, at));
  });

  /** Change what is in view, if it is another. */
  function select(patch, anchor) {
    const now = here.now();
    const same = Object.entries(patch).every(([name, value]) => (name === "at" ? samePlace(value, now.at) : value === now[name]));
    if (!same) here.change(patch, anchor);
  }
  return {
    link,
    select,
    /** Light up a pixel, and its product if the window in view reads it; null for what is in view. */
    over(pixel) {
      const { axes, at, pixel: chosen } = here.now();
      const read = pixel && whereRead(axes, pixel, at);
      link(read && samePlace(read.at, at) ? read.entry : null);
      marks(pixel ?? chosen);
    },
    /** Show a pixel in the column of the nearest window that reads it. */
    choose(pixel, anchor) {
      const read = whereRead(here.now().axes, pixel, here.now().at);
      if (read) select(read, anchor);
      else here.refuse(anchor, UNREAD);
    },
    /** Light up what is in view again. */
    settle(pixel) {
      link(null);
      marks(pixel);
    },
  };
}
