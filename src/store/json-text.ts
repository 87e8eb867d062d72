/**
 * JSON kept in a text column. Every string survives on both engines, also U+0000 and lone surrogates, because JSON
 * escapes them. `undefined` members are left out, as JSON does.
 */
export function toJsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError('undefined and functions have no JSON form');
  return text;
}

/** Reads what `toJsonText` wrote; null stays null. The caller vouches for the shape, as it wrote it. */
export function fromJsonText<Value>(text: string): Value;
export function fromJsonText<Value>(text: string | null): Value | null;
export function fromJsonText<Value>(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value);
}
