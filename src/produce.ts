import type { Ticket } from './admission/accept.ts';
import { attemptOutput } from './attempt-output.ts';
import { Failure } from './generation/failure.ts';
import type { Attempt, Produced } from './generation/outcome.ts';
import { isInlineImage } from './generation/request.ts';
import type { Resolution } from './generation/resolution.ts';
import type { ProduceParts, ProduceWork } from './produced.ts';
import { resumeOutput } from './resume-output.ts';
import type { Candidate, RoutePlan } from './routing/candidates.ts';
import { noCandidate } from './routing/no-candidate.ts';
import { routeNotes } from './routing/route-notes.ts';
import type { Wanted } from './routing/router.ts';
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
  const earlier = work.attempts.filter((attempt) => attempt.slot === slot);
  let arrived: readonly Resolution[] = [];
  const { result, candidate } = await tryCandidates({
    slot,
    candidates: afterFailed(plan.candidates, earlier),
    clock: parts.clock,
    budget: parts.router.budgets[ticket.caller.mode],
    deadlineMs: ticket.createdAtMs + parts.deadlineMs,
    committed: () => work.relay?.committed ?? false,
    enter: (way) => parts.router.enter(way, way.isForced),
    record: (attempt) => {
      const number = earlier.length + attempt.number;
      const isLost = attempt.result !== 'delivered' && arrived.length > 0;
      work.attempts.push(Object.assign({}, attempt, { number }, isLost ? { arrived } : undefined));
    },
    attempt: (way, { credential }, timeoutMs) => {
      arrived = [];
      return attemptOutput(parts, ticket, work, {
        slot,
        way,
        credential,
        timeoutMs,
        submissions,
        arrived: (tiers) => {
          arrived = tiers;
        },
      });
    },
  });
  return { slot, channel: candidate.channel.id, ...result };
}

/** As after any try that failed, the other channels come before the one whose task an earlier run had begun. */
function afterFailed(candidates: readonly Candidate[], [resumed]: readonly Attempt[]): readonly Candidate[] {
  if (!resumed) return candidates;
  const hasFailed = ({ channel }: Candidate) => channel.id === resumed.channel;
  return [...candidates.filter((candidate) => !hasFailed(candidate)), ...candidates.filter(hasFailed)];
}

function planOutput(parts: ProduceParts, ticket: Ticket, work: ProduceWork): RoutePlan {
  const wanted = wantedOf(parts, ticket, work);
  const plan = parts.router.plan(wanted);
  if (work.route.length === 0) work.route.push(...routeNotes(plan));
  if (plan.candidates.length > 0) return plan;
  // A request no channel can take now adds to the retry budget like any other. Otherwise the budget would stay empty
  // while all rest, and none of them could be probed again.
  parts.router.budgets[ticket.caller.mode].deposit(parts.clock.now());
  throw noCandidate(parts, wanted, plan);
}

function wantedOf({ catalog }: ProduceParts, { request, caller }: Ticket, work: ProduceWork): Wanted {
  const model = catalog.find(request.model);
  if (!model) {
    // A task may wait through an upgrade that drops its model.
    const message = `The model ${request.requestedModel} is no longer served. Choose another one.`;
    throw new Failure('unknown_model', { message, param: 'model' });
  }
  const spools = request.native?.spools ?? [];
  return {
    request,
    model,
    mode: caller.mode,
    referenceBytes: [
      ...spools.filter(isInlineImage).map(({ sizeBytes }) => Math.floor((sizeBytes * 3) / 4)),
      ...work.references.map((reference) => reference.sizeBytes),
    ],
    signatureBytes: spools.reduce((sum, spool) => sum + (isInlineImage(spool) ? 0 : spool.sizeBytes), 0),
    referenceTypes: work.references.map((reference) => reference.mediaType),
  };
}
