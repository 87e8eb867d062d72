import { eventView } from '../admin/callback-routes.ts';
import type { ArtifactLinks } from '../generation/artifact-links.ts';
import type { CallbackPage, CallbackQuery } from '../generation/callbacks.ts';
import type { Mode } from '../generation/caller.ts';
import { microsToUsd } from '../generation/price.ts';
import type { Protocol } from '../generation/protocol.ts';
import { tierOfPixels } from '../generation/resolution.ts';
import { redactText } from '../lib/log.ts';
import type { GenerationRecord, Output } from '../records/generation-record.ts';
import { toldAnswer } from './told-answer.ts';

interface CallbacksOfOne extends CallbackQuery {
  readonly accountId: string;
  readonly mode: Mode;
  readonly generationId: string;
}

export interface DetailParts {
  readonly listCallbacks: (query: CallbacksOfOne) => Promise<CallbackPage>;
  readonly protocols: readonly Protocol[];
  readonly links: ArtifactLinks;
}

/** News of one task: there is one for each of its ends, and what was asked for again. */
const mostCallbacks = 20;

/** Request and answer as they are kept, credentials and pictures left out, and who was told. */
export async function detailsOf(record: GenerationRecord, parts: DetailParts) {
  const { id: generationId, accountId, mode, finishedAtMs } = record;
  const { events } = await parts.listCallbacks({ accountId, mode, generationId, limit: mostCallbacks });
  const protocol = parts.protocols.find(({ name }) => name === record.protocol);
  const told = finishedAtMs === undefined ? undefined : await toldAnswer(record, protocol, parts.links.urlOf);
  return {
    raw_request: redactText(JSON.stringify(record.request)),
    raw_response: told ?? null,
    callbacks: events.map(eventView),
  };
}

export const whose = (record: GenerationRecord) => ({
  account_id: record.accountId,
  key_id: record.keyId,
  mode: record.mode,
});

/** What only operators see: the upstream's own words, redacted when they were written. */
export const insideOf = (record: GenerationRecord) => ({
  attempts_internal: record.attempts.map(({ slot, number, internal }) => ({
    image: slot,
    number,
    internal: internal ?? null,
  })),
});

const isKept = ({ deletedAtMs }: Output) => deletedAtMs === undefined;

const promptLength = 160;

/** One line of a list. */
export function listed(record: GenerationRecord, { pathOf }: ArtifactLinks) {
  const { prompt } = record.request;
  return {
    object: 'generation',
    id: record.id,
    ...whose(record),
    status: record.state,
    contract: record.protocol,
    model: record.model,
    prompt: prompt.length > promptLength ? `${prompt.slice(0, promptLength)}…` : prompt,
    count: record.count,
    channel: record.result?.channel ?? record.attempts.at(-1)?.channel ?? null,
    created_at: new Date(record.createdAtMs).toISOString(),
    duration_ms: record.finishedAtMs === undefined ? null : record.finishedAtMs - record.createdAtMs,
    charged_usd: microsToUsd(record.chargedMicros),
    error: record.failure ? { code: record.failure.code, message: record.failure.message } : null,
    strategy: record.price?.strategy ?? null,
    // Of what was deleted there is nothing to show.
    images: record.outputs.filter(isKept).map((image) => ({
      tier: tierOfPixels(image.width, image.height),
      thumbnail: thumbnailOf(pathOf(image)),
      url: pathOf(image),
      width: image.width,
      height: image.height,
    })),
  };
}

/** A small picture is opened by what opens the whole one. */
const thumbnailOf = (path: string) => path.replace(/^\/task-artifacts\//, '/console/api/thumbnails/');
