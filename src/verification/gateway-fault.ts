import { type FailureCode, failures } from '../generation/failure.ts';
import { plainStatuses } from '../generation/plain-failures.ts';
import type { Observation } from './observe.ts';
import type { PlannedRequest } from './plan-run.ts';

/** Ends that are the gateway's own, whatever its channels did before. */
const ownEnds: ReadonlySet<string> = new Set([
  'archive_unavailable',
  'cancelled',
  'internal',
  'interrupted',
  'overloaded',
]);

/** A key without the right, the money or the room for a request: nothing that a channel has a part in. */
const ownStatuses: ReadonlySet<number> = new Set([401, 402, 403, 429]);

/**
 * Why what came of a request says nothing about its channel: the gateway itself refused or failed it. A channel that
 * was asked answers for what came of it, and so does one that cannot do what was asked for, ever; one that only rests
 * was not asked.
 */
export function gatewayFault({ surface }: PlannedRequest, seen: Observation): string | undefined {
  if (surface === 'upstream') return undefined;
  const { failure, attempts = [], code } = seen;
  const status = failure ? (plainStatuses[failure.code as FailureCode] ?? seen.status) : seen.status;
  const said = `${status}: ${failure?.message ?? seen.message ?? 'no message'}`;
  if (failure && ownEnds.has(failure.code)) return said;
  if (attempts.length > 0) return undefined;
  // Google answers a key that is not valid with 400, and so does its contract here.
  if (ownStatuses.has(status) || code === 'API_KEY_INVALID') return said;
  const isUnable = failure?.code === 'no_channel' && failure.message !== failures.no_channel.publicMessage;
  return status >= 500 && !isUnable ? said : undefined;
}
