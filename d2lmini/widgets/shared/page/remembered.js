/** Values that are kept as long as nothing has changed, so that what is shown can tell by identity whether it is new. */

/** The function, but called again only when one of its arguments is another than the last time. */
export function remembered(compute) {
  let [last, result] = [null, undefined];
  return (...next) => {
    if (last?.length === next.length && last.every((value, index) => value === next[index])) return result;
    last = next;
    result = compute(...next);
    return result;
  };
}

/** The function of a state, but called again only when one of these parts of it is another than the last time. */
export function fromTraits(traits, compute) {
  let state;
  const computed = remembered(() => compute(state));
  return (next) => {
    state = next;
    return computed(...traits.map((trait) => next[trait]));
  };
}

/** The function, but what it returns is the object before if that holds the same. For small ones: they are written out to compare. */
export function steady(compute) {
  let [written, result] = ["", undefined];
  return (...next) => {
    const value = compute(...next);
    if (JSON.stringify(value) !== written) [written, result] = [JSON.stringify(value), value];
    return result;
  };
}
