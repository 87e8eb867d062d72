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

/** Nobody reads this answer; the log does not take it for a failure of ours. */
export const cutOff = (cause?: unknown) =>
  new Failure('invalid_request', {
    message: 'The request body is not whole: its connection ended.',
    internal: 'the connection ended within the request body',
    cause,
  });

export const tooLarge = (limitBytes: number, cause?: unknown) =>
  new Failure('payload_too_large', {
    message: `Request payload size exceeds the limit: ${limitBytes} bytes.`,
    cause,
  });
