import { z } from 'zod';
import { Failure } from '../../generation/failure.ts';
import { readShape } from '../../generation/image-shape.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import type { Omission } from '../../generation/outcome.ts';
import type { GenerationRequest, Reference } from '../../generation/request.ts';
import type { RouteInput, ScannedBody } from '../../generation/route-input.ts';
import type { UploadedFile } from '../../generation/upload.ts';
import { promptWithin, refuseTooMany } from '../../generation/within-limits.ts';
import { asObject } from '../../lib/loose-json.ts';
import { refuseUnknownNames } from './known-names.ts';
import { ownPicture } from './own-files.ts';
import { batchShape, readBatchShape } from './read-batch-shape.ts';

/** Google takes a single value for a list of one. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item));

const part = z.looseObject({
  text: z.string().optional(),
  inlineData: z.looseObject({ data: z.string() }).optional(),
  fileData: z.looseObject({ fileUri: z.string() }).optional(),
});

/** A `GenerateContentRequest` as batches take it. */
export const batchRequest = z.looseObject({
  model: z.string().optional(),
  contents: listOf(z.looseObject({ role: z.string().optional(), parts: listOf(part) })),
  generationConfig: z
    .looseObject({
      candidateCount: z.int().optional(),
      responseModalities: listOf(z.string()).optional(),
      imageConfig: batchShape.optional(),
      responseFormat: z.looseObject({ image: batchShape.optional() }).optional(),
    })
    .optional(),
  tools: listOf(z.looseObject({ googleSearch: z.unknown().optional() })).optional(),
});

type BatchRequest = z.output<typeof batchRequest>;
type Part = z.output<typeof part>;

/** A picture a request names, or one it brings, which still has to be kept. */
export type Picture =
  | { readonly reference: Reference }
  | { readonly spool: UploadedFile; readonly field: string };

export interface JudgedRequest {
  readonly request: Omit<GenerationRequest, 'references'>;
  readonly pictures: readonly Picture[];
}

export interface RequestPlace {
  readonly input: RouteInput;
  readonly model: Model;
  /** The model in the client's words. */
  readonly name: string;
  readonly scanned: ScannedBody;
  /** Its path in the body. */
  readonly place: string;
}

/** One request of a batch; everything that is wrong with it is said here, and nothing is kept yet. */
export async function judgeRequest(at: RequestPlace, request: BatchRequest): Promise<JudgedRequest> {
  const { model, place } = at;
  refuseUnknownNames(request);
  const limits = limitsOf(model, 'gemini');
  const [turn, ...more] = request.contents;
  if (!turn || more.length > 0) throw refused(`${place}.contents: a request of a batch has one turn.`);
  if (turn.role !== undefined && turn.role !== 'user')
    throw refused(`${place}.contents[0].role must be user.`);
  const config = request.generationConfig ?? {};
  if ((config.candidateCount ?? 1) !== 1) {
    throw refused(`${place}.generationConfig.candidateCount: one image per request; send more requests.`);
  }
  const count = turn.parts.filter(({ inlineData, fileData }) => inlineData ?? fileData).length;
  refuseTooMany(limits, model, count, `${place}.contents[0]`);
  const pictures: Picture[] = [];
  for (const [index, each] of turn.parts.entries()) {
    const picture = await findPicture(at, each, `${place}.contents[0].parts[${index}]`);
    if (picture) pictures.push(picture);
  }
  const prompt = turn.parts.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n');
  const wished = readBatchShape(config, model, `${place}.generationConfig`);
  const shape = readShape(wished.wish, limits, model.name);
  return {
    pictures,
    request: {
      protocol: 'gemini',
      model: model.name,
      requestedModel: at.name,
      prompt: promptWithin(limits, prompt, `${place}.contents[0]: its text`),
      ...(shape.aspectRatio ? { aspectRatio: shape.aspectRatio } : {}),
      ...(shape.resolution ? { resolution: shape.resolution } : {}),
      count: 1,
      ...(request.tools?.some(({ googleSearch }) => googleSearch !== undefined) ? { search: true } : {}),
      text: config.responseModalities?.some((name) => name.toUpperCase() === 'TEXT') ?? true,
      strict: false,
      keep: 'all',
      kind: 'async-image',
      omitted: [...shape.omitted, ...wished.unread.map(omission), ...leftOut(request).map(omission)],
    },
  };
}

async function findPicture(
  { input, scanned }: RequestPlace,
  each: Part,
  field: string,
): Promise<Picture | undefined> {
  if (each.inlineData && each.fileData)
    throw refused(`${field} has two pictures; give each a part of its own.`);
  if (each.inlineData) {
    const spool = scanned.spools.find(({ placeholder }) => placeholder === each.inlineData?.data);
    if (!spool) throw refused(`${field}.inlineData.data is no Base64.`);
    return { spool, field };
  }
  if (each.fileData) {
    const own = await ownPicture(input, each.fileData);
    if (own) return { reference: { kind: 'url', url: own.url, field } };
    const url = each.fileData.fileUri;
    if (/^https?:\/\//i.test(url)) return { reference: { kind: 'url', url, field } };
    throw refused(`${field}.fileData.fileUri must be a file of this server or a public URL.`);
  }
  if (each.text === undefined) throw refused(`${field} has neither a text nor a picture.`);
  return undefined;
}

/** A task keeps no native body, so what has no word of ours is not sent, and said to be left out. */
function leftOut(request: BatchRequest): string[] {
  const { model: _, contents, generationConfig, tools = [], ...rest } = request;
  const {
    candidateCount: __,
    responseModalities: ___,
    imageConfig: ____,
    responseFormat: _____,
    ...config
  } = generationConfig ?? {};
  const ofParts = contents.flatMap(({ parts }) => parts.flatMap(namesBut('text', 'inlineData', 'fileData')));
  const ofSearch = tools.flatMap(({ googleSearch }) => Object.keys(asObject(googleSearch)));
  return [
    ...Object.keys(rest),
    ...Object.keys(config),
    ...[...new Set(tools.flatMap(namesBut('googleSearch')))].map((name) => `tools.${name}`),
    ...[...new Set(ofSearch)].map((name) => `tools.googleSearch.${name}`),
    ...[...new Set(ofParts)].map((name) => `parts.${name}`),
  ];
}

const omission = (name: string): Omission => ({
  parameter: name.slice(0, 64),
  reason: 'not sent for requests of a batch',
});

const namesBut =
  (...known: readonly string[]) =>
  (object: object): string[] =>
    Object.keys(object).filter((name) => !known.includes(name));

const refused = (message: string) => new Failure('invalid_request', { message });
