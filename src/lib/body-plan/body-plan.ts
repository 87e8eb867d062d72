import { encodedLength } from '../base64/base64-encode.ts';

/** A range of a file, as it is or as padded base64. */
export interface FilePart {
  readonly file: string;
  readonly encode: 'none' | 'base64';
  /** Size the file is known to have. */
  readonly sizeBytes: number;
  /** First byte sent; default 0. */
  readonly start?: number;
  /** One past the last byte sent; default `sizeBytes`. */
  readonly end?: number;
}

/** Text (sent as UTF-8), bytes, or a range of a file. */
export type BodyPart = string | Uint8Array | FilePart;

/** A body as a list of parts that are sent one after another; it may be read any number of times. */
export type BodyPlan = readonly BodyPart[];

/**
 * `file_short`: the file ends before the range does. `file_read`: the system's error is the `cause`.
 * `target_closed`: the receiver went away before the whole body was written.
 */
export class BodyPlanFailure extends Error {
  readonly code: 'file_short' | 'file_read' | 'target_closed';

  constructor(code: BodyPlanFailure['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BodyPlanFailure';
    this.code = code;
  }
}

/** Exact number of bytes the plan writes. Throws a RangeError for an impossible range. */
export function planLength(plan: BodyPlan): number {
  return plan.reduce((sum, part) => sum + partLength(part), 0);
}

export const isFilePart = (part: BodyPart): part is FilePart => typeof part === 'object' && 'file' in part;

/** The range of a file part, defaults filled in. */
export function fileRange(part: FilePart): { start: number; end: number } {
  const start = part.start ?? 0;
  const end = part.end ?? part.sizeBytes;
  if (
    !Number.isSafeInteger(end) ||
    !Number.isSafeInteger(start) ||
    start < 0 ||
    end < start ||
    end > part.sizeBytes
  ) {
    throw new RangeError(`no range ${start}–${end} in a file of ${part.sizeBytes} bytes`);
  }
  return { start, end };
}

function partLength(part: BodyPart): number {
  if (typeof part === 'string') return Buffer.byteLength(part);
  if (!isFilePart(part)) return part.byteLength;
  const { start, end } = fileRange(part);
  return part.encode === 'base64' ? encodedLength(end - start) : end - start;
}
