/** What the page shows of a state, each part computed again only when what it depends on has changed. */

import { errorsSoFar, errorTerms, gradientsOf, isPooling, layerOf, nudged, pixelTerms, weightTerms } from "./backward.js";
import { byCorrelation, columnsOf, folded, largestDifference, rotated, spread } from "./ways.js";
import { clampPlace } from "../shared/grids/cells.js";
import { clamp } from "../shared/maths/bounds.js";
import { axesOf } from "../shared/maths/convolution.js";
import { filled, replaced } from "../shared/maths/matrix.js";
import { fromTraits, remembered, steady } from "../shared/page/remembered.js";

const LAYER = ["mode", "X", "K", "stride", "padding", "dilation"];
const PLACES = ["channel", "filter", "at"];
const nested = (maps, map, place, by) => maps.with(map, replaced(maps[map], place, maps[map][place[0]][place[1]] + by));

/** The number in view whose gradient is asked for: its trait, its place, and the trait with the number nudged. */
function numberInView({ mode, X, K, channel, filter, pixel, weight }) {
  if (mode === "dW") return { trait: "K", index: [filter, channel, ...weight], replaced: (by) => K.with(filter, nested(K[filter], channel, weight, by)) };
  return { trait: "X", index: [channel, ...pixel], replaced: (by) => nested(X, channel, pixel, by) };
}

const numberIn = (maps, index) => index.reduce((part, at) => part[at], maps);

export function deriveView() {
  const [geometryNow, axesNow] = [steady((layer) => layer.geometry), remembered(axesOf)];
  const layerNow = fromTraits(LAYER, layerOf);
  // The same place for as long as it is the same: what does not depend on a move is not computed again.
  const [atNow, pixelNow, weightNow] = [steady(clampPlace), steady(clampPlace), steady(clampPlace)];
  const whole = fromTraits([...LAYER, "dY"], (state) => gradientsOf(state, layerNow(state)));
  const begun = fromTraits([...LAYER, "dY", ...PLACES], (state) => gradientsOf({ ...state, dY: errorsSoFar(state.dY, state.filter, state.at) }, layerNow(state)));
  const rotatedNow = remembered(rotated);
  const spreadNow = remembered(spread);
  const waysNow = fromTraits([...LAYER, "dY"], (state) => {
    const columns = columnsOf(state);
    const [correlated, fold] = [byCorrelation(state, layerNow(state)), folded(columns, state, layerNow(state))];
    return { columns, difference: largestDifference(whole(state).dX, correlated, fold) };
  });
  const slopesNow = fromTraits([...LAYER, ...PLACES], (state) => {
    const layer = layerNow(state);
    return filled(layer.geometry.kernel, (...tap) => layer.slope(state.filter, state.channel, { at: state.at, tap }));
  });
  const nudge = fromTraits([...LAYER, "dY", "channel", "filter", "pixel", "weight", "step"], (state) => nudged(state, numberInView(state), state.step));

  return (given) => {
    const layer = layerNow(given);
    const channel = clamp(given.channel, given.X.length - 1);
    const state = {
      ...given,
      channel,
      filter: isPooling(given.mode) ? channel : clamp(given.filter, given.K.length - 1),
      at: atNow(given.at, layer.size),
      pixel: pixelNow(given.pixel, layer.geometry.size),
      weight: weightNow(given.weight, layer.geometry.kernel),
    };
    const { filter, at, pixel, weight, mode, K, dY, X } = state;
    const gradients = whole(state);
    const inView = numberInView(state);
    const axes = axesNow(geometryNow(layer));
    return {
      ...state,
      inView,
      layer,
      axes,
      geometry: geometryNow(layer),
      pooling: isPooling(mode),
      input: X[channel],
      kernel: K[Math.min(filter, K.length - 1)][channel],
      errors: dY[filter],
      slopes: slopesNow(state),
      gradients,
      shown: state.so_far ? begun(state) : gradients,
      gradient: numberIn(mode === "dW" ? gradients.dW : gradients.dX, inView.index),
      number: numberIn(mode === "dW" ? K : X, inView.index),
      terms: mode === "dW" ? weightTerms(state, layer, filter, channel, weight) : pixelTerms(state, layer, channel, pixel),
      shares: errorTerms(state, layer, filter, channel, at),
      nudge: nudge(state),
      ways: mode === "dX" ? waysNow(state) : null,
      rotated: rotatedNow(K[Math.min(filter, K.length - 1)][channel]),
      spread: spreadNow(dY[filter], axes),
    };
  };
}
