/** The photographs that explorables carry, and what is to be seen in them. */

export const PHOTOS = { china: "Temple", flower: "Flower" };
export const SUBJECTS = { china: "a Chinese temple tower above trees and a lake", flower: "a dahlia in bloom" };

const known = new WeakMap();

/** Height and width of the photographs that a view carries. */
export const sizeOf = (here) => here.given("photos").china.size;

/** What `picture` reads of the photograph in view, as greys in one of `SHOWINGS` or in colour. */
export function photographOf(here, showing = null) {
  const photos = here.given("photos");
  return ({ photo }) => [bytesOf(photos[photo]), showing, `photograph of ${SUBJECTS[photo]}, ${sizeOf(here).join(" by ")} pixels`];
}

/** A program's first lines, for which the book's package must be at hand. */
export const samplePhoto = (photo, [height], options = "") => `import torch
import torch.nn.functional as F
from d2lmini import sample_photo

X = (sample_photo("${photo}", size=${height}${options}) * 255).round().double()`;

/** The bytes of a photograph, however the host hands them over; the same array each time, so that it is drawn once. */
export function bytesOf(photo) {
  const { pixels } = photo;
  if (!known.has(photo)) known.set(photo, new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  return known.get(photo);
}
