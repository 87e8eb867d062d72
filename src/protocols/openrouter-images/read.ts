import { Failure } from '../../generation/failure.ts';
import { readShape } from '../../generation/image-shape.ts';
import { imageValueRules, readImageValue } from '../../generation/image-values.ts';
import { limitsOf, sizeTableOf } from '../../generation/model.ts';
import { readOutputFormat } from '../../generation/output-format.ts';
import { parseBody } from '../../generation/parse-body.ts';
import { readSpellings } from '../../generation/read-spellings.ts';
import type { ReadRequest, RouteInput } from '../../generation/route-input.ts';
import { unknownNames } from '../../generation/unknown-names.ts';
import { promptWithin, refuseTooMany } from '../../generation/within-limits.ts';
import { knownNames, openrouterBody } from './schema.ts';

/** References of one request may hold 100 MiB together; Base64 of them is a third more. */
const bodyLimitBytes = 140 * 1024 * 1024;

/** Reads `POST /api/v1/images`. Explicit pixels count, and fields that contradict them are refused. */
export async function readOpenrouterImages(input: RouteInput): Promise<ReadRequest> {
  const scanned = await input.scanned(imageValueRules, bodyLimitBytes);
  const body = parseBody(openrouterBody, scanned.skeleton);
  // A client that asked for events and got JSON would see none and no error (clients.md §2.5).
  if (body.stream) throw refused('stream', 'stream is not supported here; leave it out.');
  const model = input.catalog.find(body.model);
  if (!model) {
    throw new Failure('unknown_model', {
      message: `The model ${JSON.stringify(body.model.slice(0, 100))} does not exist. GET /api/v1/images/models lists those that do.`,
      param: 'model',
    });
  }
  const limits = limitsOf(model, 'openrouter-images');
  const references = readImageValue(body.input_references ?? [], scanned, 'input_references');
  refuseTooMany(limits, model, references.length, 'input_references');
  const said = readSpellings(body);
  const shape = readShape(
    { size: body.size, ...said },
    limits,
    model.name,
    sizeTableOf(model, input.catalog),
  );
  const outputFormat = readOutputFormat(body.output_format, body.output_compression);
  const unknown = unknownNames(scanned.skeleton, knownNames, 'these models do not have it');
  return {
    request: {
      protocol: 'openrouter-images',
      model: model.name,
      requestedModel: body.model,
      prompt: promptWithin(limits, body.prompt, 'prompt'),
      references,
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
      omitted: [...shape.omitted, ...unknown, ...said.omitted],
    },
    choice: {},
  };
}

const refused = (param: string, message: string) => new Failure('invalid_request', { message, param });
