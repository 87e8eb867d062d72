import { gzipSync } from 'node:zlib';
import type { Chance } from '../../src/lib/egress/chance.test.kit.ts';
import { makeBody } from './generated-bodies.ts';
import { malformedJson, oddJson, unsafeJson } from './json-corpus.ts';
import { naughtyStrings } from './naughty-strings.ts';
import type { Operation } from './operations.ts';

export interface GeneratedRequest {
  readonly operation: Operation;
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** The address leads to the operation, whatever the method. */
  readonly isAddressed: boolean;
}

/** What makes requests meaningful: keys that are good, and ids that earlier answers named. */
export interface Known {
  readonly liveKey: string;
  readonly testKey: string;
  readonly adminToken: string;
  readonly cookie: () => string;
  readonly ids: readonly string[];
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

/** One request to an operation: about half of them as the document says, the others off in one way or several. */
export function makeRequest(operation: Operation, chance: Chance, known: Known): GeneratedRequest {
  const { next, pick } = chance;
  const oddity = pick([0, 0, 0.02, 0.1, 0.4]);
  const isOff = (share: number) => oddity > 0 && next() < share;
  const method = isOff(0.08) ? pick(methods) : operation.method;
  const path = makePath(operation.path, chance, known, oddity);
  const query = makeQuery(operation, chance, known, oddity);
  const { body, headers: bodyHeaders } = makeContent(operation, chance, oddity);
  const headers = {
    ...credentials(operation, chance, known, oddity),
    ...bodyHeaders,
    ...(isOff(0.3) ? oddHeaders(chance) : {}),
  };
  return {
    operation,
    method,
    target: `${path}${query}`.replace(/[^\x21-\xff]/g, (letter) => encodeURIComponent(letter.toWellFormed())),
    headers,
    body: method === 'GET' || method === 'HEAD' || method === 'TRACE' ? undefined : body,
    isAddressed: leads(operation.path, path) && !query.includes('%00'),
  };
}

/** Whether the path is the operation's with plain text in place of its parameters; Node refuses raw bytes itself. */
function leads(pattern: string, path: string): boolean {
  const expected = pattern.replace(/\{path\}/g, '.+').replace(/\{\w+\}/g, '[^/:]+');
  try {
    decodeURIComponent(path);
  } catch {
    return false;
  }
  return new RegExp(`^${expected}$`).test(path) && !/%(2f|2e|5c|00)|[^!-~]|\?|\/\.|\/\//i.test(path);
}

function makePath(path: string, { next, pick, below }: Chance, known: Known, oddity: number): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (next() < oddity) {
      const odd = pick(naughtyStrings).slice(0, 3_000).toWellFormed();
      return pick([
        () => encodeURIComponent(odd),
        () => pick(['%', '%zz', '%c0%ae', '%00', '..', '', 'a/b', '%2e%2e%2f']),
      ])();
    }
    if (name === 'model')
      return pick(['nano-banana-2', 'nano-banana', 'gemini-3-pro-image', 'no-such-model']);
    return known.ids.length > 0 && next() < 0.7 ? encodeURIComponent(pick(known.ids)) : 'nothing';
  });
  if (next() >= oddity / 8) return filled;
  const at = below(filled.length);
  return `/${filled.slice(1, at)}${pick(['/', '//', '/../', '%2f', ';a=b', ':', '?', '\\', '%', 'é'])}${filled.slice(at)}`;
}

