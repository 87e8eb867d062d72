/**
 * The header that has a proxy pass an answer of this type on as it comes: nginx otherwise holds events back until its
 * buffer is full, and takes the header out.
 */
export const unbuffered = (mediaType: string | undefined): Readonly<Record<string, string>> =>
  mediaType?.startsWith('text/event-stream') ? header : nothing;

const header = { 'x-accel-buffering': 'no' };
const nothing = {};
