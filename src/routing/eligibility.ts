import type { GenerationRequest } from '../generation/request.ts';
import type { Way } from './ways.ts';

/** What of a request decides where it can go. */
export interface Demand {
  readonly request: GenerationRequest;
  /** Bytes of each fetched reference; of a native body, of each inline image. */
  readonly referenceBytes: readonly number[];
  /** Bytes of the long signatures of a native body, as they are sent. Default 0. */
  readonly signatureBytes?: number;
  /** Media type of each fetched reference; absent where they are not known. */
  readonly referenceTypes?: readonly string[];
}

/** Base64 writes three bytes as four characters. */
const encodedShare = 4 / 3;

/** The most references of one request that a check has lately passed with, for a public model; 0 where none has. */
export type VerifiedReferences = (
  way: { readonly channel: string; readonly upstreamId: string },
  model: string,
) => number;

/** Why a way cannot do the request; nothing when it can. */
export function inability(
  way: Way,
  demand: Demand,
  verifiedReferences?: VerifiedReferences,
): string | undefined {
  return (
    severalReason(way, demand, verifiedReferences) ??
    referenceReason(way, demand) ??
    shapeReason(way, demand.request) ??
    promptReason(way, demand.request)
  );
}

/** Of value channels those take several references whose operator says so, or that passed a check with as many. */
function severalReason(
  { channel, upstream }: Way,
  { request, referenceBytes: { length: count } }: Demand,
  verifiedReferences: VerifiedReferences = () => 0,
): string | undefined {
  const { severalReferences } = channel.capabilities;
  if (count <= 1 || channel.tier !== 'value' || severalReferences) return undefined;
  if (severalReferences === false) return 'takes only one reference';
  // Whoever pins a channel wants to see how it is: a check could never pass otherwise.
  if (request.channel !== undefined) return undefined;
  const most = verifiedReferences({ channel: channel.id, upstreamId: upstream.id }, request.model);
  if (count <= most) return undefined;
  return `is not verified for more than ${most > 1 ? `${most} references` : 'one reference'}`;
}

function referenceReason(
  way: Way,
  { request, referenceBytes, signatureBytes = 0 }: Demand,
): string | undefined {
  const count = referenceBytes.length;
  if (count === 0 && signatureBytes === 0) return undefined;
  const { channel, capabilities, upstream } = way;
  // A native body is the client's own, and the upstream counts for itself.
  const most = request.native
    ? channel.capabilities.maxReferences
    : Math.min(upstream.maxReferences, capabilities.maxReferences);
  if (most !== undefined && count > most) return `takes at most ${most} references`;
  if (capabilities.referencesAs === 'url' && request.references.some(({ kind }) => kind !== 'url')) {
    return 'takes references by URL only';
  }
  const { maxReferenceBytes, maxRequestBytes } = capabilities;
  let bytes = 0;
  for (const each of referenceBytes) {
    if (each > maxReferenceBytes) return `takes references of at most ${inWords(maxReferenceBytes)}`;
    bytes += each;
  }
  if (bytes * encodedShare + signatureBytes > maxRequestBytes) {
    return `takes requests of at most ${inWords(maxRequestBytes)}`;
  }
  return undefined;
}

function shapeReason({ channel, capabilities, upstream }: Way, request: GenerationRequest) {
  if (request.native && !capabilities.native) return 'takes no native bodies';
  const { resolution, aspectRatio } = request;
  // What only its provider cannot send is left out and reported; what the operator says it lacks goes elsewhere.
  const resolutions = channel.capabilities.resolutions ?? upstream.resolutions;
  if (resolution && !resolutions.includes(resolution)) return `has no ${resolution}`;
  const ratios = channel.capabilities.aspectRatios ?? upstream.aspectRatios;
  if (aspectRatio && !ratios.includes(aspectRatio)) return `has no ${aspectRatio}`;
  return undefined;
}

function promptReason({ capabilities }: Way, { prompt, native }: GenerationRequest): string | undefined {
  const { maxPromptLength } = capabilities;
  // Of a native body the upstream judges for itself: its text is not all in `prompt`.
  if (native || maxPromptLength === undefined || prompt.length <= maxPromptLength) return undefined;
  return isLonger(prompt, maxPromptLength)
    ? `takes prompts of at most ${maxPromptLength} characters`
    : undefined;
}

function isLonger(text: string, most: number): boolean {
  let count = 0;
  for (const _ of text) if (++count > most) return true;
  return false;
}

function inWords(sizeBytes: number): string {
  const mebibytes = sizeBytes / 1_048_576;
  return `${sizeBytes} bytes${Number.isInteger(mebibytes) ? ` (${mebibytes} MiB)` : ''}`;
}
