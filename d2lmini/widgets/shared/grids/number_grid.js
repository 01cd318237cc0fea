/**
 * A grid of numbers to edit, as in a spreadsheet, and a single tab stop: typing replaces and shows at once, Enter keeps,
 * Escape takes back, arrow keys walk. After F2 or a second click they move the caret instead. Text that is no number is
 * refused in words, and the old number stays.
 */

import { createCells, samePlace, walk } from "./cells.js";
import { replaced } from "../maths/matrix.js";
import { element, setAttribute } from "../page/dom.js";
import { formatNumber, parseNumber } from "../page/format.js";

const replacing = (trait) => (place, value, now) => ({ [trait]: replaced(now[trait], place, value) });

/**
 * @param {object} options
 * @param {(now: object) => number[][]} [options.numbers] those of the trait `name`, unless given
 * @param {(place: [number, number], value: number, now: object) => object} [options.patch] the change that another number asks for
 * @param {(place: [number, number], now: object) => string | null} [options.locked] why a number cannot be changed
 * @param {(place: [number, number] | null) => void} [options.onPoint] hears which cell the pointer or the focus is on, and null
 *   when the pointer leaves
 */
export function numberGrid(here, {
  role, name, numbers: numbersOf = (now) => now[name], patch = replacing(name), locked = () => null, onPoint = () => {}, format = formatNumber,
}) {
  let numbers = [];
  let home = [0, 0];
  /** The cell in hand: `before` is its number before typing began, `caret` whether arrow keys move inside its text. */
  let editing = null;

  function makeCell(place) {
    const field = element("input", {
      class: "d2l-number",
      type: "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "done",
      tabindex: samePlace(place, home) ? 0 : -1,
      "aria-label": `${name} row ${place[0]}, column ${place[1]}`,
    });
    const beingTyped = () => editing?.typed && samePlace(editing.place, place);
    const show = (text) => { if (!beingTyped()) field.value = text; };
    return { node: element("div", { class: "d2l-cell", role: "gridcell" }, field), show };
  }
  const cells = createCells({ role, name, numbers: numbersOf, makeCell, format, painted });
  const fieldAt = (place) => cells.nodeAt(place)?.firstElementChild;
  const numberAt = ([row, column]) => numbers[row]?.[column];

  function edit(place, value) {
    const reason = locked(place, here.now());
    if (reason) here.refuse(fieldAt(place), reason);
    else here.change(patch(place, value, here.now()), fieldAt(place));
  }

  function painted(matrix) {
    numbers = matrix;
    if (!fieldAt(home)) moveTabStop([0, 0]);
  }

  function moveTabStop(place) {
    if (fieldAt(home)) setAttribute(fieldAt(home), "tabindex", -1);
    setAttribute(fieldAt(place), "tabindex", 0);
    home = place;
  }

  /** Show a cell's number in full, selected, so that the next key replaces it. */
  function begin(place) {
    editing = { place, before: numberAt(place), typed: false, caret: false };
    fieldAt(place).value = String(numberAt(place));
    fieldAt(place).select();
    if (!samePlace(home, place)) moveTabStop(place);
  }

  /** Let go of the cell in hand. Returns whether its text was a number. */
  function settle({ keep = true } = {}) {
    const { place, before, typed } = editing;
    const field = fieldAt(place);
    editing = null;
    if (!field) return true;
    const { reason } = typed && keep ? parseNumber(field.value, here.limits.number) : {};
    if ((reason || !keep) && numberAt(place) !== before) edit(place, before);
    field.value = format(reason || !keep ? before : numberAt(place));
    setAttribute(field, "aria-invalid", null);
    if (reason) here.refuse(field, reason);
    return !reason;
  }

  function onInput() {
    if (!editing.typed) Object.assign(editing, { typed: true, before: numberAt(editing.place) });
    const { value, reason } = parseNumber(fieldAt(editing.place).value, here.limits.number);
    setAttribute(fieldAt(editing.place), "aria-invalid", reason ? "true" : null);
    if (!reason) edit(editing.place, value);
  }

  function onKey(event) {
    const { place, caret } = editing;
    const next = caret ? null : walk(event, place, cells.sizeOf());
    if (event.key === "F2") editing.caret = true;
    if (event.key === "F2") fieldAt(place).setSelectionRange(-1, -1);
    if (event.key === "Enter" || event.key === "Escape") {
      settle({ keep: event.key === "Enter" });
      begin(place);
    }
    // At the edge, where walking leads nowhere, the cell stays in hand.
    if (next && settle() && !samePlace(next, place)) fieldAt(next).focus();
    else if (next) begin(place);
    if (next || ["F2", "Enter", "Escape"].includes(event.key)) event.preventDefault();
  }

  const listeners = {
    focusin: (event) => {
      begin(cells.placeOf(event));
      onPoint(cells.placeOf(event));
    },
    pointerover: (event) => event.pointerType === "mouse" && onPoint(cells.placeOf(event)),
    pointerleave: () => onPoint(null),
    focusout: () => editing && settle(),
    input: onInput,
    keydown: onKey,
    pointerdown: (event) => { if (editing && samePlace(editing.place, cells.placeOf(event))) editing.caret = true; },
    click: () => { if (editing && !editing.caret) fieldAt(editing.place).select(); },
  };
  for (const [type, listener] of Object.entries(listeners)) cells.element.addEventListener(type, listener);
  return cells;
}
