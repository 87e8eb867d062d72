import type { Failure } from '../../generation/failure.ts';
import { failureResult, type ToolResult } from './results.ts';

/** Of the public sentences for HTTP, where the time stands in a header; a tool result has none. */
const headerAdvice = / ?Wait for the time given in Retry-After\./;

/** What a call was refused for; how long to wait is said in words, and as a number for programs. */
export function refusedResult({ code, message, retryAfterMs }: Failure): ToolResult {
  const reason = message.replace(headerAdvice, '');
  if (retryAfterMs === undefined) {
    return failureResult(code, reason === message ? message : `${reason} Wait before the next call.`);
  }
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const wait = `Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'} before the next call.`;
  return failureResult(code, `${reason} ${wait}`, { retry_after_seconds: seconds });
}
