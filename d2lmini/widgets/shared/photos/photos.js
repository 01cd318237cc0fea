/** The photographs that explorables carry, and what is to be seen in them. */

export const PHOTOS = { china: "Temple", flower: "Flower" };
export const SUBJECTS = { china: "a Chinese temple tower above trees and a lake", flower: "a dahlia in bloom" };

const known = new WeakMap();

/** The bytes of a photograph, however the host hands them over; the same array each time, so that it is drawn once. */
export function bytesOf(photo) {
  const { pixels } = photo;
  if (!known.has(photo)) known.set(photo, new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  return known.get(photo);
}