function makeQuery(
  { query }: Operation,
  { next, pick, below }: Chance,
  known: Known,
  oddity: number,
): string {
  const names = oddity > 0 ? [...query, 'key', 'alt', '$alt', '__proto__', 'a[b]', 'constructor', ''] : query;
  if (names.length === 0 || next() < 0.5) return '';
  const value = () =>
    pick([
      () => String(below(60) - 3),
      () =>
        pick(['day', 'model', 'json', 'csv', 'sse', 'succeeded', '2026-11-21', '1e9', 'true', ...known.ids]),
      () => pick(naughtyStrings).slice(0, 500).toWellFormed(),
    ])();
  const pairs = Array.from({ length: 1 + below(4) }, () => {
    const text = encodeURIComponent(value());
    return `${encodeURIComponent(pick(names))}${pick(['=', '=', '=', ''])}${text}`;
  });
  return `?${pairs.join(next() < oddity ? pick(['&&', ';', '&']) : '&')}`;
}

function credentials({ path }: Operation, chance: Chance, known: Known, oddity: number) {
  const { next, pick } = chance;
  const right: Record<string, string> = path.startsWith('/admin/')
    ? { authorization: `Bearer ${known.adminToken}` }
    : path.startsWith('/console/')
      ? { cookie: known.cookie(), 'x-plantain-console': '1' }
      : pick([
          { authorization: `Bearer ${known.liveKey}` },
          { authorization: `Bearer ${known.liveKey}` },
          { 'x-goog-api-key': known.liveKey },
          { authorization: `Bearer ${known.testKey}` },
        ]);
  if (next() >= oddity / 2) return right;
  return pick([
    {},
    { authorization: 'Bearer ' },
    { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    { authorization: `Bearer ${known.liveKey.slice(0, -1)}x` },
    { authorization: `Key ${known.testKey}`, 'x-api-key': known.liveKey },
    { cookie: 'plantain-console=x; __Host-plantain=' },
    { authorization: `Bearer ${'x'.repeat(8_000)}` },
  ]) as Record<string, string>;
}

function makeContent(operation: Operation, chance: Chance, oddity: number) {
  const { next, pick, below } = chance;
  if (operation.body === undefined && next() >= oddity) return { body: undefined, headers: {} };
  const json = JSON.stringify(makeBody(operation.body ?? {}, chance, oddity)) ?? 'null';
  const type = { 'content-type': 'application/json' };
  if (next() >= oddity / 2) return { body: Buffer.from(json), headers: type };
  const at = below(json.length);
  const odd: () => { body: Buffer; headers: Record<string, string> } = pick([
    () => ({ body: Buffer.from(json.slice(0, at)), headers: type }),
    () => ({
      body: Buffer.from(
        json.slice(0, at) + pick(['"', '}', ',', '\\', '\0', '\ud800', '1']) + json.slice(at),
      ),
      headers: type,
    }),
    () => ({
      body: Buffer.from(json, 'utf16le'),
      headers: { 'content-type': 'application/json; charset=utf-16' },
    }),
    () => ({ body: Buffer.from(`\ufeff${json}`), headers: type }),
    () => ({
      body: gzipSync(json),
      headers: { ...type, 'content-encoding': pick(['gzip', 'br', 'identity', 'x']) },
    }),
    () => ({ body: Buffer.from(json), headers: { 'content-type': pick(mediaTypes) } }),
    () => ({ body: Buffer.from(json), headers: { ...type, 'transfer-encoding': 'chunked' } }),
    () => ({
      body: Buffer.from(pick(malformedJson.filter((text) => text.length < 2_000)) as string),
      headers: type,
    }),
    () => ({ body: Buffer.from(pick(oddJson.filter((text) => text.length < 2_000))), headers: type }),
    () => ({ body: Buffer.from(pick(unsafeJson)[0].slice(0, 2_000)), headers: type }),
    () => makeForm(chance, oddity),
  ]);
  return odd();
}

const mediaTypes = [
  ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'image/png', 'text/html', ''],
  ...[
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-7',
    'a/b/c',
    '*/*',
  ],
];

