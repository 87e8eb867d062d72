import type { GoogleStatus } from '../google-error.ts';
import { badDirective } from './bad-directive.ts';
import { limited } from './limited.ts';
import type { DirectiveCall } from './parse-directives.ts';
import { plannedFaults, type WireFaults } from './wire-faults.ts';

export type OutputShape =
  | 'image'
  | 'block'
  | 'finish'
  | 'no-image'
  | 'text-only'
  | 'max-tokens'
  | 'parts-null';

/** What one request shall do instead of answering plainly. */
export interface Behaviour {
  readonly shape: OutputShape;
  readonly error?: PlannedError;
  /** The access token of this request stops being good. */
  readonly revokes: boolean;
  readonly block?: { readonly reason: string; readonly of?: string; readonly message?: string };
  readonly finish?: { readonly reason: string; readonly message?: string };
  readonly refusal?: string;
  readonly images: { readonly count: number; readonly flaggedDrafts: boolean };
  /** Absent: all of it. */
  readonly usage?: 'nothing' | 'sums';
  readonly thought: boolean;
  readonly order?: 'text-first' | 'image-first';
  readonly mimeLies: boolean;
  readonly minBytes?: number;
  readonly pixels?: { readonly width: number; readonly height: number };
  readonly format?: 'png' | 'jpeg' | 'webp';
  readonly relay?: 'markdown-data' | 'markdown-url' | 'inline' | 'file-uri' | 'snake-case';
  /** Characters of a thought signature. */
  readonly signatureLength?: number;
  readonly json: { readonly escape: boolean; readonly whitespace: boolean; readonly reverseKeys: boolean };
  readonly streamError?: number;
  /** How a stream is other than Google's. */
  readonly stream?: 'done' | 'unterminated' | 'array';
  readonly crlf: boolean;
  readonly wire: WireFaults;
}

export interface PlannedError {
  readonly code: number;
  readonly retry?: string;
  readonly message?: string;
  readonly status?: GoogleStatus;
  /** Of an ErrorInfo. */
  readonly reason?: string;
  /** Whose quota a 429 is about. */
  readonly tier?: 'free' | 'paid';
}

type Values = DirectiveCall['values'];

/**
 * Puts the directives of a request together; of two of the same name the last one counts.
 * @throws GoogleError 400 for values that make no sense.
 */
export function planBehaviour(calls: readonly DirectiveCall[]): Behaviour {
  const given = new Map(calls.map(({ name, values }) => [name, values]));
  const has = (name: string) => given.has(name);
  const status = given.get('status');
  const block = given.get('block');
  const finish = given.get('finish');
  const streamError = given.get('stream-error');
  return {
    shape: shapes.find(has) ?? 'image',
    ...(status ? { error: plannedError(status) } : {}),
    revokes: has('revoke'),
    ...(block ? { block: { reason: String(block.reason), ...some(block, 'of', 'message') } } : {}),
    ...(finish ? { finish: { reason: String(finish.reason), ...some(finish, 'message') } } : {}),
    ...only('refusal', given.get('text-only')?.message),
    images: plannedImages(given.get('multi')),
    ...only('usage', given.get('usage')?.told),
    thought: has('thought'),
    ...only('order', given.get('order')?.order),
    mimeLies: has('mime-lies'),
    ...only('minBytes', limited(given.get('bytes')?.min, 0, 1_000_000_000, 'bytes: min')),
    ...plannedPixels(given.get('size')),
    ...only('format', given.get('format')?.format),
    ...only('relay', given.get('relay')?.shape),
    ...only('signatureLength', limited(given.get('signature')?.length, 1, 16_000_000, 'signature: length')),
    json: { escape: has('escape'), whitespace: has('whitespace'), reverseKeys: has('key-order') },
    ...(streamError ? { streamError: Number(streamError.code ?? 503) } : {}),
    ...only('stream', given.get('stream')?.shape),
    crlf: has('crlf'),
    wire: plannedFaults(given),
  };
}

const shapes: readonly OutputShape[] = [
  'block',
  'finish',
  'no-image',
  'text-only',
  'max-tokens',
  'parts-null',
];

function plannedError(values: Values): PlannedError {
  const code = limited(values.code, 400, 599, 'status: code')!;
  return { code, ...some(values, 'retry', 'message', 'status', 'reason', 'tier') };
}

function plannedImages(values: Values | undefined): Behaviour['images'] {
  if (!values) return { count: 1, flaggedDrafts: false };
  return { count: limited(values.count, 1, 10, 'multi: count')!, flaggedDrafts: values.flagged === true };
}

function plannedPixels(values: Values | undefined): Pick<Behaviour, 'pixels'> {
  if (!values) return {};
  const width = limited(values.width, 1, 16_384, 'size: width')!;
  const height = limited(values.height, 1, 16_384, 'size: height')!;
  if (width * height > 64_000_000) throw badDirective('size: at most 64 million pixels');
  return { pixels: { width, height } };
}

/** An object with the one key, or none: optional keys may not be undefined here. */
function only<K extends keyof Behaviour>(key: K, value: unknown): object {
  return value === undefined ? {} : { [key]: value };
}

/** Those of the values that were given. */
function some(values: Values, ...keys: readonly string[]): object {
  return Object.fromEntries(keys.filter((key) => key in values).map((key) => [key, values[key]]));
}
