import { Failure } from '../../generation/failure.ts';
import { checkJson } from '../../lib/strict-json/check-json.ts';

/** A form has only texts and files: numbers, switches and objects are told by name. */
const wholeNumbers: ReadonlySet<string> = new Set(['n', 'output_compression']);
const switches: ReadonlySet<string> = new Set(['stream', 'google_search', 'googleSearch']);
const objects: ReadonlySet<string> = new Set([
  'image_config',
  'imageConfig',
  'generation_config',
  'generationConfig',
  'google',
  'extra_body',
  'web_search_options',
  'tools',
]);

/** `image_config[aspect_ratio]` is how SDKs write a nested member in a form; other clients write JSON in one text. */
export function setText(json: Record<string, unknown>, name: string, text: string): void {
  const [outer = name, ...inner] = pathOf(name);
  let here = json;
  let last = outer;
  for (const step of inner) {
    if (!Object.hasOwn(here, last)) setOwn(here, last, {});
    const next = here[last];
    if (typeof next !== 'object' || next === null)
      throw refused(name, `contradicts ${last}, which is a text.`);
    here = next as Record<string, unknown>;
    last = step;
  }
  if (Object.hasOwn(here, last)) throw refused(name, 'is given twice.');
  setOwn(here, last, typedValue(last, text));
}

/** `google[image_config][image_size]` in its steps, where the first of them is an object of the contract. */
function pathOf(name: string): readonly string[] {
  const [, outer = '', inner = ''] = /^(\w+)((?:\[\w+\]){1,5})$/.exec(name) ?? [];
  return objects.has(outer) ? [outer, ...inner.slice(1, -1).split('][')] : [name];
}

/** As a property of its own, whatever it is called. */
function setOwn(here: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(here, name, { value, enumerable: true, writable: true, configurable: true });
}

function typedValue(name: string, text: string): unknown {
  if (wholeNumbers.has(name) && /^\d{1,9}$/.test(text)) return Number(text);
  if (switches.has(name) && /^(?:true|false|1|0)$/i.test(text)) return /^(?:true|1)$/i.test(text);
  return objects.has(name) ? readObject(name, text) : text;
}

function readObject(name: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    checkJson(text);
    return value;
  } catch {
    throw refused(name, 'must be JSON, each key once.');
  }
}

const refused = (param: string, rest: string) =>
  new Failure('invalid_request', { message: `${param} ${rest}`, param });
