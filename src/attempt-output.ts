import type { Ticket } from './admission/accept.ts';
import { type ArrivedImage, createIntake, type TrackedIntake } from './archive/intake.ts';
import type { ChannelCredential } from './channels/channel.ts';
import { type Failure, failures, toFailure } from './generation/failure.ts';
import { measuredTier, requireAsked } from './generation/measured-shape.ts';
import { noPicture } from './generation/no-picture.ts';
import type { Artifact, Omission, Produced } from './generation/outcome.ts';
import type { ProviderOutcome } from './generation/provider.ts';
import type { Resolution } from './generation/resolution.ts';
import { failpoint } from './lib/failpoint.ts';
import { SpoolFailure } from './lib/spool/spool.ts';
import { inSpan, type Trace } from './lib/tracing/trace.ts';
import { tracedSend } from './lib/tracing/traced-send.ts';
import type { AttemptParts, ProduceWork } from './produced.ts';
import { answerFacts, attemptSpan } from './routing/attempt-span.ts';
import type { Candidate } from './routing/candidates.ts';
import { sendToChannel } from './routing/send-to-channel.ts';
import { withoutSecret } from './routing/without-secret.ts';
import type { SubmissionLog } from './submission-log.ts';

/**
 * Names the temporary files of one run of a generation. A run whose process died may have left its own, which are
 * not swept at once where several processes may share a folder.
 */
export const runName = ({ id, fence }: Ticket): string => `${id}-${fence}`;

/** One try of one output. */
export interface OutputTry {
  readonly slot: number;
  readonly way: Pick<Candidate, 'channel' | 'provider' | 'upstream' | 'capabilities' | 'omitted'>;
  readonly credential: ChannelCredential;
  readonly timeoutMs: number;
  readonly submissions: SubmissionLog;
  /** The upstream's task that is waited for; absent: one is begun. */
  readonly begun?: string;
  /** Told the tiers of the pictures that came, measured, whatever becomes of them. */
  readonly arrived?: (tiers: readonly Resolution[]) => void;
}

type Kept = Omit<Produced, 'slot' | 'channel'>;

/** Calls the upstream once and archives what it delivered. Throws a `Failure`. */
export function attemptOutput(
  parts: AttemptParts,
  ticket: Ticket,
  work: ProduceWork,
  output: OutputTry,
): Promise<Kept> {
  const start = () => attemptSpan(ticket.id, output, work.attempts);
  return inSpan(ticket.trace, start, (trace) => attempt(parts, ticket, work, output, trace));
}

async function attempt(
  parts: AttemptParts,
  ticket: Ticket,
  work: ProduceWork,
  { slot, way, credential, timeoutMs, submissions, begun, arrived }: OutputTry,
  trace: Trace | undefined,
): Promise<Kept> {
  const number = work.attempts.length + 1;
  work.relay?.announce(way.channel.id, [...ticket.request.omitted, ...way.omitted]);
  const intake = createIntake(parts.spoolFolder, `${runName(ticket)}-${slot}-${number}`);
  parts.progress.note(ticket, slot, 'attempt');
  failpoint('attempt-begun');
  const billsOnSubmit = way.capabilities.billsOnSubmit;
  if (billsOnSubmit && begun === undefined) {
    await submissions.begin({
      channel: way.channel.id,
      upstreamModel: way.upstream.id,
      credential: credential.id,
    });
  }
  try {
    const outcome = await way.provider.generate({
      request: ticket.request,
      references: work.references,
      channel: { ...way.channel, credential: credential.secret },
      model: way.upstream,
      images: intake,
      ...(work.relay ? { relay: work.relay } : {}),
      task: { taken: submissions.taken, ...(begun === undefined ? {} : { begun }) },
      send: tracedSend(trace, sendToChannel(parts.outbound)),
      sendUntrusted: (request, handler) => parts.outbound.send({ ...request, trust: 'untrusted' }, handler),
      clock: parts.clock,
      deadlineMs: parts.clock.now() + timeoutMs,
    });
    trace?.note(answerFacts(outcome));
    parts.progress.note(ticket, slot, 'answered');
    arrived?.(outcome.images.flatMap((writer) => measuredTier(intake.arrived(writer).verdict)));
    // What was passed on as it came has been delivered, as it is.
    if (ticket.request.strict && !work.relay) {
      for (const writer of outcome.images) requireAsked(ticket.request, intake.arrived(writer).verdict);
    }
    const { artifacts, omitted } = await keepAll(parts, ticket, slot, outcome, intake, trace);
    parts.progress.note(ticket, slot, 'archived');
    failpoint('images-archived');
    return {
      artifacts,
      text: outcome.text,
      usage: outcome.usage,
      pictureCount: outcome.pictureCount,
      omitted: [...way.omitted, ...outcome.omitted, ...omitted],
      effectiveModel: outcome.effectiveModel,
    };
  } catch (error) {
    const failure = withoutSecret(toFailure(error), credential.secret);
    // Too late for this one: what it was paid for found no room.
    if (failure.cause instanceof SpoolFailure) void parts.archive.suspect();
    // What failed on our side leaves a task upstream that another run may get its pictures of.
    const isOurs = failure.outcomeUnknown || failures[failure.code].blames === 'plantain';
    if (billsOnSubmit && !isOurs) await submissions.forget();
    throw failure;
  } finally {
    intake.discardAll();
  }
}

/**
 * All images of a call, or none: what was kept before one that cannot be kept is removed again. What is no whole
 * picture takes none with it that is: else whoever has a model write a broken one pays for neither.
 */
async function keepAll(
  parts: AttemptParts,
  ticket: Ticket,
  slot: number,
  outcome: ProviderOutcome,
  intake: TrackedIntake,
  trace: Trace | undefined,
): Promise<{ artifacts: Artifact[]; omitted: Omission[] }> {
  const artifacts: Artifact[] = [];
  let broken: Failure | undefined;
  try {
    for (const writer of outcome.images) {
      // Unique over all slots, and 1, 2, 3 … where one call yields several images.
      const number = slot + artifacts.length * ticket.request.count;
      const input = keepInput(parts, ticket, number, intake.arrived(writer), outcome.compressed ?? false);
      try {
        artifacts.push(await parts.keepImage({ trace, ...input }));
      } catch (error) {
        broken = toFailure(error);
        if (broken.code !== 'upstream_truncated') throw broken;
      }
    }
    if (broken && artifacts.length === 0) throw broken;
    return { artifacts, omitted: broken && !outcome.omitted.includes(noPicture) ? [noPicture] : [] };
  } catch (error) {
    // Whoever performs it by now may have kept images of these names.
    const isOurs = await parts.leases.confirm(ticket).then(
      () => true,
      () => false,
    );
    if (isOurs) await Promise.allSettled(artifacts.map(({ key }) => parts.files.delete(key)));
    throw error;
  }
}

function keepInput(
  parts: AttemptParts,
  ticket: Ticket,
  number: number,
  image: ArrivedImage,
  isCompressed: boolean,
) {
  const { request, createdAtMs } = ticket;
  return {
    image,
    isCompressed,
    name: { generationId: ticket.id, kind: request.kind, number, createdAtMs },
    outputFormat: request.outputFormat,
    outputCompression: request.outputCompression,
    expiresAtMs: createdAtMs + parts.retentionMs,
    untilMs: createdAtMs + parts.deadlineMs,
    keyId: ticket.caller.keyId,
    confirm: () => parts.leases.confirm(ticket),
  };
}
