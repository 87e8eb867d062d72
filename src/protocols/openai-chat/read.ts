import { Failure } from '../../generation/failure.ts';
import { readShape } from '../../generation/image-shape.ts';
import { imageValueRules } from '../../generation/image-values.ts';
import { limitsOf, type Model, sizeTableOf } from '../../generation/model.ts';
import type { Omission } from '../../generation/outcome.ts';
import { readOutputFormat } from '../../generation/output-format.ts';
import { parseBody } from '../../generation/parse-body.ts';
import { readSpellings } from '../../generation/read-spellings.ts';
import type { ReadRequest, RouteInput } from '../../generation/route-input.ts';
import { unknownNames } from '../../generation/unknown-names.ts';
import { promptWithin } from '../../generation/within-limits.ts';
import { readMessages } from './read-messages.ts';
import { type ChatBody, chatBody, knownNames } from './schema.ts';

/** References of one request may hold 100 MiB together; Base64 of them is a third more. */
const bodyLimitBytes = 140 * 1024 * 1024;

/** Apps that show text only can name a model, and nothing else, so the wish for Markdown is part of the name. */
const markdownSuffix = ':markdown';

/** Reads `POST {base}/chat/completions`: the conversation becomes one prompt and its images references. */
export async function readChat(input: RouteInput, base: string): Promise<ReadRequest> {
  const scanned = await input.scanned(imageValueRules, bodyLimitBytes);
  const body = parseBody(chatBody, scanned.skeleton);
  const isMarkdown = body.model.endsWith(markdownSuffix);
  const model = findModel(input, isMarkdown ? body.model.slice(0, -markdownSuffix.length) : body.model);
  const limits = limitsOf(model, 'openai-chat');
  const conversation = readMessages(body.messages, scanned);
  const said = readSpellings(body);
  const shape = readShape(
    { size: body.size, ...said },
    limits,
    model.name,
    sizeTableOf(model, input.catalog),
  );
  const outputFormat = readOutputFormat(body.output_format, body.output_compression);
  const left = Math.max(conversation.references.length - limits.maxReferences, 0);
  return {
    request: {
      protocol: 'openai-chat',
      model: model.name,
      requestedModel: body.model,
      prompt: promptWithin(limits, conversation.prompt, 'messages'),
      references: conversation.references.slice(left),
      ...(shape.aspectRatio ? { aspectRatio: shape.aspectRatio } : {}),
      ...(shape.resolution ? { resolution: shape.resolution } : {}),
      ...(shape.pixels ? { pixels: shape.pixels } : {}),
      ...(outputFormat ? { outputFormat } : {}),
      ...(body.output_compression === undefined ? {} : { outputCompression: body.output_compression }),
      count: body.n ?? 1,
      ...(said.search === undefined ? {} : { search: said.search }),
      text: wantsText(body),
      strict: false,
      keep: 'last',
      kind: 'sync-image',
      omitted: [
        ...shape.omitted,
        ...olderImages(left, limits.maxReferences),
        ...unknownNames(scanned.skeleton, knownNames, 'not a parameter of image models'),
        ...said.omitted,
        ...conversation.omitted,
      ],
    },
    choice: {
      base,
      images: isMarkdown ? 'markdown' : input.caller.settings.responseFormat === 'url' ? 'url' : 'data',
      stream: body.stream ?? false,
      usage: body.stream_options?.include_usage ?? false,
    },
  };
}

function findModel(input: RouteInput, name: string): Model {
  const model = input.catalog.find(name);
  if (model) return model;
  throw new Failure('unknown_model', {
    message:
      `The model ${JSON.stringify(name.slice(0, 100))} does not exist here: this server makes images, and ` +
      'GET /v1/models lists the models that do.',
    param: 'model',
  });
}

function wantsText({ modalities }: ChatBody): boolean {
  if (modalities === undefined) return true;
  const names = modalities.map((name) => name.toLowerCase());
  if (names.includes('image') && names.every((name) => name === 'image' || name === 'text')) {
    return names.includes('text');
  }
  throw new Failure('invalid_request', {
    message: 'These models make images: modalities must be ["image", "text"] or ["image"].',
    param: 'modalities',
  });
}

/** A long conversation goes on with its newest pictures instead of coming to a stop. */
function olderImages(left: number, most: number): Omission[] {
  if (left === 0) return [];
  return [{ parameter: 'messages', reason: `the ${left} oldest images; the model takes ${most}` }];
}
