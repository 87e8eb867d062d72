import { Failure } from '../../generation/failure.ts';
import { imageValueRules, readImageValue } from '../../generation/image-values.ts';
import type { Omission } from '../../generation/outcome.ts';
import type { ReadRequest, RouteInput } from '../../generation/route-input.ts';
import { type EditInput, readEditForm } from './edit-form.ts';
import { fieldOfImages } from './field-of-images.ts';
import { omittedNames, parseImageBody, toRequest } from './read.ts';

/** References of one request may hold 100 MiB together; Base64 of them is a third more. */
const jsonLimitBytes = 140 * 1024 * 1024;

/** Where the JSON form may name its images; the first is OpenAI's, the others are seen in the wild (clients.md §2.3). */
const imageFields = [
  'images',
  'image',
  'image_input',
  'image_urls',
  'image_url',
  'input_references',
] as const;

/** Reads `POST /v1/images/edits`, sent as a form or as JSON. */
export async function readEdits(input: RouteInput): Promise<ReadRequest> {
  const isForm = /^multipart\//i.test(input.headers['content-type'] ?? '');
  const edit = isForm ? await readEditForm(input) : await readEditJson(input);
  if (edit.references.length === 0) {
    throw new Failure('invalid_request', {
      message: 'An edit needs at least one image: a file in "image", or a URL.',
      param: 'image',
    });
  }
  const { mask, markup, ...rest } = edit.json;
  return toRequest(input, parseImageBody(rest), {
    references: edit.references,
    field: edit.field,
    omitted: [...maskOmissions({ mask, markup }), ...omittedNames(rest)],
    responseFormat: 'b64_json',
    event: 'image_edit.completed',
  });
}

/** Google's models take no mask (gemini-upstream §5): the prompt has to say where. */
function maskOmissions(given: Readonly<Record<string, unknown>>): Omission[] {
  return Object.entries(given)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([parameter]) => ({
      parameter,
      reason: 'these models take no mask; describe the place in the prompt',
    }));
}

async function readEditJson(input: RouteInput): Promise<EditInput> {
  const body = await input.scanned(imageValueRules, jsonLimitBytes);
  const { skeleton } = body;
  if (typeof skeleton !== 'object' || skeleton === null || Array.isArray(skeleton)) {
    throw new Failure('invalid_request', { message: 'The request body must be a JSON object.' });
  }
  const json: Record<string, unknown> = { ...skeleton };
  const field = fieldOfImages(json, imageFields);
  const references = field === undefined ? [] : readImageValue(json[field], body, field);
  for (const name of imageFields) delete json[name];
  return { json, references, field: field ?? 'images' };
}
