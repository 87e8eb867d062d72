import type { BytesLookup } from './inline-bytes.ts';

const maxCharacters = 64 * 1024;

/** A parsed body for the request log, `"<base64 of 1200 bytes>"` standing for image data. */
export function shownBody(parsed: unknown, skeletonLength: number, lookup: BytesLookup): unknown {
  return skeletonLength > maxCharacters ? undefined : show(parsed, lookup);
}

function show(value: unknown, lookup: BytesLookup): unknown {
  if (typeof value === 'string') {
    const bytes = lookup(value);
    return bytes ? `<base64 of ${bytes.sizeBytes} bytes>` : value;
  }
  if (Array.isArray(value)) return value.map((item) => show(item, lookup));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, show(item, lookup)]));
  }
  return value;
}
