import { madeNoPicture } from '../generation/made-no-picture.ts';
import type { Lost } from './check-request.ts';
import type { Observation } from './observe.ts';
import type { PlannedRequest } from './plan-run.ts';
import type { Target } from './target.ts';

/**
 * What a request cost as far as is known here, micro-USD: what the gateway charged, or what its attempts cost upstream,
 * the higher. A refusal costs nothing; of no bill, the most is taken.
 */
export function spentOn(target: Target, request: PlannedRequest, seen: Observation | Lost): number {
  const { surface, quoteMicros, model } = request;
  if ('lost' in seen) return quoteMicros;
  if (surface === 'upstream' || seen.chargedMicros === undefined) return seen.status < 300 ? quoteMicros : 0;
  if (target.kind === 'sandbox') return seen.chargedMicros;
  const failedMicros = target.cost?.[model]?.failedMicros ?? 0;
  const upstream = (seen.attempts ?? []).map(({ result }) =>
    madeNoPicture(result) ? failedMicros : quoteMicros,
  );
  return Math.max(
    seen.chargedMicros,
    upstream.reduce((sum, micros) => sum + micros, 0),
  );
}
