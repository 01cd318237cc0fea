/**
 * Plays an explorable: acts once on each of its controls, and tells after each act what is shown, and what Copy gives.
 *
 * `translating` first wraps and replaces every text, as the browsers' page translators do, and again after each act what
 * is new. What is told then leaves the replacements' marks out, so that it equals what an untranslated page tells.
 * `reads` has a selector for each text, besides the grids' numbers, that the copied program is compared with; `model`
 * is the explorable's state in the page.
 * @returns {Promise<{act: string, control: string, told: string, changed: boolean, reason: ?string, overflow: number,
 *   state: string, program: ?string, grids: Object<string, string[][]>, texts: Object<string, string[]>}[]>}
 *   `reason` is what a greyed control says when it is pressed, and null where the control was not greyed
 */
async (root, { translating, reads, model }) => {
  const SPEAKING = 500;
  const shown = [];
  // Spoken when the reader pauses: told at the end.
  const said = root.querySelector(":scope > [role=status]");
  const plain = (...nodes) => nodes.map((node) => node.textContent.replaceAll(/[⟦⟧]/g, "")).join(" ");
  const paused = () => new Promise((done) => setTimeout(done));

  function isWords(node) {
    if (!node.data.trim() || node.parentElement.closest("font[data-translated]")) return false;
    return node.parentElement.closest("[translate]")?.getAttribute("translate") !== "no";
  }

  function translate() {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (isWords(walker.currentNode)) texts.push(walker.currentNode);
    for (const text of texts) {
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      outer.dataset.translated = "";
      inner.textContent = `⟦${text.data}⟧`;
      outer.append(inner);
      text.replaceWith(outer);
    }
  }

  function told() {
    const inView = [...root.children].filter((part) => part !== said);
    const fields = [...root.querySelectorAll("input, select, textarea")];
    const values = fields.map(({ type, checked, value }) => (["checkbox", "radio"].includes(type) ? checked : value));
    return `${plain(...inView.map(withoutClock))} ${values.join(" ")}`;
  }

  /** What a clock has measured is another each time. */
  function withoutClock(part) {
    if (!part.querySelector("[data-clock]")) return part;
    const copy = part.cloneNode(true);
    for (const measured of copy.querySelectorAll("[data-clock]")) measured.remove();
    return copy;
  }

  /** All that a reader can see of the explorable, as text. */
  function picture() {
    const parts = [...root.children].filter((part) => part !== said).map((part) => part.outerHTML);
    return [...parts, told(), ...[...root.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL())].join();
  }

  const state = () => JSON.stringify(Object.keys(model._initial).map((trait) => model[trait]));

  const bubble = root.querySelector(":scope > .d2l-bubble");
  const copy = [...root.querySelectorAll("button")].find((button) => button.textContent === "Copy as PyTorch");
  let program = null;
  // Each machine allows or forbids it, sooner or later.
  navigator.clipboard.writeText = async (text) => { program = text; };

  async function copied() {
    program = null;
    copy.click();
    await paused();
    copy.dispatchEvent(new Event("pointerleave"));
    return program;
  }

  const labelOf = (grid) => nameOf(grid).split(",")[0]; // sizes follow, which change
  const numbersOf = (grid) => [...grid.querySelectorAll("[role=row]")].map((row) =>
    [...row.querySelectorAll("[role=gridcell]")].map((cell) => (cell.querySelector("input") ?? cell).value ?? plain(cell)));

  async function act(name, does, control = root) {
    const before = picture();
    const greyed = control.getAttribute("aria-disabled") === "true";
    root.dispatchEvent(new Event("pointerdown")); // the next act takes an earlier reason away
    does();
    await paused();
    const reason = greyed ? bubble.hidden ? "" : plain(bubble) : null;
    const changed = picture() !== before;
    if (translating) translate();
    const overflow = document.documentElement.scrollWidth - innerWidth;
    const grids = Object.fromEntries(all("[role=grid]").map((grid) => [labelOf(grid), numbersOf(grid)]));
    const texts = Object.fromEntries(Object.entries(reads).map(([name, selector]) => [name, all(selector).map((node) => plain(node))]));
    const seen = { act: name, control: labelOf(control), told: told(), changed, reason, overflow, state: state(), grids, texts };
    shown.push({ ...seen, program: await copied() });
  }

  const send = (node, type, init = {}) => node.dispatchEvent(new (type === "keydown" ? KeyboardEvent : InputEvent)(type, { bubbles: true, cancelable: true, ...init }));
  const put = (node, value, type) => {
    node.focus();
    node.value = value;
    send(node, type);
  };
  const press = (node, key) => {
    node.focus();
    send(node, "keydown", { key });
  };
  const all = (selector) => [...root.querySelectorAll(selector)].filter((node) => node.isConnected && node.getClientRects().length);
  const nameOf = (node) => node.getAttribute("aria-label") ?? (node.value || plain(node));

  const click = (name, control) => act(name, () => control.click(), control);

  // What an explorable measures by itself would end in the middle of an act.
  while (root.querySelector("[aria-busy=true]")) await paused();
  await act("nothing", () => {});
  for (const play of all("[aria-label=play]")) {
    await click("play", play);
    await click("pause", play);
  }
  for (const field of all(".d2l-stepper input")) {
    await act(`far too much ${nameOf(field)}`, () => put(field, "9999999", "change"), field);
    for (const button of field.parentElement.querySelectorAll("button")) await click(nameOf(button), button);
  }
  for (const slider of all("input[type=range]")) {
    for (const value of [slider.max, slider.min, Math.ceil(slider.max / 2)]) await act(`${nameOf(slider)} ${value}`, () => put(slider, value, "input"), slider);
  }
  for (const grid of all("[role=grid]:has([tabindex])")) {
    const [first] = grid.querySelectorAll("input");
    for (const text of first ? ["7", "word", "-0.25"] : []) {
      await act(`${text} into ${nameOf(grid)}`, () => put(first, text, "input"), grid);
      await act("Enter", () => press(first, "Enter"), grid);
    }
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "End", "Home"]) {
      await act(`${key} in ${nameOf(grid)}`, () => press(grid.querySelector("[tabindex='0']"), key), grid);
    }
  }
  for (const slider of all("[role=slider]")) {
    for (const key of ["ArrowRight", "ArrowDown", "Home"]) await act(`${key} on ${nameOf(slider)}`, () => press(slider, key), slider);
  }
  for (const menu of all("select")) {
    const options = [...menu.options].filter((option) => !option.hidden && option.value !== "Random");
    for (const { value } of options) await act(`choose ${value}`, () => put(menu, value, "change"), menu);
  }
  for (const form of all(".d2l-answer")) {
    for (const answer of ["words", "1", "2", "", "1"]) {
      await act(`answer ${answer}`, () => {
        form.querySelectorAll("input").forEach((box) => { if (!box.readOnly) box.value = answer; });
        form.requestSubmit();
      }, form);
    }
  }
  for (const box of all("input[type=checkbox]")) await click(`switch ${nameOf(box)}`, box);
  for (const box of all("input[type=radio]")) {
    const group = box.closest("[role=radiogroup]");
    await act(`choose ${nameOf(box)}`, () => box.click(), box.getAttribute("aria-disabled") ? box : group);
  }
  for (const button of all("button")) {
    if (nameOf(button) !== "play" && button.getClientRects().length) await click(nameOf(button), button);
  }
  const seen = shown.length;
  await new Promise((done) => setTimeout(done, SPEAKING));
  shown.push({ ...shown[seen - 1], act: "said", told: plain(said) });
  return shown;
}
