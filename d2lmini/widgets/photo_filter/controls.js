/** The kernel's preset, size and divisor, and how values that no grey stands for are shown. */

import { choice, field, presetMenu, pushButton } from "../shared/controls.js";
import { element } from "../shared/dom.js";
import { centred, SHOWINGS } from "../shared/image_filter.js";
import { numberField } from "./number_field.js";
import { PHOTO_KERNELS, photoPreset, photoPresetNamed } from "./presets.js";

const SIZES = [{ value: "3", words: "3 × 3" }, { value: "5", words: "5 × 5" }];

/**
 * @param {{largest: number, read: () => object, change: (patch: object) => void,
 *          refuse: (anchor: HTMLElement, reason: string) => void}} options
 */
export function createPhotoControls({ largest, read, change, refuse }) {
  const total = () => read().kernel.flat().reduce((sum, number) => sum + number, 0);

  function divide(value, anchor) {
    if (value === 0) refuse(anchor, "dividing by 0 is impossible; use any other number");
    else change({ divisor: value });
  }
  const names = [...Object.keys(PHOTO_KERNELS), "Random"];
  const menu = presetMenu({ label: "kernel preset", names, onChoose: (name) => change(photoPreset(name, read().kernel)) });
  const resize = (value) => change({ kernel: centred(read().kernel, Number(value)) });
  const size = choice({ label: "kernel size", options: SIZES, onChoose: resize });
  const divisor = numberField({ caption: "divide by", largest, refuse, onChoose: divide });
  const normalise = pushButton({ words: "Normalise to sum 1", refuse, onPress: () => change({ divisor: total() }) });
  const showings = Object.entries(SHOWINGS).map(([value, { words }]) => ({ value, words }));
  const negatives = choice({ label: "show negative values", options: showings, onChoose: (value) => change({ negatives: value }) });

  function paint({ kernel, divisor: number, negatives: shown }) {
    menu.paint(photoPresetNamed(kernel, number));
    size.paint(String(kernel.length));
    divisor.paint(number);
    normalise.paint(total() === 0 ? "the kernel's numbers add up to 0, and no divisor makes that 1" : null);
    negatives.paint(shown);
  }
  const showing = field("show negative values", negatives.element);
  const settings = element("div", { class: "d2l-settings" }, divisor.element, normalise.element, showing);
  return { menu: menu.element, size: size.element, settings, paint };
}
