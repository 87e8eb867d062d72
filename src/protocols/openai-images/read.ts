import type { z } from 'zod';
import { Failure } from '../../generation/failure.ts';
import { type ImageFormat, imageFormats } from '../../generation/image-format.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import type { Omission } from '../../generation/outcome.ts';
import type { ReadRequest, RouteInput } from '../../generation/protocol.ts';
import type { Reference } from '../../generation/request.ts';
import { type GenerationsBody, generationsBody, knownNames, refusedNames } from './schema.ts';
import { readShape } from './size.ts';

/** A body without inline images: 1 MiB holds 32,000 characters in any script and 14 URLs. */
const bodyLimitBytes = 1_048_576;

/** Reads `POST /v1/images/generations`. */
export async function readGenerations(input: RouteInput): Promise<ReadRequest> {
  const json = await input.json(bodyLimitBytes);
  refuseForeignFields(json);
  const body = parse(json);
  const model = findModel(input, body.model);
  const limits = limitsOf(model, 'openai-images');
  const references = readReferences(body, model, limits.maxReferences);
  const shape = readShape(
    {
      aspectRatio: body.aspect_ratio ?? body.aspectRatio ?? body.image_config?.aspect_ratio,
      resolution: body.resolution ?? body.image_size ?? body.imageSize ?? body.image_config?.image_size,
      size: body.size,
    },
    limits,
    model.name,
  );
  const outputFormat = readFormat(body.output_format, body.output_compression);
  const search = body.google_search ?? body.googleSearch;
  return {
    request: {
      protocol: 'openai-images',
      model: model.name,
      requestedModel: body.model,
      prompt: readPrompt(body.prompt, limits.maxPromptLength),
      references,
      ...(shape.aspectRatio ? { aspectRatio: shape.aspectRatio } : {}),
      ...(shape.resolution ? { resolution: shape.resolution } : {}),
      ...(outputFormat ? { outputFormat } : {}),
      ...(body.output_compression === undefined ? {} : { outputCompression: body.output_compression }),
      count: body.n ?? 1,
      ...(search === undefined ? {} : { search }),
      strict: false,
      keep: 'last',
      kind: 'sync-image',
      omitted: [...shape.omitted, ...unknownNames(json)],
    },
    choice: {
      responseFormat: body.response_format ?? unaskedFormat(body, input.caller.settings.responseFormat),
      stream: body.stream ?? false,
    },
  };
}

/** OpenAI's events have `b64_json` alone, so that is what readers of a stream look for. */
function unaskedFormat(body: GenerationsBody, ofKey: 'url' | 'b64_json' | undefined): 'url' | 'b64_json' {
  return body.stream ? 'b64_json' : (ofKey ?? 'url');
}

function refuseForeignFields(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  for (const [name, message] of Object.entries(refusedNames)) {
    const value = (json as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) throw new Failure('invalid_request', { message, param: name });
  }
}

function parse(json: unknown): GenerationsBody {
  const result = generationsBody.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const param = issue.path.join('.');
  throw new Failure('invalid_request', {
    message: param ? `${param}: ${issue.message}` : 'The request body must be a JSON object.',
    ...(param ? { param } : {}),
  });
}

function findModel(input: RouteInput, name: string): Model {
  const model = input.catalog.find(name);
  if (model) return model;
  throw new Failure('unknown_model', {
    message: `The model ${JSON.stringify(name.slice(0, 100))} does not exist. GET /v1/models lists those that do.`,
    param: 'model',
  });
}

function readPrompt(prompt: string, maxLength: number): string {
  if (prompt.trim() === '')
    throw new Failure('invalid_request', { message: 'prompt is required.', param: 'prompt' });
  // Code points: what a person counts as characters, more nearly than UTF-16 units.
  const tooLong = prompt.length > maxLength && [...prompt].length > maxLength;
  if (tooLong) {
    throw new Failure('invalid_request', {
      message: `prompt must be at most ${maxLength} characters.`,
      param: 'prompt',
    });
  }
  return prompt;
}

function readReferences(body: GenerationsBody, model: Model, maxReferences: number): Reference[] {
  const fields = ['image_input', 'image_urls', 'image_url'] as const;
  const field = fields.find((name) => body[name] !== undefined);
  if (!field) return [];
  const urls = body[field] ?? [];
  if (urls.length > maxReferences) {
    throw new Failure('invalid_request', {
      message: `at most ${maxReferences} reference images are currently supported for ${model.name}`,
      param: field,
    });
  }
  return urls.map((url, index) => {
    if (/^https?:\/\//i.test(url)) return { kind: 'url', url };
    const hint = /^data:/i.test(url)
      ? 'data: and Base64 images are not accepted; send a public http(s) URL.'
      : 'must be a public http(s) URL.';
    throw new Failure('invalid_request', {
      message: `${field}[${index}]: ${hint}`,
      param: `${field}[${index}]`,
    });
  });
}

/** A quality without a format asks for JPEG; beside PNG it has no meaning and is refused. */
function readFormat(format: string | undefined, compression: number | undefined): ImageFormat | undefined {
  if (format === undefined) return compression === undefined ? undefined : 'jpeg';
  const lower = format.toLowerCase();
  const found = imageFormats.find((known) => known === (lower === 'jpg' ? 'jpeg' : lower));
  if (found === 'png' && compression !== undefined && compression !== 100) {
    throw new Failure('invalid_request', {
      message: 'output_compression applies to jpeg and webp only; leave it out with png.',
      param: 'output_compression',
    });
  }
  if (found) return found;
  throw new Failure('invalid_request', {
    message: 'output_format must be png, jpeg (or jpg) or webp.',
    param: 'output_format',
  });
}

function unknownNames(json: unknown): Omission[] {
  return Object.entries(json as object)
    .filter(([name, value]) => value !== null && !knownNames.has(name))
    .map(([name]) => ({ parameter: name.slice(0, 64), reason: 'not a parameter of this contract' }));
}
