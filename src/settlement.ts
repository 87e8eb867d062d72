import type { Ticket } from './admission/accept.ts';
import type { Failure } from './generation/failure.ts';
import type { Produced } from './generation/outcome.ts';
import { addUsage, noUsage, type Omission, type Outcome } from './generation/outcome.ts';
import { imageCharge } from './generation/price.ts';
import { tierOfPixels } from './generation/resolution.ts';
import { redactText } from './lib/log.ts';
import type { Ending, Tried } from './pipeline.ts';
import type { ProduceParts } from './produced.ts';
import type { Output } from './records/generation-record.ts';

// What the books are told of a generation when it ends.

/** Whose it is, and what was held for it. */
export const settlementOf = (ticket: Ticket) => ({
  id: ticket.id,
  fence: ticket.fence,
  accountId: ticket.caller.accountId,
  mode: ticket.caller.mode,
  keyId: ticket.caller.keyId,
  model: ticket.request.model,
  lane: ticket.request.kind === 'async-image' ? ('task' as const) : ('sync' as const),
  createdAtMs: ticket.createdAtMs,
  heldMicros: ticket.heldMicros,
});

/** One image per slot is charged; what a call delivered beyond it is ours to pay. */
export function chargeFor(ticket: Ticket, delivered: readonly Produced[]): number {
  const charges = delivered.map(({ artifacts: [image], usage, pictureCount }) => {
    if (!image) return 0;
    const measured = tierOfPixels(image.width, image.height);
    return imageCharge(ticket.price, { measured, usage, pictureCount });
  });
  return charges.reduce((sum, charge) => sum + charge, 0);
}

/** What its attempts cost us goes by the tiers of the images each slot brought. */
export const costInput = (
  { channels }: Pick<ProduceParts, 'channels'>,
  ticket: Ticket,
  delivered: readonly Produced[],
) => ({
  model: ticket.request.model,
  channels: channels(),
  askedTier: ticket.price.tier,
  tiers: new Map(
    delivered.map(({ slot, artifacts }) => [
      slot,
      artifacts.map(({ width, height }) => tierOfPixels(width, height)),
    ]),
  ),
});

export function failedEnding(failure: Failure, tried: Tried) {
  return {
    state: 'failed',
    code: failure.code,
    message: storableText(failure.message),
    internal: failure.internal === undefined ? null : storableText(redactText(failure.internal)),
    retryAfterMs: failure.retryAfterMs === undefined ? undefined : Math.ceil(failure.retryAfterMs),
    param: failure.param,
    ...tried,
  } as const;
}

/** PostgreSQL holds neither U+0000 nor lone surrogates; upstream texts may carry both. */
const storableText = (text: string) => text.replaceAll('\u0000', ' ').toWellFormed();

export const artifactsOf = (produced: Produced) => produced.artifacts;
export const outputsOf = (produced: Produced): Output[] =>
  produced.artifacts.map((artifact) => ({ slot: produced.slot, ...artifact }));

export function resultOf(ticket: Ticket, delivered: readonly Produced[], ending: Ending) {
  const first = delivered[0] as Produced;
  return {
    text: delivered
      .map((produced) => produced.text)
      .filter(Boolean)
      .join('\n'),
    usage: delivered.map((produced) => produced.usage).reduce(addUsage, noUsage),
    ...callsOf(ticket, delivered),
    omitted: distinct([
      ...ticket.request.omitted,
      ...delivered.flatMap((produced) => produced.omitted),
      ...missingImages(ticket, ending),
    ]),
    channel: first.channel,
    effectiveModel: first.effectiveModel,
  } satisfies Partial<Outcome>;
}

/** Their answers tell it of each image; tasks, which may bring several of one call, do not. */
function callsOf({ request }: Ticket, delivered: readonly Produced[]): Pick<Outcome, 'calls'> {
  const isOneEach = delivered.every(({ artifacts }) => artifacts.length === 1);
  if (request.kind !== 'sync-image' || delivered.length < 2 || !isOneEach) return {};
  return { calls: delivered.map(({ text, usage }) => ({ text, usage })) };
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
