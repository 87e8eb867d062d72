import type { StoredRange } from './artifact-store.ts';
import { RangeNotSatisfiable } from './errors.ts';

/** Checks the form of a range. Throws `RangeError`, as the caller has parsed it wrongly. */
export function checkedRange(range: StoredRange): StoredRange {
  const { start, end } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeError(`${start}-${end} is not a range of bytes`);
  }
  return range;
}

/** The part of an artifact of `totalBytes` that the range means. Throws `RangeNotSatisfiable`. */
export function fitRange(range: StoredRange, totalBytes: number): StoredRange {
  const { start, end } = checkedRange(range);
  if (start >= totalBytes) throw new RangeNotSatisfiable(totalBytes);
  return { start, end: Math.min(end, totalBytes - 1) };
}
