/** The model's state as one object: read it, write part of it, hear when it changed. */

/**
 * Changes made together are heard together, before the next frame: Python may send several traits one by one.
 * @param {{model: object, names: string[], onChange: () => void, signal: AbortSignal}} options
 */
export function createStore({ model, names, onChange, signal }) {
  let queued = false;

  function changed() {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (!signal.aborted) onChange();
    });
  }
  names.forEach((name) => model.on(`change:${name}`, changed));
  signal.addEventListener("abort", () => names.forEach((name) => model.off(`change:${name}`, changed)));

  return {
    read: () => Object.fromEntries(names.map((name) => [name, model.get(name)])),
    write(patch) {
      for (const [name, value] of Object.entries(patch)) model.set(name, value);
      model.save_changes();
    },
  };
}
