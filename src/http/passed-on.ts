import type { Failure, FailureCode } from '../generation/failure.ts';

/** Google answers these with 200 and no image; its clients know that shape, so it is passed on unchanged. */
const passedOnCodes: ReadonlySet<FailureCode> = new Set([
  'content_blocked',
  'recitation',
  'no_image',
  'text_only',
]);

/** Whether an upstream's answer without an image is the client's answer too, although the generation failed. */
export const isPassedOn = (upstreamStatus: number, failure: Failure): boolean =>
  upstreamStatus === 200 && passedOnCodes.has(failure.code);
