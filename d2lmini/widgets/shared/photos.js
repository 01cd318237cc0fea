/** The photographs that explorables carry, and what is to be seen in them. */

export const PHOTOS = { china: "Temple", flower: "Flower" };
export const SUBJECTS = { china: "a Chinese temple tower above trees and a lake", flower: "a dahlia in bloom" };

/** The bytes of a photograph, however the host hands them over. */
export const bytesOf = ({ pixels }) => new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
