import { z } from 'zod';
import type { BatchOrder } from '../../generation/batch.ts';
import { Failure } from '../../generation/failure.ts';
import { readShape } from '../../generation/image-shape.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { RouteInput, ScannedBody } from '../../generation/protocol.ts';
import type { GenerationRequest, Reference } from '../../generation/request.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { ownPicture } from './own-files.ts';

const mostItems = 100;
/** Google's own limit for inline requests. */
const bodyLimitBytes = 100 * 1024 * 1024;
/** Pictures of a batch outlive the request: they are kept as uploads are, decoded. */
const inlineImages = [{ key: 'data', parent: ['inlineData', 'inline_data'], mode: 'base64' }] as const;

const part = z.looseObject({
  text: z.string().optional(),
  inlineData: z.looseObject({ data: z.string() }).optional(),
  fileData: z.looseObject({ fileUri: z.string() }).optional(),
});

const itemRequest = z.looseObject({
  model: z.string().optional(),
  contents: z.array(z.looseObject({ role: z.string().optional(), parts: z.array(part).min(1) })).min(1),
  generationConfig: z
    .looseObject({
      candidateCount: z.int().optional(),
      responseModalities: z.array(z.string()).optional(),
      imageConfig: z
        .looseObject({ aspectRatio: z.string().optional(), imageSize: z.string().optional() })
        .optional(),
    })
    .optional(),
  tools: z.array(z.looseObject({ googleSearch: z.unknown() })).optional(),
});

const batchBody = z.looseObject({
  batch: z.looseObject({
    displayName: z.string().max(512).optional(),
    inputConfig: z.looseObject({
      fileName: z.string().optional(),
      requests: z
        .looseObject({
          requests: z.array(
            z.looseObject({
              request: itemRequest,
              metadata: z.looseObject({ key: z.string().max(512).optional() }).optional(),
            }),
          ),
        })
        .optional(),
    }),
  }),
});

type ItemRequest = z.output<typeof itemRequest>;

/** Reads `POST …/models/{model}:batchGenerateContent`: one task per request, each with one turn. */
export async function readBatch(input: RouteInput, model: Model, name: string): Promise<BatchOrder> {
  if (input.headers['idempotency-key'] !== undefined) {
    throw refused('A batch takes no Idempotency-Key. GET …/batches tells whether it was created.');
  }
  const scanned = await input.scanned(inlineImages, bodyLimitBytes);
  const { batch } = parseBody(batchBody, camelNames(scanned.skeleton));
  const entries = batch.inputConfig.requests?.requests ?? [];
  if (entries.length === 0 || entries.length > mostItems) {
    const what = batch.inputConfig.fileName === undefined ? '' : ' Files of requests are not taken.';
    throw refused(`A batch has 1 to ${mostItems} inline requests.${what}`);
  }
  const items: BatchOrder['items'][number][] = [];
  for (const [index, { request, metadata }] of entries.entries()) {
    const place = `batch.inputConfig.requests.requests[${index}].request`;
    const read = await readItem({ input, model, name, scanned, place }, request);
    items.push({ request: read, ...(metadata?.key === undefined ? {} : { key: metadata.key }) });
  }
  return { model: name, ...(batch.displayName ? { displayName: batch.displayName } : {}), items };
}

interface ItemPlace {
  readonly input: RouteInput;
  readonly model: Model;
  readonly name: string;
  readonly scanned: ScannedBody;
  /** Its path in the body. */
  readonly place: string;
}

async function readItem(at: ItemPlace, request: ItemRequest): Promise<GenerationRequest> {
  const { model, place } = at;
  const limits = limitsOf(model, 'openai-images');
  const [turn, ...more] = request.contents;
  if (!turn || more.length > 0) throw refused(`${place}.contents: a request of a batch has one turn.`);
  const config = request.generationConfig ?? {};
  if ((config.candidateCount ?? 1) !== 1) {
    throw refused(`${place}.generationConfig.candidateCount: one image per request; send more requests.`);
  }
  const references: Reference[] = [];
  for (const [index, each] of turn.parts.entries()) {
    const reference = await readPicture(at, each, `${place}.contents[0].parts[${index}]`);
    if (reference) references.push(reference);
  }
  if (references.length > limits.maxReferences) {
    throw refused(
      `${place}: at most ${limits.maxReferences} reference images are currently supported for ${model.name}`,
    );
  }
  const prompt = turn.parts.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n');
  if (prompt.trim() === '') throw refused(`${place}: a request needs a text.`);
  const shape = readShape(
    {
      aspectRatio: config.imageConfig?.aspectRatio,
      resolution: config.imageConfig?.imageSize,
      size: undefined,
    },
    limits,
    model.name,
  );
  return {
    protocol: 'gemini',
    model: model.name,
    requestedModel: at.name,
    prompt,
    references,
    ...(shape.aspectRatio ? { aspectRatio: shape.aspectRatio } : {}),
    ...(shape.resolution ? { resolution: shape.resolution } : {}),
    count: 1,
    ...(request.tools?.some(({ googleSearch }) => googleSearch !== undefined) ? { search: true } : {}),
    text: config.responseModalities?.some((name) => name.toUpperCase() === 'TEXT') ?? true,
    strict: false,
    keep: 'all',
    kind: 'async-image',
    omitted: [...shape.omitted, ...leftOut(request)],
  };
}

async function readPicture(
  { input, scanned }: ItemPlace,
  each: z.output<typeof part>,
  field: string,
): Promise<Reference | undefined> {
  if (each.inlineData) {
    const spool = scanned.spools.find(({ placeholder }) => placeholder === each.inlineData?.data);
    if (!spool) throw refused(`${field}.inlineData.data is no Base64.`);
    const upload = await input.uploads.keepFile(spool);
    return { kind: 'url', url: `${input.publicUrl}/uploads/${upload.name}`, field };
  }
  if (!each.fileData) return undefined;
  const own = await ownPicture(input, each.fileData);
  if (own) return { kind: 'url', url: own.url, field };
  if (/^https?:\/\//i.test(each.fileData.fileUri)) return { kind: 'url', url: each.fileData.fileUri, field };
  throw refused(`${field}.fileData.fileUri must be a file of this server or a public URL.`);
}

/** A task keeps no native body, so what has no word of ours is not sent, and said to be left out. */
function leftOut(request: ItemRequest) {
  const { model: _, contents: __, generationConfig = {}, tools: ___, ...rest } = request;
  const { candidateCount: ____, responseModalities: _____, imageConfig = {}, ...config } = generationConfig;
  const { aspectRatio: ______, imageSize: _______, ...image } = imageConfig;
  return [...Object.keys(rest), ...Object.keys(config), ...Object.keys(image)].map((parameter) => ({
    parameter: parameter.slice(0, 64),
    reason: 'not sent for requests of a batch',
  }));
}

/** Google takes both spellings of every name. */
function camelNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [toCamelCase(name), camelNames(member)]),
  );
}

const refused = (message: string) => new Failure('invalid_request', { message });
