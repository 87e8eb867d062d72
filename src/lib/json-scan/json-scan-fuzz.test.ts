// Differential fuzz against JSON.parse. PLANTAIN_FUZZ_RUNS sets the number of documents (default 700).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CaptureRule } from './json-scan.ts';
import { ScanFailure } from './scan-failure.ts';
import { restore, scan } from './scan-recorder.test.kit.ts';

const numRuns = Number(process.env.PLANTAIN_FUZZ_RUNS ?? 700);

const rules: readonly CaptureRule[] = [
  { key: 'data', parent: ['inlineData', 'inline_data'], mode: 'base64' },
  { key: 'b64_json', mode: 'base64' },
  { key: 'thoughtSignature', mode: 'raw' },
  { key: 'text', mode: 'data-uri' },
  { key: 'é"\\', mode: 'raw' },
  { key: 'x', mode: 'raw', fromBytes: 100 },
];
const keys = [
  'inlineData',
  'inline_data',
  'data',
  'b64_json',
  'thoughtSignature',
  'text',
  'é"\\',
  '__proto__',
  'x',
];

const base64 = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const longBase64 = fc
  .integer({ min: 48, max: 5000 })
  .map((size) => Buffer.alloc(size, size).toString('base64'));
const prose = fc.oneof(
  fc.constantFrom(
    '',
    'say "inlineData":{"data":"QUJD"} ok',
    'back\\',
    'q"',
    '猫🍌\ud800',
    '{}[],:',
    '\u0000\u001f\u2028',
  ),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(longBase64, fc.constantFrom('data:image/png;base64,', ')', ' ', 'd', 'da', '\n', 'é', '=')),
    ) //
    .map((parts) => parts.join('')),
);
const { document } = fc.letrec((tie) => ({
  document: fc.oneof(
    { maxDepth: 4 },
    prose,
    fc.constantFrom(1, -2.5e3, true, null),
    tie('array'),
    tie('object'),
    tie('object'),
  ),
  array: fc.array(tie('document'), { maxLength: 4 }),
  object: fc
    .array(fc.tuple(fc.constantFrom(...keys), fc.oneof(tie('document'), base64, longBase64)), {
      maxLength: 5,
    })
    .map(fixImages),
}));

test('what is kept and what is captured together are the document, at any cut', () => {
  fc.assert(
    fc.property(document, fc.integer(), (value, seed) => {
      const random = randomFrom(seed);
      const text = write(value, random);
      const length = Buffer.byteLength(text);
      const scanned = scan(text, rules, cutsOf(length, random));
      assert.deepEqual(decoded(restore(scanned)), decoded(JSON.parse(text)));
    }),
    { numRuns },
  );
});

test('a damaged document is accepted only when JSON.parse accepts it, and then read alike', () => {
  let accepted = 0;
  fc.assert(
    fc.property(document, fc.integer(), (value, seed) => {
      const random = randomFrom(seed);
      const bytes = damage(Buffer.from(write(value, random)), random);
      let scanned: ReturnType<typeof scan>;
      try {
        scanned = scan(bytes, rules, cutsOf(bytes.length, random));
      } catch (failure) {
        assert.ok(failure instanceof ScanFailure);
        return;
      }
      accepted++;
      const parsed: unknown = JSON.parse(
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      );
      assert.deepEqual(normal(restore(scanned)), normal(parsed));
    }),
    { numRuns },
  );
  assert.ok(accepted > numRuns / 50, `only ${accepted} damaged documents were still JSON`);
});

/** Values under the base64 rules must be base64; everything else is free. */
function fixImages(members: [string, unknown][]): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of members) {
    const wanted = key === 'b64_json' || key === 'data';
    object[key] = wanted && typeof member === 'string' ? Buffer.from(member).toString('base64') : member;
  }
  return object;
}

/** Data URIs as their bytes: one without padding, or with bits to spare, comes back as it should have been. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value === 'string') {
    return value.replace(/data:image\/png;base64,([A-Za-z0-9+/]*={0,2})/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString('hex'),
    );
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, decoded(member)]));
}

/** Base64 as it decodes, since damage may leave other spellings of the same bytes. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value === 'string') {
    const decode = (run: string) => Buffer.from(run, 'base64').toString('hex');
    // A data URI ends at its padding or before what follows it; what follows it is text of its own.
    return value
      .split(/(data:image\/png;base64,[A-Za-z0-9+/]*={0,2})/)
      .map((part, index) =>
        index % 2 === 1
          ? decode(part.slice(part.indexOf(',') + 1))
          : part.replace(/[A-Za-z0-9+/_=\s-]{2,}/g, decode),
      );
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value).map(([key, member]) => [key, normal(member)]);
}

function damage(bytes: Buffer, random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit);
  const at = below(bytes.length);
  const foreign = Buffer.from('"\\{}[]:,=A/ \nu\u00e9\u0001'.charAt(below(17)));
  switch (below(4)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), foreign, bytes.subarray(at)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(3))]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), foreign, bytes.subarray(at + 1)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(bytes.length))]);
  }
}

/** JSON with random white space and random legal escapes. */
function write(value: unknown, random: () => number): string {
  const space = () => (random() < 0.7 ? '' : [' ', '\n', '\t ', '\r\n  '][Math.floor(random() * 4)]!);
  const style = random();
  const string = (text: string) => {
    const plain = JSON.stringify(text);
    if (style < 0.5) return plain;
    return plain.replace(/\\.[0-9a-f]*|[^"]/gu, (char) => {
      if (char.startsWith('\\')) return char;
      if (char === '/' && style < 0.7) return '\\/';
      return random() > 0.03 ? char : escapeUnits(char, style < 0.85);
    });
  };
  const put = (node: unknown): string => {
    if (typeof node === 'string') return string(node);
    if (node === null || typeof node !== 'object') return String(node);
    const inner = Array.isArray(node)
      ? node.map(put)
      : Object.entries(node).map(([key, member]) => `${string(key)}${space()}:${space()}${put(member)}`);
    const [open, close] = Array.isArray(node) ? '[]' : '{}';
    return `${open}${space()}${inner.join(`${space()},${space()}`)}${space()}${close}`;
  };
  return space() + put(value) + space();
}

function escapeUnits(char: string, lowerCase: boolean): string {
  return char
    .split('')
    .map((unit) => {
      const code = unit.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${lowerCase ? code : code.toUpperCase()}`;
    })
    .join('');
}

function cutsOf(length: number, random: () => number): number[] {
  const cuts: number[] = [];
  const largest = [1, 40, 4000][Math.floor(random() * 3)]!;
  for (let at = 0; at < length; ) {
    at += 1 + Math.floor(random() * largest);
    if (at < length) cuts.push(at);
  }
  return cuts;
}

function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
