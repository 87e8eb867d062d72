import type { FailureCode } from '../../generation/failure.ts';
import type { Artifact } from '../../generation/outcome.ts';
import { plainCode } from '../../generation/plain-failures.ts';
import { microsToUsd } from '../../generation/price.ts';
import type { Receipt } from '../../generation/receipt.ts';
import type { RouteInput } from '../../generation/route-input.ts';

export type ToolPart = string | { readonly artifact: Artifact; readonly encode: 'base64' };

/** The JSON of a tool result in parts; pictures are encoded from their files while they are sent. */
export interface ToolResult {
  readonly parts: readonly ToolPart[];
}

/** Who reads a result, and when. */
type Reader = Pick<RouteInput, 'urlOf' | 'nowMs'>;

/** Chat applications refuse tool results of more than a megabyte; what is larger goes as a link. */
const inlineLimitBytes = 700_000;
const fetchLimitBytes = 8 * 1024 * 1024;

export const textResult = (text: string, structured: object): ToolResult => ({
  parts: [JSON.stringify({ content: [{ type: 'text', text }], structuredContent: structured })],
});

/** A sentence that says what went wrong, and one that says what to do. */
export function failureResult(code: FailureCode, message: string, structured: object = {}): ToolResult {
  const text = [message, advice[code]].filter(Boolean).join(' ');
  const content = [{ type: 'text', text }];
  return {
    parts: [
      JSON.stringify({
        content,
        structuredContent: { ...structured, error: plainCode(code) },
        isError: true,
      }),
    ],
  };
}

const later = 'Nothing was charged. Try again in a minute.';
const rephrase = 'Nothing was charged. Do not repeat the same prompt.';
const pay = 'Somebody has to raise the budget or top up the account; trying again does not help.';

const advice: Partial<Record<FailureCode, string>> = {
  unknown_model: 'Call list_models.',
  not_found: 'Check the id; results are removed when they expire.',
  not_cancellable: 'Call wait_for_image for its result.',
  concurrency_limited: 'Call wait_for_image for those that run.',
  budget_exhausted: pay,
  insufficient_balance: pay,
  reference_unreachable: 'Nothing was charged. Give URLs that anybody can fetch.',
  reference_refused: 'Nothing was charged. Give URLs that anybody can fetch.',
  reference_rejected: 'Nothing was charged. Give other pictures.',
  reference_too_large: 'Nothing was charged. Give smaller pictures.',
  content_blocked: rephrase,
  recitation: rephrase,
  no_image: 'Nothing was charged. Say in the prompt that a picture is wanted.',
  text_only: 'Nothing was charged. Say in the prompt that a picture is wanted.',
  no_channel: 'Call list_models and choose another model or resolution.',
  upstream_rate_limited: later,
  upstream_unavailable: later,
  upstream_timeout: later,
  upstream_truncated: later,
  deadline_exceeded: later,
  overloaded: later,
  interrupted: later,
};

/** How a generation stands: its pictures, its failure, or the id to wait for. */
export function generationResult(receipt: Receipt, reader: Reader): ToolResult {
  const { id, state, failure } = receipt;
  const outputs = receipt.outputs.filter(isThere(reader));
  const structured = {
    id,
    status: state,
    model: receipt.request.model,
    cost_usd: microsToUsd(receipt.chargedMicros),
    images: outputs.map((artifact) => ({
      url: reader.urlOf(artifact),
      mime_type: artifact.mediaType,
      width: artifact.width,
      height: artifact.height,
      size_bytes: artifact.sizeBytes,
      expires_at: new Date(artifact.expiresAtMs).toISOString(),
    })),
    omitted: receipt.result?.omitted ?? [],
  };
  if (failure) return failureResult(failure.code, failure.message, structured);
  if (state === 'cancelled')
    return textResult(`Generation ${id} was cancelled. Nothing was charged.`, structured);
  if (state !== 'succeeded') {
    const text = `Generation ${id} is ${state}. Call wait_for_image with this id; do not start it again.`;
    return textResult(text, structured);
  }
  if (outputs.length === 0) return expired(id, structured);
  const lines = structured.images.map(
    ({ url, width, height, mime_type, expires_at }) =>
      `${width}×${height} ${mime_type}, kept until ${expires_at}: ${url}`,
  );
  const text = [`Generation ${id}, $${structured.cost_usd}:`, ...lines, receipt.result?.text].filter(Boolean);
  return pictures(text.join('\n'), outputs, reader, inlineLimitBytes, structured);
}

/** One picture itself, if it is small enough to be held by whoever reads this. */
export function fetchedResult(receipt: Receipt, number: number, reader: Reader): ToolResult {
  if (receipt.state !== 'succeeded') return generationResult(receipt, reader);
  const artifact = [...receipt.outputs].sort((a, b) => a.number - b.number)[number - 1];
  if (!artifact) {
    return failureResult('invalid_request', `Generation ${receipt.id} has ${receipt.outputs.length} images.`);
  }
  if (!isThere(reader)(artifact)) return expired(receipt.id);
  const url = reader.urlOf(artifact);
  const isLarge = artifact.sizeBytes > fetchLimitBytes;
  const text = isLarge ? `${artifact.sizeBytes} bytes are too many for an answer; download ${url}` : url;
  return pictures(text, [artifact], reader, fetchLimitBytes, { id: receipt.id, url });
}

/** A picture that is gone cannot be encoded into an answer. */
const isThere =
  ({ nowMs }: Reader) =>
  ({ expiresAtMs }: Artifact) =>
    expiresAtMs > nowMs;

const expired = (id: string, structured: object = { id }) =>
  failureResult('not_found', `The pictures of generation ${id} have expired and are deleted.`, structured);

/** Pictures inline as long as their sum stays within the limit, and a link to every one. */
function pictures(
  text: string,
  artifacts: readonly Artifact[],
  reader: Reader,
  limitBytes: number,
  structured: object,
): ToolResult {
  let leftBytes = limitBytes;
  const parts: ToolPart[] = [`{"content":[${JSON.stringify({ type: 'text', text })}`];
  for (const artifact of artifacts) {
    if (artifact.sizeBytes <= leftBytes) {
      leftBytes -= artifact.sizeBytes;
      const mimeType = JSON.stringify(artifact.mediaType);
      parts.push(`,{"type":"image","mimeType":${mimeType},"data":"`, { artifact, encode: 'base64' }, '"}');
    }
    const link = {
      type: 'resource_link',
      uri: reader.urlOf(artifact),
      name: artifact.key.slice(artifact.key.lastIndexOf('/') + 1),
      mimeType: artifact.mediaType,
      size: artifact.sizeBytes,
    };
    parts.push(`,${JSON.stringify(link)}`);
  }
  parts.push(`],"structuredContent":${JSON.stringify(structured)}}`);
  return { parts };
}
