import { Failure, toFailure } from '../generation/failure.ts';
import type { Attempt } from '../generation/outcome.ts';
import type { Clock } from '../lib/clock.ts';
import { redactText } from '../lib/log.ts';
import type { Candidate } from './candidates.ts';

/** Tries of one output, over all channels. */
const maxAttempts = 4;
/** Tries of one output on the same candidate, where the failure table allows another one. */
const maxSameChannel = 2;

export interface TryInput<Result> {
  readonly slot: number;
  readonly candidates: readonly Candidate[];
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly deadlineMs: number;
  /** True once bytes reached the client: from then on nothing can be tried again. */
  readonly committed: () => boolean;
  /** Receives every attempt as it ends. */
  readonly record: (attempt: Attempt) => void;
  readonly attempt: (candidate: Candidate, timeoutMs: number) => Promise<Result>;
}

/** Longest a single try may take. */
export const attemptLimitMs = 180_000;

/** Tries the candidates in order as the failure table allows; throws the last failure. */
export async function tryCandidates<Result>(
  input: TryInput<Result>,
): Promise<{ result: Result; candidate: Candidate }> {
  let number = 0;
  let last = new Failure('no_channel');
  for (const candidate of input.candidates) {
    for (let same = 0; same <= maxSameChannel; same += 1) {
      const timeoutMs = Math.min(attemptLimitMs, input.deadlineMs - input.clock.now());
      if (timeoutMs <= 0) throw new Failure('deadline_exceeded', { internal: last.internal ?? last.message });
      number += 1;
      const startedAtMs = input.clock.now();
      const note = (rest: Pick<Attempt, 'result' | 'upstreamStatus' | 'internal'>) =>
        input.record({
          slot: input.slot,
          number,
          channel: candidate.channel.id,
          upstreamModel: candidate.upstream.id,
          startedAtMs,
          endedAtMs: input.clock.now(),
          ...rest,
        });
      try {
        const result = await input.attempt(candidate, timeoutMs);
        note({ result: 'delivered' });
        return { result, candidate };
      } catch (error) {
        last = toFailure(error);
        note({
          result: last.code,
          internal: redactText(last.internal ?? last.message)
            .replaceAll('\u0000', ' ')
            .toWellFormed(),
          ...(last.upstreamStatus === undefined ? {} : { upstreamStatus: last.upstreamStatus }),
        });
      }
      if (last.retry === 'never' || input.committed() || number >= maxAttempts) throw last;
      if (last.retry === 'another-channel') break;
    }
  }
  throw last;
}
