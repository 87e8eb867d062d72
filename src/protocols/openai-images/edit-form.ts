import { Failure } from '../../generation/failure.ts';
import type { Reference } from '../../generation/request.ts';
import type { FormEntry, FormLimits, RouteInput } from '../../generation/route-input.ts';
import { setText } from './form-texts.ts';

/** The input of an edit, whichever way it came. */
export interface EditInput {
  /** Everything but the images. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly references: readonly Reference[];
  /** The field the images came in. */
  readonly field: string;
}

/** References of one request may hold 100 MiB together; one may hold 30 MiB, a mask or overlay as much. */
export const formLimits: FormLimits = {
  bodyBytes: 132 * 1024 * 1024,
  files: 18,
  fileBytes: 31_457_280,
  texts: 64,
  // 32,000 characters in any script.
  textBytes: 256 * 1024,
};

/** `image`, `image[]`, `image[0]` and the other names of the same thing (docs/client-rules.md R16). */
const imageName = /^(?:image|images|image_input|image_urls|image_url|input_references)(?:\[\d*\])?$/;
const maskName = /^(?:mask|markup)$/;

/** Reads the multipart form of an edit. */
export async function readEditForm(input: RouteInput): Promise<EditInput> {
  const json: Record<string, unknown> = {};
  const references: Reference[] = [];
  let field = 'image';
  for (const entry of await input.form(formLimits)) {
    if (imageName.test(entry.name)) {
      const reference = readImage(entry);
      if (!reference) continue;
      references.push(reference);
      field = entry.name;
    } else if ('file' in entry) {
      if (!maskName.test(entry.name)) throw refused(entry.name, 'takes text, not a file.');
      json[entry.name] = 'a file';
    } else if (entry.text !== '') {
      setText(json, entry.name, entry.text);
    }
  }
  return { json, references, field };
}

function readImage(entry: FormEntry): Reference | undefined {
  if ('file' in entry) {
    const { path, mediaType, sizeBytes } = entry.file;
    return { kind: 'spooled', path, mediaType, sizeBytes, field: entry.name };
  }
  const text = entry.text.trim();
  if (text === '') return undefined;
  if (/^https?:\/\//i.test(text)) return { kind: 'url', url: text, field: entry.name };
  throw refused(entry.name, 'must be a file or a public http(s) URL.');
}

const refused = (param: string, rest: string) =>
  new Failure('invalid_request', { message: `${param} ${rest}`, param });
