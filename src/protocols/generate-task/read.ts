import { Failure } from '../../generation/failure.ts';
import type { ImageFormat } from '../../generation/image-format.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import type { Omission } from '../../generation/outcome.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { ReadRequest, RouteInput } from '../../generation/route-input.ts';
import { unknownNames } from '../../generation/unknown-names.ts';
import {
  promptWithin,
  ratioWithin,
  referencesWithin,
  resolutionWithin,
} from '../../generation/within-limits.ts';
import { knownInputNames, knownNames, type TaskBody, taskBody } from './schema.ts';

const bodyLimitBytes = 1_048_576;

/** Reads `POST /api/v1/generateTask/{model}`. */
export async function readTask(input: RouteInput): Promise<ReadRequest> {
  const model = findModel(input);
  const limits = limitsOf(model, 'generate-task');
  const body = parseBody(taskBody, await input.json(bodyLimitBytes));
  const fields = body.input;
  // No ratio leaves it to the upstream: 1:1 for text, the first reference's for an edit.
  const aspectRatio = ratioWithin(limits, model, fields.aspect_ratio, 'input.aspect_ratio', true);
  const resolution = resolutionWithin(limits, model, fields.resolution, 'input.resolution');
  const outputFormat = readFormat(fields.output_format);
  const callbackUrl = readCallbackUrl(body);
  return {
    request: {
      protocol: 'generate-task',
      model: model.name,
      requestedModel: input.params.model as string,
      prompt: promptWithin(limits, fields.prompt, 'input.prompt'),
      references: referencesWithin(limits, model, readImageUrls(fields), 'input.image_urls'),
      ...(aspectRatio ? { aspectRatio } : {}),
      ...(resolution ? { resolution } : {}),
      ...(outputFormat ? { outputFormat } : {}),
      count: 1,
      ...(fields.google_search === undefined ? {} : { search: fields.google_search }),
      ...(body.provider ? { strategy: body.provider } : {}),
      strict: false,
      keep: 'last',
      kind: 'async-image',
      ...(callbackUrl ? { callbackUrl } : {}),
      omitted: omissionsOf(body),
    },
    choice: {},
  };
}

/** The model of the path. */
export function findModel(input: RouteInput): Model {
  const name = input.params.model ?? '';
  const model = input.catalog.find(name);
  if (model) return model;
  throw new Failure('unknown_model', {
    message: `The model ${JSON.stringify(name.slice(0, 100))} does not exist.`,
    param: 'model',
  });
}

/** Images that text-to-image would leave out change the picture, so they are refused. */
function readImageUrls({ mode, image_urls = [] }: TaskBody['input']): readonly string[] {
  if (mode === 'image-to-image' && image_urls.length === 0) throw missing('input.image_urls');
  if (mode === 'image-to-image' || image_urls.length === 0) return image_urls;
  throw new Failure('invalid_request', {
    message: 'input.image_urls: text-to-image takes no images. Set input.mode to image-to-image.',
    param: 'input.image_urls',
  });
}

const formats = new Map<string, ImageFormat>([
  ['png', 'png'],
  ['jpeg', 'jpeg'],
  ['jpg', 'jpeg'],
]);

function readFormat(format: string | undefined): ImageFormat | undefined {
  if (format === undefined) return undefined;
  const known = formats.get(format.toLowerCase());
  if (known) return known;
  throw new Failure('invalid_request', {
    message: 'input.output_format must be png, jpeg or jpg.',
    param: 'input.output_format',
  });
}

/** Only asked for here: whether a callback may go there is the same question for every contract. */
function readCallbackUrl({ request_type, callback_url }: TaskBody): string | undefined {
  if (request_type !== 'callback') return undefined;
  if (!callback_url) throw missing('callback_url');
  return callback_url;
}

const missing = (param: string) =>
  new Failure('invalid_request', { message: `Missing required field: ${param}`, param });

function omissionsOf(body: TaskBody): Omission[] {
  const reason = 'not a parameter of this contract';
  const ignoredCallback =
    body.callback_url !== undefined && body.request_type !== 'callback'
      ? [{ parameter: 'callback_url', reason: 'request_type is not callback' }]
      : [];
  return [
    ...ignoredCallback,
    ...unknownNames(body, knownNames, reason),
    ...unknownNames(body.input, knownInputNames, reason, 'input.'),
  ];
}
