import type { Ticket } from './admission/accept.ts';
import { createIntake } from './archive/intake.ts';
import type { KeepImage } from './archive/keep-image.ts';
import type { Channel } from './channels/channel.ts';
import { Failure } from './generation/failure.ts';
import type { Model, ModelCatalog } from './generation/model.ts';
import type { Artifact, Attempt, Omission, Usage } from './generation/outcome.ts';
import type { Provider, ProviderOutcome, ReadyReference, Relay } from './generation/provider.ts';
import type { Clock } from './lib/clock.ts';
import type { Outbound } from './lib/outbound.ts';
import { type Candidate, planRoute } from './routing/candidates.ts';
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
  readonly relay?: Relay;
}

export interface ProduceParts {
  readonly clock: Clock;
  readonly catalog: ModelCatalog;
  readonly channels: () => readonly Channel[];
  readonly providers: ReadonlyMap<string, Provider>;
  readonly outbound: Outbound;
  readonly spoolFolder: string;
  readonly keepImage: KeepImage;
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
  const plan = planRoute({
    request,
    model,
    mode: ticket.caller.mode,
    catalog: parts.catalog,
    channels: parts.channels(),
    providers: parts.providers,
  });
  if (plan.candidates.length === 0) {
    const reasons = plan.excluded.map(({ channel, reason }) => `${channel} ${reason}`).join('; ');
    throw new Failure(request.strict ? 'not_satisfiable' : 'no_channel', {
      internal: reasons || 'no channel is configured',
    });
  }
  const abort = new AbortController();
  const { result, candidate } = await tryCandidates({
    slot,
    candidates: plan.candidates,
    clock: parts.clock,
    deadlineMs: ticket.createdAtMs + parts.deadlineMs,
    committed: () => work.relay?.committed ?? false,
    record: (attempt) => work.attempts.push(attempt),
    attempt: (way, timeoutMs) => attempt(parts, ticket, slot, work, way, timeoutMs, abort.signal),
  });
  return { slot, channel: candidate.channel.id, ...result };
}

async function attempt(
  parts: ProduceParts,
  ticket: Ticket,
  slot: number,
  work: ProduceWork,
  way: Candidate,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Omit<Produced, 'slot' | 'channel'>> {
  const number = work.attempts.length + 1;
  work.relay?.announce(way.channel.id, [...ticket.request.omitted, ...way.omitted]);
  const intake = createIntake(parts.spoolFolder, `${ticket.id}-${slot}-${number}`);
  try {
    const outcome = await way.provider.generate({
      request: ticket.request,
      references: work.references,
      channel: way.channel,
      model: way.upstream,
      images: intake,
      ...(work.relay ? { relay: work.relay } : {}),
      send: (request, handler) => parts.outbound.send({ trust: 'configured', ...request }, handler),
      signal,
      timeoutMs,
    });
    const artifacts = await keepAll(parts, ticket, slot, outcome, intake);
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

async function keepAll(
  parts: ProduceParts,
  ticket: Ticket,
  slot: number,
  outcome: ProviderOutcome,
  intake: ReturnType<typeof createIntake>,
): Promise<Artifact[]> {
  const { request } = ticket;
  const artifacts: Artifact[] = [];
  for (const [index, writer] of outcome.images.entries()) {
    const artifact = await parts.keepImage({
      image: intake.arrived(writer),
      name: {
        generationId: ticket.id,
        kind: request.kind,
        // Unique over all slots, and 1, 2, 3 … where one call yields several images.
        number: slot + index * request.count,
        createdAtMs: ticket.createdAtMs,
      },
      outputFormat: request.outputFormat,
      outputCompression: request.outputCompression,
      expiresAtMs: ticket.createdAtMs + parts.retentionMs,
    });
    artifacts.push(artifact);
  }
  return artifacts;
}
