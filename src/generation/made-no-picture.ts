import type { FailureCode } from './failure.ts';

/** Ends of attempts before which the upstream made no picture. Every other one may stand on its bill. */
const unbilled: ReadonlySet<string> = new Set<FailureCode>([
  'invalid_request',
  'reference_rejected',
  'reference_too_large',
  'content_blocked',
  'upstream_rejected',
  'upstream_model_gone',
  'upstream_denied',
  'upstream_rate_limited',
  'upstream_unavailable',
]);

/** Of how an attempt ended, as receipts have it: whether it is sure that the upstream made no picture. */
export const madeNoPicture = (result: string): boolean => unbilled.has(result);
