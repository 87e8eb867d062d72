import type { Ticket } from './admission/accept.ts';
import { type ArrivedImage, createIntake, type TrackedIntake } from './archive/intake.ts';
import type { KeepImage } from './archive/keep-image.ts';
import type { ArtifactStore } from './archive/stores/artifact-store.ts';
import { Failure } from './generation/failure.ts';
import type { Model, ModelCatalog } from './generation/model.ts';
import type { Artifact, Attempt, Omission, RouteNote, Usage } from './generation/outcome.ts';
import type { ProviderOutcome, ReadyReference, Relay } from './generation/provider.ts';
import type { Clock } from './lib/clock.ts';
import { failpoint } from './lib/failpoint.ts';
import type { Outbound } from './lib/outbound.ts';
import type { Candidate, RoutePlan } from './routing/candidates.ts';
import type { Permit } from './routing/enter.ts';
import { routeNotes } from './routing/route-notes.ts';
import type { Router } from './routing/router.ts';
import { tryCandidates } from './routing/try-candidates.ts';

/** The images one upstream call delivered, archived. */
export interface Produced {
  readonly slot: number;
  readonly artifacts: readonly Artifact[];
  readonly text: string;
  readonly usage: Usage;
  readonly omitted: readonly Omission[];
  readonly channel: string;
  readonly effectiveModel: string;
}

/** What all outputs of a generation share. */
export interface ProduceWork {
  readonly references: readonly ReadyReference[];
  /** Receives every attempt as it ends. */
  readonly attempts: Attempt[];
  /** Receives what routing decided for the first output. */
  readonly route: RouteNote[];
  readonly relay?: Relay;
}

export interface ProduceParts {
  readonly clock: Clock;
  readonly catalog: ModelCatalog;
  readonly router: Router;
  readonly outbound: Outbound;
  readonly spoolFolder: string;
  readonly keepImage: KeepImage;
  readonly files: ArtifactStore;
  readonly retentionMs: number;
  readonly deadlineMs: number;
}

/** Routes, tries and archives one output of a generation. */
export async function produce(
  parts: ProduceParts,
  ticket: Ticket,
  slot: number,
  work: ProduceWork,
): Promise<Produced> {
  const { request } = ticket;
  const model = parts.catalog.find(request.model) as Model;
  const plan = parts.router.plan({
    request,
    model,
    mode: ticket.caller.mode,
    referenceBytes: request.native
      ? request.native.spools.map((spool) => Math.floor((spool.sizeBytes * 3) / 4))
      : work.references.map((reference) => reference.sizeBytes),
    referenceTypes: work.references.map((reference) => reference.mediaType),
  });
  if (work.route.length === 0) work.route.push(...routeNotes(plan));
  if (plan.candidates.length === 0) throw noCandidate(plan, request.strict);
  const abort = new AbortController();
  const { result, candidate } = await tryCandidates({
    slot,
    candidates: plan.candidates,
    clock: parts.clock,
    budget: parts.router.budgets[ticket.caller.mode],
    deadlineMs: ticket.createdAtMs + parts.deadlineMs,
    committed: () => work.relay?.committed ?? false,
    enter: (way) => parts.router.enter(way, way.isForced),
    record: (attempt) => work.attempts.push(attempt),
    attempt: (way, permit, timeoutMs) =>
      attempt(parts, ticket, slot, work, { way, permit, timeoutMs, signal: abort.signal }),
  });
  return { slot, channel: candidate.channel.id, ...result };
}

/**
 * Names the temporary files of one run of a generation. A run whose process died may have left its own, which are
 * not swept at once where several processes may share a folder.
 */
export const runName = ({ id, fence }: Ticket): string => `${id}-${fence}`;

function noCandidate({ excluded, retryAfterMs }: RoutePlan, strict: boolean): Failure {
  const reasons = excluded.map(({ channel, reason }) => `${channel} ${reason}`).join('; ');
  // What a channel could do that is only resting is not unsatisfiable.
  return new Failure(strict && retryAfterMs === undefined ? 'not_satisfiable' : 'no_channel', {
    internal: reasons.slice(0, 4_000) || 'no channel is configured',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

interface Try {
  readonly way: Candidate;
  readonly permit: Permit;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

async function attempt(
  parts: ProduceParts,
  ticket: Ticket,
  slot: number,
  work: ProduceWork,
  { way, permit, timeoutMs, signal }: Try,
): Promise<Omit<Produced, 'slot' | 'channel'>> {
  const number = work.attempts.length + 1;
  work.relay?.announce(way.channel.id, [...ticket.request.omitted, ...way.omitted]);
  const intake = createIntake(parts.spoolFolder, `${runName(ticket)}-${slot}-${number}`);
  failpoint('attempt-begun');
  try {
    const outcome = await way.provider.generate({
      request: ticket.request,
      references: work.references,
      channel: { ...way.channel, credential: permit.credential.secret },
      model: way.upstream,
      images: intake,
      ...(work.relay ? { relay: work.relay } : {}),
      send: (request, handler) => parts.outbound.send({ trust: 'configured', ...request }, handler),
      sendUntrusted: (request, handler) => parts.outbound.send({ ...request, trust: 'untrusted' }, handler),
      clock: parts.clock,
      signal,
      timeoutMs,
    });
    const artifacts = await keepAll(parts, ticket, slot, outcome, intake);
    failpoint('images-kept');
    return {
      artifacts,
      text: outcome.text,
      usage: outcome.usage,
      omitted: [...way.omitted, ...outcome.omitted],
      effectiveModel: outcome.effectiveModel,
    };
  } finally {
    intake.discardAll();
  }
}

/** All images of a call, or none: what was kept before one that cannot be kept is removed again. */
async function keepAll(
  parts: ProduceParts,
  ticket: Ticket,
  slot: number,
  outcome: ProviderOutcome,
  intake: TrackedIntake,
): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  try {
    for (const [index, writer] of outcome.images.entries()) {
      // Unique over all slots, and 1, 2, 3 … where one call yields several images.
      const number = slot + index * ticket.request.count;
      artifacts.push(
        await parts.keepImage({
          ...keepInput(parts, ticket, number, intake.arrived(writer)),
          isCompressed: outcome.compressed ?? false,
        }),
      );
    }
    return artifacts;
  } catch (error) {
    await Promise.allSettled(artifacts.map(({ key }) => parts.files.delete(key)));
    throw error;
  }
}

function keepInput(parts: ProduceParts, ticket: Ticket, number: number, image: ArrivedImage) {
  const { request, createdAtMs } = ticket;
  return {
    image,
    name: { generationId: ticket.id, kind: request.kind, number, createdAtMs },
    outputFormat: request.outputFormat,
    outputCompression: request.outputCompression,
    expiresAtMs: createdAtMs + parts.retentionMs,
  };
}
