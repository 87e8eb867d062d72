import type { IncomingMessage } from 'node:http';
import { Failure } from '../generation/failure.ts';

/** Told of bytes of a body that stay in memory, or go to a temporary file; both throw `overloaded`. */
export interface BodyShare {
  memory(sizeBytes: number): void;
  disk(sizeBytes: number): void;
}

export function checkDeclaredLength(message: IncomingMessage, limitBytes: number): void {
  if (Number(message.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

export const tooLarge = (limitBytes: number, cause?: unknown) =>
  new Failure('payload_too_large', {
    message: `Request payload size exceeds the limit: ${limitBytes} bytes.`,
    cause,
  });
