import type { Omission } from './outcome.ts';

/** Told once, however much of an answer stood for pictures and is none. */
export const noPicture: Omission = {
  parameter: 'image',
  reason: 'what the upstream sent beside it is no picture',
};
