import { Failure } from '../../generation/failure.ts';
import type { ImageFormat } from '../../generation/image-format.ts';
import type { ModelLimits } from '../../generation/model.ts';
import type { Reference } from '../../generation/request.ts';
import type { ReadRequest, RouteInput, WireChoice } from '../../generation/route-input.ts';
import { findModel, readBody, readResolution } from './read-body.ts';
import { type CreateBody, createBody } from './schema.ts';

/** Reads `POST /v1/generations`. */
export async function readCreate(input: RouteInput): Promise<ReadRequest> {
  const body = await readBody(input, createBody);
  const { model, limits } = findModel(input, body.model);
  const resolution = readResolution(body.resolution, limits);
  const aspectRatio = readRatio(body, limits);
  const outputFormat = readFormat(body);
  return {
    request: {
      protocol: 'generations',
      model: model.name,
      requestedModel: body.model,
      prompt: readPrompt(body.prompt, limits.maxPromptLength),
      references: readReferences(body.references, limits.maxReferences, model.name),
      ...(aspectRatio ? { aspectRatio } : {}),
      ...(resolution ? { resolution } : {}),
      ...(outputFormat ? { outputFormat } : {}),
      ...(body.output_compression === undefined ? {} : { outputCompression: body.output_compression }),
      count: body.count,
      ...(body.search === undefined ? {} : { search: body.search }),
      ...(body.strategy ? { strategy: body.strategy } : {}),
      strict: body.strict,
      keep: 'last',
      kind: 'async-image',
      ...(body.callback_url === undefined ? {} : { callbackUrl: body.callback_url }),
      omitted: [],
    },
    choice: { waitMs: body.wait * 1000 },
  };
}

/** `Prefer: wait=30` asks for the same as the `wait` field. */
export function waitForCreate(input: RouteInput, choice: WireChoice): number {
  const preferred = Number(/(?:^|,)\s*wait=(\d{1,3})\b/.exec(input.headers.prefer ?? '')?.[1] ?? 0) * 1000;
  return Math.min(Math.max(Number(choice.waitMs), preferred), 200_000);
}

function readPrompt(prompt: string, maxLength: number): string {
  const length = prompt.length > maxLength ? [...prompt].length : prompt.length;
  if (prompt.trim() !== '' && length <= maxLength) return prompt;
  throw new Failure('invalid_request', {
    message: `prompt must be 1 to ${maxLength} characters.`,
    param: 'prompt',
  });
}

function readReferences(urls: readonly string[], most: number, model: string): Reference[] {
  if (urls.length > most) {
    throw new Failure('invalid_request', {
      message: `at most ${most} reference images are currently supported for ${model}`,
      param: 'references',
    });
  }
  return urls.map((url, index) => {
    if (/^https?:\/\//i.test(url)) return { kind: 'url', url, field: `references[${index}]` };
    throw new Failure('invalid_request', {
      message: `references[${index}] must be a public http(s) URL.`,
      param: `references[${index}]`,
    });
  });
}

function readRatio(body: CreateBody, limits: ModelLimits) {
  if (body.aspect_ratio === undefined || body.aspect_ratio === 'auto') return undefined;
  if (limits.aspectRatios.includes(body.aspect_ratio)) return body.aspect_ratio;
  throw new Failure('invalid_request', {
    message: `aspect_ratio must be one of ${limits.aspectRatios.join(', ')}, auto for ${body.model}.`,
    param: 'aspect_ratio',
  });
}

/** A quality without a format asks for JPEG; PNG has none. */
function readFormat(body: CreateBody): ImageFormat | undefined {
  const format = body.output_format === 'jpg' ? 'jpeg' : body.output_format;
  if (format === 'png' && body.output_compression !== undefined) {
    throw new Failure('invalid_request', {
      message: 'output_compression applies to jpeg and webp only; leave it out with png.',
      param: 'output_compression',
    });
  }
  return format ?? (body.output_compression === undefined ? undefined : 'jpeg');
}
