import { Failure } from '../../generation/failure.ts';
import type { Usage } from '../../generation/outcome.ts';
import type { ImageWriter } from '../../generation/provider.ts';
import type { Capture } from '../../lib/json-scan/capture.ts';
import type { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { asArray, asObject } from '../../lib/loose-json.ts';
import { type FoundImages, noneFound, readMarkdown } from './found-image.ts';
import { tokenCount } from './token-count.ts';

/** What an answer of `generateContent` holds, put together from one body or from the events of a stream. */
export interface GoogleAnswer {
  /** Images that are no thoughts, in order. */
  readonly images: FoundImages;
  /** Images flagged as thoughts: drafts. */
  readonly drafts: FoundImages;
  readonly text: string;
  readonly finishReason: string | undefined;
  readonly finishMessage: string | undefined;
  readonly blockReason: string | undefined;
  readonly modelVersion: string | undefined;
  readonly usage: Usage;
}

interface Part {
  readonly text?: unknown;
  readonly thought?: unknown;
  readonly inlineData?: { readonly data?: unknown } | null;
  readonly inline_data?: { readonly data?: unknown } | null;
  readonly fileData?: { readonly fileUri?: unknown } | null;
  readonly file_data?: { readonly file_uri?: unknown } | null;
}

interface Body {
  readonly candidates?: readonly (Candidate | null)[] | null;
  readonly promptFeedback?: { readonly blockReason?: string } | null;
  readonly usageMetadata?: UsageMetadata | null;
  readonly modelVersion?: string;
}

interface Candidate {
  readonly content?: { readonly parts?: readonly (Part | null)[] | null } | null;
  readonly finishReason?: string;
  readonly finishMessage?: string;
}

/** `content` and `parts` may be null or missing in a 200 (gemini-upstream §0 row 9). */
export function readGoogleAnswer(
  documents: readonly ScannedJson[],
  writerOf: (capture: Capture) => ImageWriter | undefined,
): GoogleAnswer {
  const images = noneFound();
  const drafts = noneFound();
  const texts: string[] = [];
  const candidates: Candidate[] = [];
  const body: Body = {};
  for (const document of documents) {
    for (const chunk of bodiesOf(document.value)) {
      Object.assign(body, chunk);
      for (const candidate of chunk.candidates ?? []) {
        if (!candidate) continue;
        candidates.push(candidate);
        for (const part of candidate.content?.parts ?? []) {
          if (part) readPart(part, document, writerOf, part.thought === true ? drafts : images, texts);
        }
      }
    }
  }
  return {
    images,
    drafts,
    text: texts.join(''),
    finishReason: candidates.findLast((candidate) => candidate.finishReason)?.finishReason,
    finishMessage: candidates.findLast((candidate) => candidate.finishMessage)?.finishMessage,
    blockReason: body.promptFeedback?.blockReason,
    modelVersion: body.modelVersion,
    usage: readUsage(body.usageMetadata ?? {}),
  };
}

/** A stream without `alt=sse` is an array of bodies. */
function bodiesOf(value: unknown): readonly Body[] {
  const values = Array.isArray(value) ? value : [value];
  if (values.every((item) => typeof item === 'object' && item !== null)) return values as Body[];
  throw new Failure('upstream_truncated', { internal: 'the answer is not a JSON object' });
}

function readPart(
  part: Part,
  document: ScannedJson,
  writerOf: (capture: Capture) => ImageWriter | undefined,
  found: FoundImages,
  texts: string[],
): void {
  const capture = document.captureOf((part.inlineData ?? part.inline_data)?.data);
  const writer = capture && writerOf(capture);
  if (writer) found.fields.push(writer);
  // Google answers with bytes; relays also with an address.
  const address = part.fileData?.fileUri ?? part.file_data?.file_uri;
  if (typeof address === 'string' && /^https?:/i.test(address)) found.fields.push({ url: address });
  if (typeof part.text !== 'string') return;
  const words = readMarkdown(part.text, document, writerOf, found);
  if (part.thought !== true) texts.push(words);
}

interface TokenDetail {
  readonly modality?: unknown;
  readonly tokenCount?: unknown;
}

interface UsageMetadata {
  readonly promptTokenCount?: unknown;
  readonly candidatesTokenCount?: unknown;
  readonly thoughtsTokenCount?: unknown;
  readonly totalTokenCount?: unknown;
  readonly promptTokensDetails?: unknown;
  readonly candidatesTokensDetails?: unknown;
}

/** Candidates exceed the sum of their details; the surplus is text (gemini-upstream §5, §6). */
function readUsage(usage: UsageMetadata): Usage {
  const imagesOf = (details: unknown) =>
    asArray(details)
      .map((detail): TokenDetail => asObject(detail))
      // Vendors of this wire differ in the case.
      .filter(({ modality }) => typeof modality === 'string' && modality.toUpperCase() === 'IMAGE')
      .reduce((sum, detail) => sum + tokenCount(detail.tokenCount), 0);
  const imageTokens = imagesOf(usage.candidatesTokensDetails);
  return {
    promptTokens: tokenCount(usage.promptTokenCount),
    promptImageTokens: imagesOf(usage.promptTokensDetails),
    imageTokens,
    textTokens: Math.max(0, tokenCount(usage.candidatesTokenCount) - imageTokens),
    thoughtTokens: tokenCount(usage.thoughtsTokenCount),
    totalTokens: tokenCount(usage.totalTokenCount),
  };
}

/** The failure behind a 200 without an image (gemini-upstream §6.1). */
export function failureWithoutImage(answer: GoogleAnswer): Failure {
  const { blockReason, finishReason, finishMessage, text } = answer;
  const internal = [
    blockReason && `blockReason ${blockReason}`,
    finishReason,
    finishMessage,
    text.slice(0, 500),
  ]
    .filter(Boolean)
    .join(': ');
  if (blockReason) return new Failure('content_blocked', { internal });
  switch (finishReason) {
    case 'SAFETY':
    case 'BLOCKLIST':
    case 'PROHIBITED_CONTENT':
    case 'SPII':
    case 'IMAGE_SAFETY':
    case 'IMAGE_PROHIBITED_CONTENT':
    case 'IMAGE_OTHER':
      return new Failure('content_blocked', { internal });
    case 'RECITATION':
    case 'IMAGE_RECITATION':
      return new Failure('recitation', { internal });
    case 'MAX_TOKENS':
      // By `maxOutputTokens` or a prompt that makes it write, so the client's doing: no channel is ill for it, and asked
      // elsewhere it ends the same.
      return new Failure('no_image', {
        internal,
        message:
          'The image model reached its limit of output tokens before its image. Raise or leave out maxOutputTokens, or ask for fewer words.',
      });
    case 'MALFORMED_RESPONSE':
      return new Failure('upstream_truncated', { internal });
    default:
      return text.trim() === ''
        ? new Failure('no_image', { internal })
        : new Failure('text_only', {
            internal,
            message: `The image model answered with text instead of an image: ${text.trim().slice(0, 300)}`,
          });
  }
}
