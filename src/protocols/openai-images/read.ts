import { Failure } from '../../generation/failure.ts';
import { readShape } from '../../generation/image-shape.ts';
import { limitsOf, type Model, sizeTableOf } from '../../generation/model.ts';
import type { Omission } from '../../generation/outcome.ts';
import { readOutputFormat } from '../../generation/output-format.ts';
import { parseBody } from '../../generation/parse-body.ts';
import { readSpellings } from '../../generation/read-spellings.ts';
import type { Reference } from '../../generation/request.ts';
import type { ReadRequest, RouteInput } from '../../generation/route-input.ts';
import { unknownNames } from '../../generation/unknown-names.ts';
import { promptWithin, refuseTooMany, urlReference } from '../../generation/within-limits.ts';
import { fieldOfImages } from './field-of-images.ts';
import { type ImageBody, imageBody, knownNames, refusedNames } from './schema.ts';

/** A body without inline images: 1 MiB holds 32,000 characters in any script and 14 URLs. */
const bodyLimitBytes = 1_048_576;

/** What differs between the two routes. */
export interface ImageSource {
  /** Input images and the field they came in; read once the model's limit is known. */
  readonly references: readonly Reference[];
  readonly field: string;
  readonly omitted: readonly Omission[];
  /** Answer where neither the request nor the key names a format. */
  readonly responseFormat: 'url' | 'b64_json';
  readonly event: string;
}

/** Reads `POST /v1/images/generations`. */
export async function readGenerations(input: RouteInput): Promise<ReadRequest> {
  const json = await input.json(bodyLimitBytes);
  refuseForeignFields(json);
  const body = parseImageBody(json);
  return toRequest(input, body, {
    omitted: omittedNames(json),
    responseFormat: answersBase64(body.model) ? 'b64_json' : 'url',
    event: 'image_generation.completed',
    ...readUrls(body),
  });
}

export function parseImageBody(json: unknown): ImageBody {
  return parseBody(imageBody, json);
}

/** The canonical request of a body whose input images are already at hand. */
export function toRequest(input: RouteInput, body: ImageBody, source: ImageSource): ReadRequest {
  const model = findModel(input, body.model);
  const limits = limitsOf(model, 'openai-images');
  refuseTooMany(limits, model, source.references.length, source.field);
  const said = readSpellings(body);
  const shape = readShape(
    { size: body.size, ...said },
    limits,
    model.name,
    sizeTableOf(model, input.catalog),
  );
  const outputFormat = readOutputFormat(body.output_format, body.output_compression);
  return {
    request: {
      protocol: 'openai-images',
      model: model.name,
      requestedModel: body.model,
      prompt: promptWithin(limits, body.prompt, 'prompt'),
      references: source.references,
      ...(shape.aspectRatio ? { aspectRatio: shape.aspectRatio } : {}),
      ...(shape.resolution ? { resolution: shape.resolution } : {}),
      ...(shape.pixels ? { pixels: shape.pixels } : {}),
      ...(outputFormat ? { outputFormat } : {}),
      ...(body.output_compression === undefined ? {} : { outputCompression: body.output_compression }),
      count: body.n ?? 1,
      ...(said.search === undefined ? {} : { search: said.search }),
      strict: false,
      keep: 'last',
      kind: 'sync-image',
      omitted: [...shape.omitted, ...source.omitted, ...said.omitted],
    },
    choice: {
      responseFormat: body.response_format ?? unaskedFormat(input, body, source.responseFormat),
      stream: body.stream ?? false,
      event: source.event,
    },
  };
}

/** OpenAI's events have `b64_json` alone, so that is what readers of a stream look for. */
function unaskedFormat(input: RouteInput, body: ImageBody, ofRoute: 'url' | 'b64_json') {
  return body.stream ? 'b64_json' : (input.caller.settings.responseFormat ?? ofRoute);
}

/** Apps that know a model by OpenAI's name read only `b64_json` and send no response_format (docs/client-rules.md R4). */
const answersBase64 = (model: string) => /^(?:chat)?gpt-image/.test(model);

function refuseForeignFields(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  for (const [name, message] of Object.entries(refusedNames)) {
    const value = (json as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) throw new Failure('invalid_request', { message, param: name });
  }
}

function findModel(input: RouteInput, name: string): Model {
  const model = input.catalog.find(name);
  if (model) return model;
  throw new Failure('unknown_model', {
    message: `The model ${JSON.stringify(name.slice(0, 100))} does not exist. GET /v1/models lists those that do.`,
    param: 'model',
  });
}

function readUrls(body: ImageBody): { references: Reference[]; field: string } {
  const fields = ['image_input', 'image_urls', 'image_url', 'input_references'] as const;
  const field = fieldOfImages(body, fields) ?? 'image_input';
  const references = (body[field] ?? []).map((url, index) => urlReference(url, `${field}[${index}]`));
  return { references, field };
}

/** Members no field of the contract reads. */
export const omittedNames = (json: unknown): Omission[] =>
  unknownNames(json, knownNames, 'these models do not have it');
