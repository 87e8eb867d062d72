import type { Ticket } from './admission/accept.ts';
import { attemptOutput } from './attempt-output.ts';
import { Failure } from './generation/failure.ts';
import type { Model } from './generation/model.ts';
import type { GenerationRequest } from './generation/request.ts';
import type { Produced, ProduceParts, ProduceWork } from './produced.ts';
import { resumeOutput } from './resume-output.ts';
import type { RoutePlan } from './routing/candidates.ts';
import { routeNotes } from './routing/route-notes.ts';
import { tryCandidates } from './routing/try-candidates.ts';
import { openSubmissionLog } from './submission-log.ts';

/** Routes, tries and archives one output of a generation. */
export async function produce(
  parts: ProduceParts,
  ticket: Ticket,
  slot: number,
  work: ProduceWork,
): Promise<Produced> {
  const submissions = await openSubmissionLog(parts, ticket, slot);
  const resumed = await resumeOutput(parts, ticket, slot, work, submissions);
  if (resumed) return resumed;
  const plan = planOutput(parts, ticket, work);
  const earlier = work.attempts.filter((attempt) => attempt.slot === slot).length;
  const { result, candidate } = await tryCandidates({
    slot,
    candidates: plan.candidates,
    clock: parts.clock,
    budget: parts.router.budgets[ticket.caller.mode],
    deadlineMs: ticket.createdAtMs + parts.deadlineMs,
    committed: () => work.relay?.committed ?? false,
    enter: (way) => parts.router.enter(way, way.isForced),
    record: (attempt) => work.attempts.push({ ...attempt, number: earlier + attempt.number }),
    attempt: (way, { credential }, timeoutMs) =>
      attemptOutput(parts, ticket, work, { slot, way, credential, timeoutMs, submissions }),
  });
  return { slot, channel: candidate.channel.id, ...result };
}

function planOutput(parts: ProduceParts, ticket: Ticket, work: ProduceWork): RoutePlan {
  const { request } = ticket;
  const plan = parts.router.plan({
    request,
    model: parts.catalog.find(request.model) as Model,
    mode: ticket.caller.mode,
    referenceBytes: [
      ...(request.native?.spools ?? []).map((spool) => Math.floor((spool.sizeBytes * 3) / 4)),
      ...work.references.map((reference) => reference.sizeBytes),
    ],
    referenceTypes: work.references.map((reference) => reference.mediaType),
  });
  if (work.route.length === 0) work.route.push(...routeNotes(plan));
  if (plan.candidates.length > 0) return plan;
  // What could not be tried pays for retries, too: else there would be none left for the way back.
  parts.router.budgets[ticket.caller.mode].deposit(parts.clock.now());
  throw noCandidate(plan, request);
}

function noCandidate({ excluded, retryAfterMs }: RoutePlan, { strict, channel }: GenerationRequest): Failure {
  const pinned = excluded.find((way) => way.channel === channel);
  // Not one of theirs: no other moment will change that.
  if (channel !== undefined && (!pinned || /^serves (test|live) keys only$/.test(pinned.reason))) {
    const message = `No channel ${JSON.stringify(channel.slice(0, 100))} makes this model for this key.`;
    return new Failure('invalid_request', { message, param: 'x-plantain-channel' });
  }
  const reasons = excluded.map(({ channel, reason }) => `${channel} ${reason}`).join('; ');
  // What a channel could do that is only resting is not unsatisfiable.
  return new Failure(strict && retryAfterMs === undefined ? 'not_satisfiable' : 'no_channel', {
    internal: reasons.slice(0, 4_000) || 'no channel is configured',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
