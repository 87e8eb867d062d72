import { type BytesLookup, InlineBytes } from '../http/inline-bytes.ts';
import type { ScalarName } from './descriptor.ts';

type Checked = { readonly value: unknown } | { readonly problem: string };

/** Checks one scalar by the rules of proto JSON: numbers may be strings, strings may not be numbers. */
export function checkScalar(scalar: ScalarName, value: unknown, lookup: BytesLookup): Checked {
  const problem = { problem: JSON.stringify(value) };
  switch (scalar) {
    case 'TYPE_STRING':
      return typeof value === 'string' ? { value } : problem;
    case 'TYPE_BOOL':
      if (typeof value === 'boolean') return { value };
      return value === 'true' || value === 'false' ? { value: value === 'true' } : problem;
    case 'TYPE_BYTES':
      return typeof value === 'string' ? checkBytes(value, lookup) : problem;
    case 'TYPE_FLOAT':
    case 'TYPE_DOUBLE':
      return isNumeric(value) ? { value: Number(value) } : problem;
    case 'TYPE_INT32':
      return checkInteger(value) ?? problem;
  }
}

function checkBytes(text: string, lookup: BytesLookup): Checked {
  const bytes = lookup(text) ?? InlineBytes.fromText(text);
  if (bytes.isBase64) return { value: bytes };
  return { problem: `Base64 decoding failed for "${bytes.excerpt}"` };
}

function checkInteger(value: unknown): Checked | undefined {
  if (!isNumeric(value)) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number)) return undefined;
  if (Math.abs(number) > 2 ** 31) return undefined;
  return { value: number };
}

function isNumeric(value: unknown): value is number | string {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}
