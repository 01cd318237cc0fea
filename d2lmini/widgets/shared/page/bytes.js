/** Bytes that Python sent. */

/** A copy on a border of its own: a host hands bytes over in a view, not always on a border of four or eight. */
export const copyOf = ({ buffer, byteOffset, byteLength }) => buffer.slice(byteOffset, byteOffset + byteLength);
