import { failpoint } from '../../lib/failpoint.ts';
import type { Log } from '../../lib/log.ts';
import { type ClaimedEvent, releaseEvent } from './claim-events.ts';
import { type DeliverParts, deliver } from './deliver.ts';
import { type AttemptResult, judgeAttempt } from './judge-attempt.ts';
import { recordAttempt } from './record-attempt.ts';

export interface AttemptParts extends DeliverParts {
  /** Name of this process on the events it claims. */
  readonly owner: string;
  readonly log: Log;
  /** 0 ≤ x < 1, spreads the retries. */
  readonly chance: () => number;
  /** Told what each attempt led to, once it is recorded. */
  readonly onAttempt?: (result: 'delivered' | 'retried' | 'exhausted' | 'stopped') => void;
}

/**
 * Makes one attempt to deliver a claimed event and writes down what came of it. An attempt that `signal` ended
 * before an answer came does not count: the event is given back. Rejects for faults of the store.
 */
export async function attempt(parts: AttemptParts, event: ClaimedEvent, signal: AbortSignal): Promise<void> {
  const result = await deliver(parts, event, signal);
  if (signal.aborted && result.status === undefined) {
    await parts.store.write(releaseEvent, { id: event.id, owner: parts.owner, nowMs: parts.clock.now() });
    return;
  }
  failpoint('callback-answered');
  await record(parts, event, result);
}

async function record(parts: AttemptParts, { id, host, attempts }: ClaimedEvent, result: AttemptResult) {
  const { store, clock, owner, log } = parts;
  const nowMs = clock.now();
  const verdict = judgeAttempt(result, { attempts: attempts + 1, nowMs, chance: parts.chance() });
  await store.write(recordAttempt, { id, owner, nowMs, result, verdict });
  parts.onAttempt?.(verdict.state === 'pending' ? 'retried' : verdict.state);
  if (verdict.state === 'exhausted' || verdict.state === 'stopped') {
    log.warn({ event: id, host, status: result.status }, `a callback was given up: ${verdict.state}`);
  }
}
