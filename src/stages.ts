import { accept, type Ticket } from './admission/accept.ts';
import type { ArtifactStore } from './archive/stores/artifact-store.ts';
import { Failure } from './generation/failure.ts';
import { type Attempt, addUsage, noUsage, type Omission, type Outcome } from './generation/outcome.ts';
import { imageCharge } from './generation/price.ts';
import { tierOfPixels } from './generation/resolution.ts';
import type { PriceList } from './ledger/price-list.ts';
import { settleUnit } from './ledger/settle.ts';
import { redactText } from './lib/log.ts';
import type { Ending, Stages } from './pipeline.ts';
import { type Produced, type ProduceParts, produce } from './produce.ts';
import type { Output } from './records/generation-record.ts';
import type { FetchReferences } from './references/fetch-references.ts';
import type { Store } from './store/store.ts';

export interface StageParts extends ProduceParts {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly prices: PriceList;
  readonly fetchReferences: FetchReferences;
  /** Name of this process on the generations it works on. */
  readonly owner: string;
}

/** Gives each stop of the pipeline its parts. */
export function createStages(parts: StageParts): Stages {
  const { store, clock } = parts;
  return {
    accept: (request) => accept(parts, request, clock.now()),
    fetchReferences: (ticket) => parts.fetchReferences(ticket.request.references, ticket.id),
    produce: (ticket, slot, work) => produce(parts, ticket, slot, work),

    async settle(ticket, delivered, ending) {
      const result = resultOf(ticket, delivered, ending);
      const chargedMicros = chargeFor(ticket, delivered);
      const ended = await store.write(settleUnit, {
        ...settlementOf(ticket),
        nowMs: clock.now(),
        chargedMicros,
        ending: {
          state: 'succeeded',
          result,
          outputs: delivered.flatMap(outputsOf),
          attempts: ending.attempts,
        },
      });
      if (!ended) {
        await Promise.all(delivered.flatMap(artifactsOf).map(({ key }) => parts.files.delete(key)));
        throw new Failure('interrupted', { internal: 'the lease was lost before settling' });
      }
      return { ...result, ...identity(ticket), artifacts: delivered.flatMap(artifactsOf), chargedMicros };
    },

    async fail(ticket, failure, attempts) {
      await store.write(settleUnit, {
        ...settlementOf(ticket),
        nowMs: clock.now(),
        chargedMicros: 0,
        ending: failedEnding(failure, attempts),
      });
    },
  };
}

const settlementOf = (ticket: Ticket) => ({
  id: ticket.id,
  fence: ticket.fence,
  accountId: ticket.caller.accountId,
  mode: ticket.caller.mode,
  keyId: ticket.caller.keyId,
  keySettings: ticket.caller.settings,
  lane: ticket.request.kind === 'async-image' ? ('task' as const) : ('sync' as const),
  createdAtMs: ticket.createdAtMs,
  heldMicros: ticket.heldMicros,
});

/** One image per slot is charged; what a call delivered beyond it is ours to pay. */
function chargeFor(ticket: Ticket, delivered: readonly Produced[]): number {
  const charges = delivered.map(({ artifacts: [image], usage }) =>
    image ? imageCharge(ticket.price, tierOfPixels(image.width, image.height), usage) : 0,
  );
  return charges.reduce((sum, charge) => sum + charge, 0);
}

function failedEnding(failure: Failure, attempts: readonly Attempt[]) {
  return {
    state: 'failed',
    code: failure.code,
    message: storableText(failure.message),
    internal: failure.internal === undefined ? null : storableText(redactText(failure.internal)),
    attempts,
  } as const;
}

/** PostgreSQL holds neither U+0000 nor lone surrogates; upstream texts may carry both. */
const storableText = (text: string) => text.replaceAll('\u0000', ' ').toWellFormed();

const identity = (ticket: Ticket) => ({ id: ticket.id, createdAtMs: ticket.createdAtMs });
const artifactsOf = (produced: Produced) => produced.artifacts;
const outputsOf = (produced: Produced): Output[] =>
  produced.artifacts.map((artifact) => ({ ...artifact, slot: produced.slot }));

function resultOf(ticket: Ticket, delivered: readonly Produced[], ending: Ending) {
  const first = delivered[0] as Produced;
  return {
    text: delivered
      .map((produced) => produced.text)
      .filter(Boolean)
      .join('\n'),
    usage: delivered.map((produced) => produced.usage).reduce(addUsage, noUsage),
    omitted: distinct([
      ...ticket.request.omitted,
      ...delivered.flatMap((produced) => produced.omitted),
      ...missingImages(ticket, ending),
    ]),
    channel: first.channel,
    effectiveModel: first.effectiveModel,
  } satisfies Partial<Outcome>;
}

/** Partial success is a success with fewer images, and says so. */
function missingImages(ticket: Ticket, ending: Ending): Omission[] {
  if (ending.missing.length === 0) return [];
  const reasons = [...new Set(ending.missing.map((failure) => failure.message))].join(' ');
  return [
    {
      parameter: 'n',
      reason: `${ending.missing.length} of ${ticket.request.count} images failed: ${reasons}`,
    },
  ];
}

function distinct(omissions: readonly Omission[]): Omission[] {
  return [...new Map(omissions.map((omission) => [JSON.stringify(omission), omission])).values()];
}
