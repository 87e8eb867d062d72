import { badDirective } from './bad-directive.ts';
import type { DirectiveCall } from './parse-directives.ts';

export type OutputShape = 'image' | 'block' | 'no-image' | 'text-only' | 'max-tokens' | 'parts-null';

/** What one request shall do instead of answering plainly. */
export interface Behaviour {
  readonly shape: OutputShape;
  readonly error?: { readonly code: number; readonly retry?: string; readonly message?: string };
  /** The access token of this request stops being good. */
  readonly revokes: boolean;
  readonly block?: { readonly reason: string; readonly of?: string };
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
  readonly relay?: 'markdown-data' | 'markdown-url' | 'inline';
  readonly json: { readonly escape: boolean; readonly whitespace: boolean; readonly reverseKeys: boolean };
  readonly streamError?: number;
  readonly crlf: boolean;
  readonly wire: WireFaults;
}

/** What happens to the answer on its way to the socket. */
export interface WireFaults {
  readonly latencyMs: number;
  readonly slow?: { readonly bytesPerSecond?: number; readonly ms?: number };
  readonly cutAt?: number;
  readonly resetAt?: number | 'before-head';
  readonly gzip: boolean;
  /** End the body half way as if that were all. */
  readonly half: boolean;
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
  const streamError = given.get('stream-error');
  return {
    shape: shapes.find(has) ?? 'image',
    ...(status ? { error: plannedError(status) } : {}),
    revokes: has('revoke'),
    ...(block
      ? { block: { reason: String(block.reason), ...(block.of ? { of: String(block.of) } : {}) } }
      : {}),
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
    json: { escape: has('escape'), whitespace: has('whitespace'), reverseKeys: has('key-order') },
    ...(streamError ? { streamError: Number(streamError.code ?? 503) } : {}),
    crlf: has('crlf'),
    wire: plannedFaults(given),
  };
}

const shapes: readonly OutputShape[] = ['block', 'no-image', 'text-only', 'max-tokens', 'parts-null'];

function plannedError(values: Values): NonNullable<Behaviour['error']> {
  const code = limited(values.code, 400, 599, 'status: code')!;
  return { code, ...only('retry', values.retry), ...only('message', values.message) };
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

function plannedFaults(given: ReadonlyMap<string, Values>): WireFaults {
  const slow = given.get('slow');
  const cut = given.get('cut');
  const reset = given.get('reset');
  return {
    latencyMs: limited(given.get('latency')?.ms, 0, 3_600_000, 'latency: ms') ?? 0,
    ...(slow ? { slow: plannedPace(slow) } : {}),
    ...(cut ? { cutAt: Number(cut.at ?? 0.5) } : {}),
    ...(reset ? { resetAt: plannedReset(reset.at) } : {}),
    gzip: given.has('gzip'),
    half: given.has('half-json'),
  };
}

function plannedPace(values: Values): NonNullable<WireFaults['slow']> {
  if (values.bps !== undefined) return { bytesPerSecond: Math.max(1, Number(values.bps)) };
  if (values.ms !== undefined) return { ms: Number(values.ms) };
  throw badDirective('slow needs bps=… or ms=…');
}

function plannedReset(at: Values[string] | undefined): number | 'before-head' {
  if (at === undefined || at === 'before-head') return 'before-head';
  const share = Number(at);
  if (share >= 0 && share <= 1) return share;
  throw badDirective(`reset: at must be before-head or between 0 and 1, not "${at}"`);
}

function limited(value: unknown, least: number, most: number, where: string): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number < least || number > most) throw badDirective(`${where} must be between ${least} and ${most}`);
  return number;
}

/** An object with the one key, or none: optional keys may not be undefined here. */
function only<K extends keyof Behaviour | 'retry' | 'message'>(key: K, value: unknown): object {
  return value === undefined ? {} : { [key]: value };
}
