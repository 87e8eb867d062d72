import { Failure } from '../../generation/failure.ts';
import type { FormEntry, FormLimits, RouteInput } from '../../generation/protocol.ts';
import type { Reference } from '../../generation/request.ts';

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

/** `image`, `image[]`, `image[0]` and the other names of the same thing (clients.md R16). */
const imageName = /^(?:image|images|image_input|image_urls|image_url|input_references)(?:\[\d*\])?$/;
const maskName = /^(?:mask|markup)$/;
const wholeNumbers: ReadonlySet<string> = new Set(['n', 'output_compression']);
const switches: ReadonlySet<string> = new Set(['stream', 'google_search', 'googleSearch']);

/** Reads the multipart form of an edit. A form has only texts and files: numbers and switches are told by name. */
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

/** `image_config[aspect_ratio]` is how SDKs write a nested member in a form. */
function setText(json: Record<string, unknown>, name: string, text: string): void {
  const [, outer, inner] = /^(\w+)\[(\w+)\]$/.exec(name) ?? [];
  if (outer === 'image_config' && inner !== undefined) {
    json[outer] = { ...(json[outer] as object | undefined), [inner]: text };
    return;
  }
  if (Object.hasOwn(json, name)) throw refused(name, 'is given twice.');
  // As a property of its own, whatever it is called.
  Object.defineProperty(json, name, {
    value: typedValue(name, text),
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function typedValue(name: string, text: string): unknown {
  if (wholeNumbers.has(name) && /^\d{1,9}$/.test(text)) return Number(text);
  if (switches.has(name) && /^(?:true|false|1|0)$/i.test(text)) return /^(?:true|1)$/i.test(text);
  return text;
}

const refused = (param: string, rest: string) =>
  new Failure('invalid_request', { message: `${param} ${rest}`, param });
