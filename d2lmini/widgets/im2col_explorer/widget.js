/** A convolution as one matrix product: every window becomes a column, every filter a row, and one selection shows in all of them. */

import { im2colCode } from "./code.js";
import { costsView, orderLines } from "./costs.js";
import { copiesOf, costsOf, inInput, layerGeometry, layerOf, pixelAt, tapsOf } from "./im2col.js";
import { layerSettings } from "./layer_settings.js";
import { layerRefusal } from "./shapes.js";
import { unfoldingStage } from "./stage.js";
import { pixelWords, tell, windowWords } from "./words.js";
import { presetMenu } from "../shared/controls/controls.js";
import { transport } from "../shared/controls/transport.js";
import { clampPlace } from "../shared/grids/cells.js";
import { sizeFormula } from "../shared/grids/size_formula.js";
import { sumOfProducts } from "../shared/grids/sum.js";
import { axesOf } from "../shared/maths/convolution.js";
import { pair, placeOf, sameNumbers } from "../shared/maths/matrix.js";
import { element } from "../shared/page/dom.js";
import { explorable } from "../shared/page/explorable.js";
import { formatNumber } from "../shared/page/format.js";
import { fromTraits, remembered, steady } from "../shared/page/remembered.js";

const LAYER = ["X", "K", "stride", "padding", "dilation"];
/** More products of a channel than these stand in several lines. */
const IN_A_LINE = 8;

function derive() {
  const [geometryNow, axesNow] = [steady(layerGeometry), remembered(axesOf)];
  const layer = fromTraits(LAYER, (state) => {
    const geometry = geometryNow(state);
    const axes = axesNow(geometry);
    const shown = { geometry, axes, ...layerOf(state, axes) };
    return { ...shown, costs: costsOf({ ...shown, X: state.X }) };
  });
  const pixelNow = steady(pixelAt);
  const marksNow = remembered(copiesOf);

  return (state) => {
    const shown = layer(state);
    const at = clampPlace(state.at, shown.places);
    const [filter, entry] = [Math.min(state.filter, shown.rows.length - 1), Math.min(state.entry, shown.columns.length - 1)];
    const pixel = pixelNow(shown.axes, entry, at);
    const [row, column] = inInput(shown.axes, pixel);
    return {
      ...shown,
      at,
      filter,
      entry,
      pixel,
      index: at[0] * shown.places[1] + at[1],
      number: state.X[pixel.channel][row]?.[column] ?? null,
      marks: marksNow(shown.axes, pixel),
    };
  };
}

/** The products of a row and a column, channel by channel. */
function productSum(link) {
  const isPadding = ({ axes, at, geometry: { size } }, entry) => inInput(axes, pixelAt(axes, entry, at)).some((place, axis) => place < 0 || place >= size[axis]);
  return sumOfProducts({
    read: (now) => ({
      name: `Y[${[now.filter, ...now.at].join(", ")}]`,
      terms: now.rows[now.filter].map((weight, entry) => ({ value: now.columns[entry][now.index], weight, padded: isPadding(now, entry) })),
      columns: tapsOf(now.axes) <= IN_A_LINE ? tapsOf(now.axes) : now.axes[1].kernel,
      grids: [now.columns, now.rows],
    }),
    link,
  });
}

const walk = (here) =>
  transport(here, {
    name: "window",
    position: ({ at, index, columns }) => ({ index, count: columns[0].length, where: `row ${at[0]}, column ${at[1]}` }),
    patch: (index, now) => ({ at: placeOf(index, now.places[1]) }),
    atEnd: ({ filter, at, product, index }) => `The last window: output ${[filter, ...at].join(", ")} is ${formatNumber(product[filter][index])}.`,
  }).element;

const isPreset = (preset, now) =>
  LAYER.every((name) => sameNumbers(...[preset[name], now[name]].map((value) => (name.length > 1 ? pair(value) : value))));

export default explorable({
  name: "im2col explorer",
  derive,
  refusal: layerRefusal,
  tell,
  code: im2colCode,
  layout(here) {
    const presets = here.given("presets");
    const { stage, back, link } = unfoldingStage(here);
    return [
      presetMenu(here, {
        label: "layer preset",
        names: Object.keys(presets),
        named: (now) => Object.keys(presets).find((name) => isPreset(presets[name], now)),
        patch: (name) => presets[name],
      }),
      stage,
      element(
        "div",
        { class: "d2l-readout" },
        element("p", { class: "d2l-found" }, element("strong", {}, windowWords)),
        walk(here),
        productSum(link),
        element("p", { class: "d2l-reading d2l-copied" }, pixelWords),
      ),
      layerSettings(here),
      back,
      costsView(),
      orderLines(),
      sizeFormula(),
    ];
  },
});