/** A form as the edits and the uploads take, and forms that end or nest where they must not. */
function makeForm({ next, pick }: Chance, oddity: number) {
  const mark = 'plantain-edge';
  const fields = [
    'model',
    'prompt',
    'n',
    'size',
    'image',
    'image[]',
    'mask',
    'file',
    'response_format',
    '__proto__',
    '',
  ];
  const parts = fields
    .filter(() => next() < 0.6)
    .map((name) => {
      const isFile = /image|mask|file/.test(name);
      const disposition = `form-data; name="${next() < oddity ? pick(naughtyStrings).slice(0, 200) : name}"`;
      const file = isFile
        ? `; filename="a.png"\r\ncontent-type: ${pick(['image/png', 'text/html', 'x'])}`
        : '';
      const value = pick(['nano-banana-2', 'a pear', '1', '1024x1024', 'auto', pixel, pick(naughtyStrings)]);
      return `--${mark}\r\ncontent-disposition: ${disposition}${file}\r\n\r\n${value}\r\n`;
    });
  const end = next() < oddity ? pick(['', `--${mark}`, `--${mark}--`, '--']) : `--${mark}--\r\n`;
  const body = Buffer.from(parts.join('') + end, next() < 0.5 ? 'latin1' : 'utf8');
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${mark}` } };
}

/** A PNG of one pixel, in Latin-1. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
).toString('latin1');

function oddHeaders({ pick, below, next }: Chance): Record<string, string> {
  const text = (most: number) =>
    Buffer.from(pick(naughtyStrings).toWellFormed())
      .toString('latin1')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these end a header, which raw requests try
      .replace(/[\x00-\x1f\x7f]/g, ' ')
      .trim()
      .slice(0, most);
  const values: Readonly<Record<string, () => string>> = {
    'idempotency-key': () => pick([`again-${below(50)}`, text(300), '']),
    'x-plantain-strict': () => pick(['true', 'false', '1', text(50)]),
    'x-plantain-strategy': () => pick(['auto', 'value', 'official', text(50)]),
    'x-plantain-channel': () => pick(['upstream', 'sandbox', text(50)]),
    accept: () => pick(['*/*', 'text/event-stream', 'application/json;q=0', text(200)]),
    'accept-encoding': () => pick(['gzip', 'br;q=1', text(50)]),
    'accept-language': () => text(100),
    range: () => pick(['bytes=0-', 'bytes=-1', 'bytes=9-1', 'bytes=0-0,2-2', text(50)]),
    'if-none-match': () => pick(['*', '"x"', text(50)]),
    'if-modified-since': () => text(50),
    traceparent: () => text(100),
    'user-agent': () => text(4_000),
    origin: () => pick(['null', 'https://evil.test', 'http://[', text(100)]),
    'access-control-request-method': () => 'POST',
    'x-forwarded-for': () => pick(['127.0.0.1', '::1, 10.0.0.1', text(100)]),
    'x-forwarded-host': () => 'evil.test',
    'x-http-method-override': () => pick(['DELETE', 'GET']),
    'mcp-session-id': () => text(100),
    'mcp-protocol-version': () => pick(['2025-06-18', text(30)]),
    'x-goog-upload-command': () => pick(['start', 'upload', 'upload, finalize', 'cancel', 'query', text(50)]),
    'x-goog-upload-protocol': () => pick(['resumable', 'raw', 'multipart', text(50)]),
    'x-goog-upload-offset': () => pick(['0', '-1', '1e3', '99999999999999999999', text(20)]),
    'x-goog-upload-header-content-length': () => pick(['10', '-1', 'x', '1e99']),
    'x-goog-upload-header-content-type': () => pick(['image/png', text(50)]),
    'openai-organization': () => text(100),
    'x-stainless-retry-count': () => text(20),
    cookie: () => text(1_000),
    prefer: () => pick(['wait=1', text(50)]),
  };
  const names = Object.keys(values);
  return Object.fromEntries(
    Array.from({ length: next() < 0.7 ? 1 : 4 }, () => pick(names)).map((name) => [
      name,
      values[name]?.() ?? '',
    ]),
  );
}
