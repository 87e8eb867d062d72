import type { UrlOf } from '../../generation/artifact-links.ts';
import { Failure } from '../../generation/failure.ts';
import { plainCode } from '../../generation/plain-failures.ts';
import { microsToUsd } from '../../generation/price.ts';
import { progressOf } from '../../generation/progress.ts';
import type { Receipt } from '../../generation/receipt.ts';
import { waitingNote } from '../../generation/reference-note.ts';
import { tierOfPixels } from '../../generation/resolution.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { isoTime } from '../../lib/iso-time.ts';

/** `GET /v1/generations/{id}`. An id of another account, or of the other mode, is as unknown as one that never was. */
export async function getGeneration(input: RouteInput): Promise<WireAnswer> {
  const receipt = await input.lookUp(input.params.id ?? '');
  if (!receipt) throw new Failure('not_found', { message: 'There is no such generation.' });
  return jsonAnswer(200, writeReceipt(receipt, input.urlOf), { 'cache-control': 'no-store' });
}

/** 200 with the ended generation, or 202 with where to ask and when. */
export function writeCreated(receipt: Receipt, input: RouteInput): WireAnswer {
  const body = writeReceipt(receipt, input.urlOf);
  if (receipt.finishedAtMs !== undefined) return jsonAnswer(200, body);
  return jsonAnswer(202, body, { location: `/v1/generations/${receipt.id}`, 'retry-after': '2' });
}

/** Requested beside effective values, measured pixels, omissions, attempts and money. */
export function writeReceipt(receipt: Receipt, urlOf: UrlOf) {
  const { request, result } = receipt;
  return {
    id: receipt.id,
    object: 'generation',
    status: receipt.state,
    created_at: isoTime(receipt.createdAtMs),
    finished_at: isoTime(receipt.finishedAtMs),
    contract: request.protocol,
    model: request.requestedModel,
    requested: {
      model: request.model,
      prompt: request.prompt,
      references: request.references.map((reference) =>
        reference.kind === 'url' ? reference.url : 'inline',
      ),
      aspect_ratio: request.aspectRatio ?? null,
      resolution: request.resolution ?? null,
      output_format: request.outputFormat ?? null,
      output_compression: request.outputCompression ?? null,
      count: request.count,
      strict: request.strict,
    },
    effective_model: result?.effectiveModel ?? null,
    channel: result?.channel ?? null,
    progress: progressOf(receipt),
    references: referencesOf(receipt),
    images: receipt.outputs.map((image) => ({
      url: urlOf(image),
      media_type: image.mediaType,
      converted_from: image.convertedFrom ?? null,
      width: image.width,
      height: image.height,
      tier: tierOfPixels(image.width, image.height),
      size_bytes: image.sizeBytes,
      expires_at: isoTime(image.expiresAtMs),
      deleted_at: isoTime(image.deletedAtMs),
    })),
    text: result?.text ?? '',
    usage: result ? usageOf(result.usage) : null,
    omitted: result?.omitted ?? request.omitted,
    attempts: receipt.attempts.map((attempt) => ({
      image: attempt.slot,
      number: attempt.number,
      channel: attempt.channel,
      model: attempt.upstreamModel,
      started_at: isoTime(attempt.startedAtMs),
      duration_ms: attempt.endedAtMs - attempt.startedAtMs,
      result: attempt.result,
      upstream_status: attempt.upstreamStatus ?? null,
    })),
    routing: receipt.route.map((note) => ({
      channel: note.channel,
      model: note.upstreamModel ?? null,
      place: note.place ?? null,
      reason: note.reason ?? null,
    })),
    cost: costOf(receipt),
    error: receipt.failure ? errorOf(receipt.failure) : null,
  };
}

/** Null for what ended before its references were looked at. */
function referencesOf({ request, referenceNotes, finishedAtMs }: Receipt) {
  const isUnknown = referenceNotes.length === 0 && request.references.length > 0;
  if (isUnknown && finishedAtMs !== undefined) return null;
  const notes = isUnknown ? request.references.map(waitingNote) : referenceNotes;
  return {
    total: notes.length,
    ready: notes.filter(({ state }) => state === 'ready').length,
    items: notes.map((note) => ({
      state: note.state,
      host: note.host ?? null,
      from: note.from ?? null,
      media_type: note.mediaType ?? null,
      width: note.width ?? null,
      height: note.height ?? null,
      size_bytes: note.sizeBytes ?? null,
      duration_ms: note.durationMs ?? null,
    })),
  };
}

const errorOf = ({ code, message }: NonNullable<Receipt['failure']>) => ({
  code: plainCode(code),
  message,
});

function costOf(receipt: Receipt) {
  const { price } = receipt;
  return {
    currency: 'USD',
    held_usd: microsToUsd(receipt.heldMicros),
    charged_usd: microsToUsd(receipt.chargedMicros),
    price: price
      ? { version: price.version, strategy: price.strategy, unit: price.price.unit, tier: price.tier }
      : null,
  };
}

function usageOf(usage: NonNullable<Receipt['result']>['usage']) {
  return {
    prompt_tokens: usage.promptTokens,
    prompt_image_tokens: usage.promptImageTokens,
    text_tokens: usage.textTokens,
    thought_tokens: usage.thoughtTokens,
    image_tokens: usage.imageTokens,
    total_tokens: usage.totalTokens,
  };
}
