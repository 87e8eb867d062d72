import { Failure, toFailure } from '../generation/failure.ts';
import type { Reference } from '../generation/request.ts';
import { EgressRefused, HttpFailure } from '../lib/outbound.ts';

/** How a public message names a reference: its place and, for a URL, host and path without the query. */
function labelOf(reference: Reference, index: number): string {
  if (reference.kind === 'spooled') return `Reference image ${index + 1}`;
  const place = reference.label ?? `Reference image ${index + 1}`;
  const shown = reference.url
    .replace(/^https?:\/\//i, '')
    .replace(/[?#].*$/s, '')
    .replace(/^[^/]*@/, '')
    .replace(/[^\x21-\x7e]/g, '?');
  return `${place} (${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown})`;
}

/** What is wrong with a reference; `rest` continues the sentence that its label begins. */
class ReferenceProblem extends Error {
  readonly code: 'reference_refused' | 'reference_rejected' | 'reference_too_large' | 'reference_unreachable';
  readonly rest: string;

  constructor(code: ReferenceProblem['code'], rest: string, cause?: Error & { internal?: string }) {
    super(cause ? (cause.internal ?? `${cause.name} ${cause.message}`) : rest, { cause });
    this.code = code;
    this.rest = rest;
  }
}

export const rejected = (rest: string) => new ReferenceProblem('reference_rejected', rest);

export const tooLarge = (rest: string) => new ReferenceProblem('reference_too_large', rest);

/** What no later try can get. */
export const refused = (rest: string, cause?: Error & { internal?: string }) =>
  new ReferenceProblem('reference_refused', rest, cause);

export const unreachable = (rest: string, cause?: Error & { internal?: string }) =>
  new ReferenceProblem('reference_unreachable', rest, cause);

/** What made a reference fail, in words for its sender, with the field it stood in. */
export function asFailure(error: unknown, reference: Reference, index: number): Failure {
  const problem = asProblem(error);
  if (!(problem instanceof ReferenceProblem)) return toFailure(problem);
  const label = labelOf(reference, index);
  return new Failure(problem.code, {
    message: `${label} ${problem.rest}`,
    ...(reference.field === undefined ? {} : { param: reference.field }),
    ...(problem.cause === undefined
      ? {}
      : { internal: `${label}: ${problem.message}`, cause: problem.cause }),
  });
}

function asProblem(error: unknown): unknown {
  if (error instanceof EgressRefused) return refused(`cannot be used. ${error.message}`, error);
  if (error instanceof HttpFailure) return unreachable(`could not be fetched: ${inWords(error)}`, error);
  return error;
}

function inWords({ code }: HttpFailure): string {
  switch (code) {
    case 'connect_failed':
      return 'its server could not be reached. Check the URL, or send another one.';
    case 'tls_failed':
      return 'its server has no valid certificate for this name.';
    case 'timeout':
      return 'its server was too slow. Try again, or host the image elsewhere.';
    case 'content_encoding':
      return 'its server compresses images although asked not to. Host the image elsewhere.';
    case 'truncated':
      return 'its server ended the connection in the middle. Try again.';
    case 'aborted':
      return 'the generation ended before it arrived.';
    default:
      return 'its server did not answer as a web server does. Host the image elsewhere.';
  }
}
