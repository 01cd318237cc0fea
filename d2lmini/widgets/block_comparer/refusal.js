/** Which blocks cannot be shown, in Python's words. */

export const CHANNEL_STEP = 8;

/** Why the branches of blocks cannot make so many channels together, or null. */
export function refusal({ channels }) {
  const below = Math.floor(channels / CHANNEL_STEP) * CHANNEL_STEP;
  return channels % CHANNEL_STEP ? `channels must be a multiple of ${CHANNEL_STEP}, got ${channels}; use ${below} or ${below + CHANNEL_STEP}` : null;
}
