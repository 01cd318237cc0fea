/**
 * Plays an explorable: acts once on each of its controls, and tells after each act what is shown.
 *
 * `translating` first wraps and replaces every text, as the browsers' page translators do, and again after each act what
 * is new. What is told then leaves the replacements' marks out, so that it equals what an untranslated page tells.
 * @returns {Promise<[string, string][]>} the acts and what each led to
 */
async (root, { translating }) => {
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
    return `${plain(...inView)} ${values.join(" ")}`;
  }

  async function act(name, does) {
    does();
    await paused();
    if (translating) translate();
    shown.push([name, told()]);
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
  const nameOf = (node) => node.getAttribute("aria-label") ?? node.value ?? node.textContent;

  // Each machine allows or forbids it, sooner or later.
  navigator.clipboard.writeText = async () => {};
  await act("nothing", () => {});
  for (const play of all("[aria-label=play]")) {
    await act("play", () => play.click());
    await act("pause", () => play.click());
  }
  for (const field of all(".d2l-stepper input")) {
    await act(`far too much ${nameOf(field)}`, () => put(field, "9999999", "change"));
    for (const button of field.parentElement.querySelectorAll("button")) await act(nameOf(button), () => button.click());
  }
  for (const slider of all("input[type=range]")) {
    for (const value of [slider.max, slider.min, Math.ceil(slider.max / 2)]) await act(`${nameOf(slider)} ${value}`, () => put(slider, value, "input"));
  }
  for (const grid of all("[role=grid]")) {
    const [first] = grid.querySelectorAll("input");
    for (const text of first ? ["7", "word", "-0.25"] : []) {
      await act(`${text} into ${nameOf(grid)}`, () => put(first, text, "input"));
      await act("Enter", () => press(first, "Enter"));
    }
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "End"]) {
      await act(`${key} in ${nameOf(grid)}`, () => press(grid.querySelector("[tabindex='0']") ?? grid, key));
    }
  }
  for (const slider of all("[role=slider]")) {
    for (const key of ["ArrowRight", "ArrowDown", "Home"]) await act(`${key} on ${nameOf(slider)}`, () => press(slider, key));
  }
  for (const menu of all("select")) {
    const options = [...menu.options].filter((option) => !option.hidden && option.value !== "Random");
    for (const { value } of options) await act(`choose ${value}`, () => put(menu, value, "change"));
  }
  for (const form of all(".d2l-answer")) {
    for (const answer of ["words", "1", "2", "", "1"]) {
      await act(`answer ${answer}`, () => {
        form.querySelectorAll("input").forEach((box) => { if (!box.readOnly) box.value = answer; });
        form.requestSubmit();
      });
    }
  }
  for (const box of all("input[type=radio], input[type=checkbox]")) await act(`switch ${nameOf(box)}`, () => box.click());
  for (const button of all("button")) {
    if (nameOf(button) !== "play") await act(nameOf(button), () => button.click());
  }
  await new Promise((done) => setTimeout(done, SPEAKING));
  return [...shown, ["said", plain(said)]];
}
