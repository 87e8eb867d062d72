import { Failure } from '../../generation/failure.ts';
import type { Usage } from '../../generation/outcome.ts';
import type { ImageWriter } from '../../generation/provider.ts';
import type { Capture } from '../../lib/json-scan/capture.ts';
import type { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { asArray, asObject, asText, type Json } from '../../lib/loose-json.ts';
import { type FoundImages, hasNone, noneFound, readMarkdown } from './found-image.ts';
import { tokenCount } from './token-count.ts';
import { toldFailure } from './told-failure.ts';

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
  /** Something else stood where candidates, their parts or an image's bytes do, or all of it is no answer of Google's. */
  readonly isMisshapen: boolean;
  /** A body that is none of Google's, as relays tell failures in. */
  readonly foreign: Json | undefined;
}

/** `content` and `parts` may be null or missing in a 200 (gemini-upstream §0 row 9). */
export function readGoogleAnswer(
  documents: readonly ScannedJson[],
  writerOf: (capture: Capture) => ImageWriter | undefined,
): GoogleAnswer {
  const images = noneFound();
  const drafts = noneFound();
  const texts: string[] = [];
  const candidates: Json[] = [];
  const body = new ToldMembers();
  const shape = new Shape();
  for (const document of documents) {
    for (const chunk of bodiesOf(document.value)) {
      body.take(chunk);
      for (const candidate of shape.objects(chunk.candidates)) {
        candidates.push(candidate);
        for (const part of shape.objects(shape.object(candidate.content).parts)) {
          if (part.thought !== true) shape.isLost ||= isEmpty(imageIn(part, document));
          readPart(part, document, writerOf, part.thought === true ? drafts : images, texts);
        }
      }
    }
  }
  const lastOf = (name: string) =>
    wordOf(candidates.findLast((candidate) => wordOf(candidate[name]))?.[name]);
  return {
    images,
    drafts,
    text: texts.join(''),
    finishReason: lastOf('finishReason'),
    finishMessage: lastOf('finishMessage'),
    blockReason: wordOf(body.promptFeedback.blockReason),
    modelVersion: body.modelVersion,
    usage: readUsage(body.usageMetadata, !hasNone(images)),
    isMisshapen: shape.isLost || !body.isGoogles,
    foreign: body.foreign,
  };
}

const wordOf = (value: unknown): string | undefined => asText(value) || undefined;

/** What is told beside the candidates. Later events of a stream tell it anew, or only some of it; a null takes nothing back. */
class ToldMembers {
  readonly promptFeedback: Record<string, unknown> = {};
  readonly usageMetadata: Record<string, unknown> = {};
  modelVersion: string | undefined;
  isGoogles = false;
  foreign: Json | undefined;

  take(chunk: Json): void {
    if (googleMembers.some((name) => chunk[name] !== undefined)) this.isGoogles = true;
    else this.foreign ??= chunk;
    takeOver(this.promptFeedback, chunk.promptFeedback);
    takeOver(this.usageMetadata, chunk.usageMetadata);
    this.modelVersion = wordOf(chunk.modelVersion) ?? this.modelVersion;
  }
}

/** Of a `GenerateContentResponse`; one without a picture has some of them, too. */
const googleMembers = ['candidates', 'promptFeedback', 'usageMetadata', 'modelVersion', 'responseId'];

function takeOver(into: Record<string, unknown>, told: unknown): void {
  for (const [name, value] of Object.entries(asObject(told))) {
    if (value !== null) into[name] = value;
  }
}

/** A stream without `alt=sse` is an array of bodies. */
function bodiesOf(value: unknown): readonly Json[] {
  const values = Array.isArray(value) ? value : [value];
  if (values.every(isObject)) return values;
  throw new Failure('upstream_truncated', { internal: 'the answer is not a JSON object' });
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads what may be null or left out, and notes where something else stood. */
class Shape {
  isLost = false;

  object(value: unknown): Json {
    this.isLost ||= !isObject(value ?? {});
    return asObject(value);
  }

  objects(value: unknown): readonly Json[] {
    this.isLost ||= !Array.isArray(value ?? []);
    return asArray(value).map((item) => this.object(item));
  }
}

const imageIn = (part: Json, document: ScannedJson): Capture | undefined =>
  document.captureOf(asObject(part.inlineData ?? part.inline_data).data);

const isEmpty = (capture: Capture | undefined): boolean => capture?.sizes?.bytes === 0;

function readPart(
  part: Json,
  document: ScannedJson,
  writerOf: (capture: Capture) => ImageWriter | undefined,
  found: FoundImages,
  texts: string[],
): void {
  const capture = imageIn(part, document);
  const writer = capture && !isEmpty(capture) ? writerOf(capture) : undefined;
  if (writer) found.fields.push(writer);
  // Google answers with bytes; relays also with an address.
  const address = asObject(part.fileData).fileUri ?? asObject(part.file_data).file_uri;
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

/**
 * Candidates exceed the sum of their details; the surplus is text (gemini-upstream §5, §6). Without details a relay that
 * sent a picture made nothing else.
 */
function readUsage(usage: UsageMetadata, hasPicture: boolean): Usage {
  const imagesOf = (details: unknown) =>
    asArray(details)
      .map((detail): TokenDetail => asObject(detail))
      // Vendors of this wire differ in the case.
      .filter(({ modality }) => typeof modality === 'string' && modality.toUpperCase() === 'IMAGE')
      .reduce((sum, detail) => sum + tokenCount(detail.tokenCount), 0);
  const candidateTokens = tokenCount(usage.candidatesTokenCount);
  const isOneSum = hasPicture && asArray(usage.candidatesTokensDetails).length === 0;
  const imageTokens = isOneSum ? candidateTokens : imagesOf(usage.candidatesTokensDetails);
  return {
    promptTokens: tokenCount(usage.promptTokenCount),
    promptImageTokens: imagesOf(usage.promptTokensDetails),
    imageTokens,
    textTokens: Math.max(0, candidateTokens - imageTokens),
    thoughtTokens: tokenCount(usage.thoughtsTokenCount),
    totalTokens: tokenCount(usage.totalTokenCount),
  };
}

/** The failure behind a 200 without an image (gemini-upstream §6.1). */
export function failureWithoutImage(answer: GoogleAnswer): Failure {
  const { blockReason, finishReason, finishMessage, text, foreign } = answer;
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
    default: {
      const told = foreign && toldFailure(foreign);
      if (told) return told;
      if (answer.isMisshapen) {
        const what = foreign ? JSON.stringify(foreign).slice(0, 500) : internal;
        return new Failure('upstream_truncated', { internal: `not the shape of an answer ${what}`.trim() });
      }
      return text.trim() === ''
        ? new Failure('no_image', { internal })
        : new Failure('text_only', {
            internal,
            message: `The image model answered with text instead of an image: ${text.trim().slice(0, 300)}`,
          });
    }
  }
}
