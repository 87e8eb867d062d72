import { Failure, toFailure } from '../generation/failure.ts';
import type { Attempt } from '../generation/outcome.ts';
import type { Clock } from '../lib/clock.ts';
import { redactText } from '../lib/log.ts';
import type { Candidate } from './candidates.ts';
import type { Permit } from './enter.ts';
import type { RetryBudget } from './retry-budget.ts';

/** Tries of one output, over all channels. */
const maxAttempts = 4;
/** So many of them go to value channels while official ones wait: failing over to those is what `auto` means. */
const maxValueFirst = 2;
/** Repeats of one output where the failure table asks for the same channel again. */
const maxSameChannel = 2;

export interface TryInput<Result> {
  readonly slot: number;
  readonly candidates: readonly Candidate[];
  readonly clock: Clock;
  readonly budget: RetryBudget;
  /** Unix milliseconds. */
  readonly deadlineMs: number;
  /** True once bytes reached the client: from then on nothing can be tried again. */
  readonly committed: () => boolean;
  /** Takes a place on the candidate's channel; nothing when it has none any more. */
  readonly enter: (candidate: Candidate, nowMs: number) => Permit | undefined;
  /** Receives every attempt as it ends. */
  readonly record: (attempt: Attempt) => void;
  readonly attempt: (candidate: Candidate, permit: Permit, timeoutMs: number) => Promise<Result>;
}

/** Longest a single try may take. */
const attemptLimitMs = 180_000;

/** Tries the candidates in order as the failure table and the budgets allow; throws the last failure. */
export async function tryCandidates<Result>(
  input: TryInput<Result>,
): Promise<{ result: Result; candidate: Candidate }> {
  const { clock, budget } = input;
  let number = 0;
  let last: Failure | undefined;
  budget.deposit(clock.now());
  let repeats = 0;
  for (const [index, candidate] of input.candidates.entries()) {
    if (number >= maxValueFirst && hasOfficialAfter(input.candidates, index)) continue;
    for (;;) {
      const timeoutMs = timeLeftMs(input, candidate);
      if (timeoutMs <= 0) {
        throw new Failure('deadline_exceeded', {
          internal: last?.internal ?? last?.message ?? 'no time was left',
        });
      }
      if (last && !budget.canSpend) {
        budget.refused += 1;
        throw last;
      }
      const permit = input.enter(candidate, clock.now());
      if (!permit) break;
      if (last) budget.spend();
      number += 1;
      const startedAtMs = clock.now();
      const note = (failure: Failure | undefined): boolean => {
        input.record(attemptOf(input, candidate, number, startedAtMs, failure));
        return permit.leave(failure, clock.now());
      };
      let hasOtherCredential: boolean;
      try {
        const result = await input.attempt(candidate, permit, timeoutMs);
        note(undefined);
        return { result, candidate };
      } catch (error) {
        last = toFailure(error);
        hasOtherCredential = note(last);
      }
      if (last.retry === 'never' || input.committed() || number >= maxAttempts) throw last;
      // The upstream may have taken the request and charges for it: a second one might be paid for twice.
      if (last.outcomeUnknown && candidate.capabilities.billsOnSubmit) throw last;
      if (hasOtherCredential) continue;
      if (last.retry === 'another-channel') break;
      repeats += 1;
      if (repeats > maxSameChannel) throw last;
    }
  }
  throw (
    last ?? new Failure('no_channel', { internal: 'every channel became unavailable', retryAfterMs: 1_000 })
  );
}

/** For a value channel: whether an official one follows. */
const hasOfficialAfter = (candidates: readonly Candidate[], index: number): boolean =>
  candidates[index]?.channel.tier === 'value' &&
  candidates.some(({ channel }, later) => later > index && channel.tier === 'official');

/** A task upstream is paid for once begun: it gets all the time there is. */
function timeLeftMs<Result>({ deadlineMs, clock }: TryInput<Result>, { capabilities }: Candidate): number {
  const leftMs = deadlineMs - clock.now();
  return capabilities.answer === 'polled' ? leftMs : Math.min(attemptLimitMs, leftMs);
}

/** The record of one try. */
export function attemptOf(
  { slot, clock }: Pick<TryInput<unknown>, 'slot' | 'clock'>,
  candidate: Pick<Candidate, 'channel' | 'upstream'>,
  number: number,
  startedAtMs: number,
  failure: Failure | undefined,
): Attempt {
  return {
    slot,
    number,
    channel: candidate.channel.id,
    upstreamModel: candidate.upstream.id,
    startedAtMs,
    endedAtMs: clock.now(),
    result: failure?.code ?? 'delivered',
    ...(failure
      ? {
          internal: redactText(failure.internal ?? failure.message)
            .replaceAll('\u0000', ' ')
            .toWellFormed(),
        }
      : {}),
    ...(failure?.upstreamStatus === undefined ? {} : { upstreamStatus: failure.upstreamStatus }),
  };
}
