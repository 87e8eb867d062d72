import { Failure } from '../../generation/failure.ts';
import type { NativeBody } from '../../generation/request.ts';
import type { ReadRequest, RouteInput } from '../../generation/route-input.ts';
import type { WireAnswer } from '../../generation/wire-answer.ts';
import type { CaptureRule } from '../../lib/json-scan/capture.ts';
import { createBatch } from './batches.ts';
import { countTokens } from './count-tokens.ts';
import { inlineImages } from './inline-images.ts';
import { refuseUnknownNames } from './known-names.ts';
import { nativeShape } from './native-shape.ts';
import { withOwnFiles } from './own-files.ts';
import { withoutProxyNames } from './proxy-names.ts';
import { refuseTwoSpellings } from './two-spellings.ts';
import { withWireShape } from './wire-shape.ts';

/** Google's own limit for inline requests since January 2026 (gemini-upstream §4). */
const bodyLimitBytes = 100 * 1024 * 1024;

/** Shorter signatures, which most models write, stay where they stand. */
const longSignatureBytes = 16 * 1024;

/**
 * Kept aside as they arrive, still base64: inline images, and the signatures of earlier turns, which are to be sent back
 * as they came (gemini-upstream §6) and have been seen to take 1 to 2 MB each.
 */
const longValues: readonly CaptureRule[] = [
  { key: 'data', parent: ['inlineData', 'inline_data'], mode: 'raw' },
  { key: 'thoughtSignature', mode: 'raw', fromBytes: longSignatureBytes },
  { key: 'thought_signature', mode: 'raw', fromBytes: longSignatureBytes },
];

const methods = ['generateContent', 'streamGenerateContent', 'countTokens', 'batchGenerateContent'];

/** Reads `POST …/models/{model}:{method}`. Counting and batches are answered at once; the rest is a generation. */
export async function readModelCall(input: RouteInput): Promise<ReadRequest | WireAnswer> {
  const { name, method } = splitAction(input.params['*'] ?? '');
  const model = input.catalog.find(name);
  const version = input.params.version ?? 'v1beta';
  if (!model || !methods.includes(method)) {
    throw new Failure('unknown_model', {
      message:
        `models/${name.slice(0, 100)} is not found for API version ${version}, or is not supported for ` +
        `${method || 'this method'}. Call ListModels to see the list of available models and their supported methods.`,
    });
  }
  if (method === 'batchGenerateContent') return createBatch(input, model, name);
  const scanned = await input.scanned(longValues, bodyLimitBytes);
  const { spools } = scanned;
  if (typeof scanned.skeleton !== 'object' || scanned.skeleton === null || Array.isArray(scanned.skeleton)) {
    throw new Failure('invalid_request', {
      message: 'Invalid JSON payload received. Root element must be a message.',
    });
  }
  if (method === 'countTokens') return countTokens(input, model, scanned);
  refuseTwoSpellings(scanned.skeleton);
  const { body, omitted } = withoutProxyNames(scanned.skeleton as Record<string, unknown>);
  refuseUnknownNames(body);
  const shape = nativeShape(body, model);
  const { skeleton, references, files } = await withOwnFiles(input, { skeleton: body, spools });
  const answer: NativeBody['answer'] =
    method === 'generateContent' ? 'once' : input.query.alt === 'sse' ? 'stream' : 'array';
  return {
    request: {
      protocol: 'gemini',
      model: model.name,
      requestedModel: name,
      prompt: promptOf(skeleton as { contents?: unknown }),
      references,
      count: 1,
      strict: false,
      keep: 'all',
      kind: 'sync-image',
      omitted,
      native: {
        skeleton: withWireShape(skeleton),
        spools,
        files,
        images: inlineImages(scanned.skeleton, spools),
        answer,
      },
      ...shape,
    },
    choice: {
      mediaType: answer === 'stream' ? 'text/event-stream' : 'application/json; charset=UTF-8',
    },
  };
}

/** The action follows the last colon; the model may carry a `models/` prefix. */
function splitAction(rest: string): { name: string; method: string } {
  const colon = rest.lastIndexOf(':');
  if (colon < 0) return { name: rest.replace(/^models\//, ''), method: '' };
  return { name: rest.slice(0, colon).replace(/^models\//, ''), method: rest.slice(colon + 1) };
}

/** The text of the last turn, for lists and logs of generations; what is sent upstream is the body itself. */
function promptOf(body: { contents?: unknown }): string {
  const turns = Array.isArray(body.contents) ? body.contents : [body.contents];
  const parts = (turns.at(-1) as { parts?: unknown } | undefined)?.parts;
  return (Array.isArray(parts) ? parts : [parts])
    .map((part: unknown) => (part as { text?: unknown } | null | undefined)?.text)
    .filter((text): text is string => typeof text === 'string')
    .join('\n')
    .slice(0, 20_000);
}
