/** The feature maps of a colour photograph, each computed again only when its filter or the photograph has changed. */

import { addPixels, filterChannels, tinted } from "./arithmetic.js";
import { planeOf } from "../shared/colour_photo.js";
import { bordered } from "../shared/image_filter.js";
import { bytesOf } from "../shared/photos.js";

const PLANES = [0, 1, 2];

/** @param {{photos: object, size: [number, number], most: number}} options `most` filters are held */
export function createChannelMaps({ photos, size, most }) {
  const buffer = () => new Float64Array(size[0] * size[1]);
  const [partials, maps] = [PLANES.map(buffer), Array.from({ length: most }, buffer)];
  const channels = {};
  /** Which filter the partial results in hand are of. */
  let owner = null;

  /** The channels of a photograph, tinted to be seen, and with a border of zeros to be filtered. */
  function channelsOf(name) {
    channels[name] ??= PLANES.map((channel) => {
      const plane = planeOf(bytesOf(photos[name]), channel, size);
      return { colours: tinted(plane, channel), padded: bordered(plane, size) };
    });
    return channels[name];
  }

  function filterBy({ photo, photo_weight: weight }, filter) {
    filterChannels(channelsOf(photo).map(({ padded }) => padded), size, weight[filter], partials);
    owner = filter;
  }

  /** Compute what differs from the state before. @returns {number[]} the filters whose maps are new */
  function update(state, before) {
    const { photo, photo_weight: weight, photo_bias: bias, filter: inView } = state;
    const isNew = (filter) => photo !== before.photo || weight[filter] !== before.photo_weight[filter] || bias[filter] !== before.photo_bias[filter];
    const renewed = [...weight.keys()].filter(isNew);
    for (const filter of renewed) {
      filterBy(state, filter);
      addPixels(partials, bias[filter], maps[filter]);
    }
    if (owner !== inView) filterBy(state, inView);
    return renewed;
  }
  return { channelsOf, update, maps, partials };
}
