import { Failure } from './failure.ts';
import type { Said } from './image-shape.ts';
import { oneOf } from './one-of.ts';
import type { Omission } from './outcome.ts';

type Meaning = 'aspectRatio' | 'resolution' | 'search';

const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['aspect_ratio', 'aspectRatio'],
  ['aspectRatio', 'aspectRatio'],
  ['resolution', 'resolution'],
  ['image_size', 'resolution'],
  ['imageSize', 'resolution'],
  ['google_search', 'search'],
  ['googleSearch', 'search'],
]);

/** Objects that hold the same names again, each only those that stand after it. */
const depths: ReadonlyMap<string, number> = new Map([
  ['extra_body', 1],
  ['google', 2],
  ['generation_config', 3],
  ['generationConfig', 3],
  ['image_config', 4],
  ['imageConfig', 4],
]);

/** What a body says, each thing with the field that says it first. */
export interface Spelled {
  readonly aspectRatio: Said | undefined;
  readonly resolution: Said | undefined;
  readonly search: boolean | undefined;
  /** Members of the objects that nothing reads, and tools that are no search. */
  readonly omitted: readonly Omission[];
}

interface Found extends Record<Meaning, Said[]> {
  readonly omitted: Omission[];
}

/** An empty text says nothing, as the field of a form that nobody filled. */
const isSaid = ({ value }: Said): boolean => value.trim() !== '';

/** Reads a body that `spelledFields` let through. Throws `invalid_request` where two fields say different things. */
export function readSpellings(body: Readonly<Record<string, unknown>>): Spelled {
  const found: Found = { aspectRatio: [], resolution: [], search: [], omitted: [] };
  collect(body, '', 0, found);
  const search = oneOf(found.search);
  return {
    aspectRatio: oneOf(found.aspectRatio.filter(isSaid)),
    resolution: oneOf(found.resolution.filter(isSaid)),
    search: search && search.value === 'true',
    omitted: found.omitted,
  };
}

function collect(here: object, prefix: string, depth: number, found: Found): void {
  for (const [name, value] of Object.entries(here)) {
    if (value === undefined || value === null) continue;
    const field = `${prefix}${name.slice(0, 64)}`;
    const meaning = meanings.get(name);
    if (meaning === 'search') found.search.push({ field, value: String(switchOf(value, field)) });
    else if (meaning) found[meaning].push({ field, value: textOf(value, field) });
    else if ((depths.get(name) ?? 0) > depth) {
      collect(objectOf(value, field), `${field}.`, depths.get(name) as number, found);
    } else if (name === 'web_search_options') {
      found.search.push({ field, value: 'true' });
      leaveOut(objectOf(value, field), `${field}.`, found);
    } else if (name === 'tools') collectTools(value, field, found);
    // What stands at the top and has no meaning here is the contract's own to know.
    else if (depth > 0) found.omitted.push({ parameter: field, reason });
  }
}

function collectTools(value: unknown, field: string, found: Found): void {
  if (!Array.isArray(value)) throw refused(field, 'a list of tools');
  for (const [index, entry] of value.entries()) {
    const place = `${field}[${index}]`;
    const tool = Object.entries(objectOf(entry, place)).filter(([, given]) => given !== null);
    const search = tool.find(([name]) => meanings.get(name) === 'search');
    if (!search) {
      found.omitted.push({ parameter: place, reason: 'no tool of image models' });
      continue;
    }
    const [name, options] = search;
    found.search.push({ field: `${place}.${name}`, value: 'true' });
    leaveOut(objectOf(options, `${place}.${name}`), `${place}.${name}.`, found);
    leaveOut(Object.fromEntries(tool.filter((entry) => entry !== search)), `${place}.`, found);
  }
}

function leaveOut(members: object, prefix: string, found: Found): void {
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined || value === null) continue;
    found.omitted.push({ parameter: `${prefix}${name.slice(0, 64)}`, reason });
  }
}

const reason = 'not a parameter of this contract';

function textOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw refused(field, 'a string');
}

function switchOf(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value;
  throw refused(field, 'true or false');
}

function objectOf(value: unknown, field: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw refused(field, 'an object');
}

const refused = (param: string, what: string) =>
  new Failure('invalid_request', { message: `${param} must be ${what}.`, param });
