/** Who answers so has waited in vain for a server that may be at work still. */
const timeouts = new Set([408, 504, 524]);

/**
 * Whether a request that was answered with this error status may have been taken, and may be charged for, all the
 * same. A success that brought nothing was taken; what an upstream itself says of a failure is an outcome; what something in front of it says is none
 * (peers: CDNs cut at 100 s), and neither is a timeout, whoever tells of it.
 */
export const isOutcomeUnknown = (status: number, hasOwnWords: boolean): boolean =>
  status < 300 || timeouts.has(status) || (status >= 500 && !hasOwnWords);
