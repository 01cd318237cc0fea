/**
 * Makes the book's widgets live in a built page, with no kernel and no network.
 *
 * The state of a page's widgets, modules (`_esm`) and stylesheets (`_css`) included, is in a script that sets `widgetState`.
 * This host gives each module the part of anywidget's model interface that needs no kernel, and calls its `render`.
 * It is a classic script because browsers refuse `type="module"` files opened from disk; a Blob's import they allow.
 */
(() => {
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const SETTLED = 4000; // milliseconds after the page has loaded
  const BETWEEN_WRITES = 500; // milliseconds: the browser's store is slow, and would make the reader's every step late

  /** Decode a base64 buffer to the DataView that a Python `Bytes` trait becomes in JavaScript. */
  function decodeBuffer(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new DataView(bytes.buffer);
  }

  /** Put the binary buffers, which JSON cannot hold, back to their places in the state. */
  function restoreBuffers({ state, buffers = [] }) {
    for (const { path, data } of buffers) {
      const parent = path.slice(0, -1).reduce((node, key) => node[key], state);
      parent[path.at(-1)] = decodeBuffer(data);
    }
    return state;
  }

  /** Give the traits that a widget names in `_kept` the values they had on an earlier visit. */
  function recall(state) {
    if (!state._kept?.length) return;
    try {
      const kept = JSON.parse(localStorage.getItem(state._anywidget_id)) ?? {};
      for (const name of state._kept) if (name in kept) state[name] = kept[name];
    } catch {
      // The browser keeps nothing for this page, or what it kept is broken: the widget starts afresh.
    }
  }

  /** What keeps those traits for the next visit: soon, or at the last moment. */
  function keeperOf(state) {
    let waiting = null;

    function keep() {
      clearTimeout(waiting);
      waiting = null;
      try {
        const kept = Object.fromEntries(state._kept.map((name) => [name, state[name]]));
        localStorage.setItem(state._anywidget_id, JSON.stringify(kept));
      } catch {
        // No store in a private window, or a full one: the widget goes on without.
      }
    }
    addEventListener("pagehide", () => waiting !== null && keep());
    return () => { if (state._kept?.length) waiting ??= setTimeout(keep, BETWEEN_WRITES); };
  }

  /** The model interface that anywidget specifies, holding its state in this page only. */
  function createModel(state) {
    recall(state);
    const listeners = new Map();
    const emit = (event) => [...(listeners.get(event) ?? [])].forEach((callback) => callback());
    return {
      get: (name) => state[name],
      set(name, value) {
        const changes = typeof name === "string" ? { [name]: value } : name;
        for (const [key, next] of Object.entries(changes)) {
          if (state[key] === next) continue;
          state[key] = next;
          emit(`change:${key}`);
        }
        emit("change");
      },
      save_changes: keeperOf(state),
      send() {},
      on(event, callback) {
        if (!listeners.has(event)) listeners.set(event, new Set());
        listeners.get(event).add(callback);
      },
      off(event, callback) {
        if (event === undefined) listeners.clear();
        else if (callback === undefined) listeners.delete(event);
        else listeners.get(event)?.delete(callback);
      },
    };
  }

  let blobsForbidden = false;
  addEventListener("securitypolicyviolation", ({ blockedURI }) => { blobsForbidden ||= blockedURI === "blob"; });

  async function importBlob(source) {
    try {
      return (await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))).default;
    } catch (error) {
      // A violation is told by an event, which may come after the refusal.
      await new Promise((done) => setTimeout(done));
      throw blobsForbidden ? new Error("this site's security policy does not allow scripts from blob:") : error;
    }
  }

  const modules = new Map();

  /** Import a module's source text once, however many widgets share it. */
  function importSource(source) {
    if (!modules.has(source)) modules.set(source, importBlob(source));
    return modules.get(source);
  }

  const stylesheets = new Set();

  function addStylesheet(text) {
    if (!text || stylesheets.has(text)) return;
    stylesheets.add(text);
    const style = document.createElement("style");
    style.textContent = text;
    document.head.append(style);
  }

  /** Show the still picture after all, and say why the widget is not live. */
  function fallBack(place, reason) {
    const still = place.parentElement.querySelector("noscript");
    const note = document.createElement("p");
    note.textContent = `This explorable could not start in your browser (${reason}).`;
    place.replaceChildren(note);
    if (!still) return;
    place.append(document.createRange().createContextualFragment(still.textContent));
    // Its own words are for pages without JavaScript.
    place.querySelector(".widget-still").textContent = `A picture of it: ${place.querySelector("img").alt}`;
  }

  /** Fetch the state of the page's widgets. */
  function loadState() {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.querySelector(STATE).dataset.src;
      script.onload = () => resolve(globalThis.widgetState.state);
      script.onerror = () => reject(new Error("its state could not be loaded"));
      document.head.append(script);
    });
  }

  async function show(view, state, models) {
    const id = JSON.parse(view.textContent).model_id;
    const place = document.createElement("div");
    view.after(place);
    try {
      const record = (await state)[id];
      if (!record) throw new Error("its state is not in this page");
      if (!models.has(id)) models.set(id, createModel(restoreBuffers(record)));
      const model = models.get(id);
      addStylesheet(model.get("_css"));
      const widget = await importSource(model.get("_esm"));
      await widget.initialize?.({ model });
      await widget.render({ model, el: place });
    } catch (error) {
      fallBack(place, error.message);
    }
    place.parentElement.classList.remove("d2l-asleep");
  }

  /** A widget wakes up when the reader comes near, or when the page has settled: on a phone the text comes first. */
  function main() {
    const asleep = new Set(document.querySelectorAll(VIEW));
    const models = new Map();
    let state;

    function wake(view) {
      if (!asleep.delete(view)) return;
      state ??= loadState();
      show(view, state, models);
    }
    const wakeAll = () => asleep.forEach(wake);
    const wakeNear = (entries) => {
      const near = entries.filter((entry) => entry.isIntersecting);
      near.forEach((entry) => entry.target.querySelectorAll(VIEW).forEach(wake));
    };
    const observer = new IntersectionObserver(wakeNear, { rootMargin: "50% 0px" });
    for (const view of asleep) observer.observe(view.parentElement);
    addEventListener("beforeprint", wakeAll);
    addEventListener("load", () => setTimeout(wakeAll, SETTLED));
  }

  main();
})();
