import type { Ticket } from './admission/accept.ts';
import { attemptOutput, type OutputTry } from './attempt-output.ts';
import { Failure, toFailure } from './generation/failure.ts';
import type { Produced } from './generation/outcome.ts';
import type { ProduceParts, ProduceWork } from './produced.ts';
import type { Submission } from './records/submissions.ts';
import { leftOut } from './routing/left-out.ts';
import { attemptOf } from './routing/try-candidates.ts';
import type { SubmissionLog } from './submission-log.ts';

/**
 * Goes on with what an earlier run of this output, whose process died, had sent to a channel that bills on submit:
 * its task is asked for again. Throws where that cannot be: it may be paid for, so nothing is sent a second time.
 * Nothing when there is nothing to go on with, or when the task turned out to have failed.
 */
export async function resumeOutput(
  parts: ProduceParts,
  ticket: Ticket,
  slot: number,
  work: ProduceWork,
  submissions: SubmissionLog,
): Promise<Produced | undefined> {
  const { left } = submissions;
  if (!left) return undefined;
  const { clock } = parts;
  const way = wayOf(parts, ticket, left);
  if (!way) throw lost(left, 'its channel is gone');
  const startedAtMs = clock.now();
  const note = (failure?: Failure) =>
    work.attempts.push(attemptOf({ slot, clock }, way, 1, startedAtMs, failure));
  try {
    if (left.taskId === undefined) throw lost(left, 'its answer was not read');
    const timeoutMs = Math.max(0, ticket.createdAtMs + parts.deadlineMs - startedAtMs);
    const credential =
      way.channel.credentials.find(({ id }) => id === left.credential) ?? way.channel.credentials[0];
    if (!credential) throw lost(left, 'its channel has no credential');
    const begun = left.taskId;
    const result = await attemptOutput(parts, ticket, work, {
      slot,
      way,
      credential,
      timeoutMs,
      submissions,
      begun,
    });
    note();
    return { slot, channel: way.channel.id, ...result };
  } catch (error) {
    const failure = toFailure(error);
    note(failure);
    if (failure.retry === 'never' || failure.outcomeUnknown) throw failure;
    return undefined;
  }
}

function wayOf(parts: ProduceParts, { request }: Ticket, left: Submission): OutputTry['way'] | undefined {
  const channel = parts.channels().find(({ id }) => id === left.channel);
  const provider = channel && parts.providers.get(channel.provider);
  const upstream = parts.catalog.upstream(left.upstreamModel);
  if (!channel || !provider || !upstream) return undefined;
  const { settings } = channel;
  return {
    channel,
    provider,
    upstream,
    capabilities: provider.capabilities(upstream, settings),
    omitted: leftOut(provider, request, upstream, settings),
  };
}

const lost = ({ channel }: Submission, why: string) =>
  new Failure('interrupted', {
    internal: `sent to ${channel} before the process died, and ${why}: it may be paid for and is not sent again`,
    outcomeUnknown: true,
  });
