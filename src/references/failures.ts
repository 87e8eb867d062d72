import { Failure, toFailure } from '../generation/failure.ts';
import type { Reference } from '../generation/request.ts';
import { EgressRefused, HttpFailure } from '../lib/outbound.ts';

/** How a public message names a reference: its place and, for a URL, host and path without the query. */
export function labelOf(reference: Reference, index: number): string {
  const place = `Reference image ${index + 1}`;
  if (reference.kind === 'spooled') return place;
  const shown = reference.url
    .replace(/^https?:\/\//i, '')
    .replace(/[?#].*$/s, '')
    .replace(/^[^/]*@/, '')
    .replace(/[^\x21-\x7e]/g, '?');
  return `${place} (${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown})`;
}

/** `rest` continues the sentence that the label begins. */
export function rejected(label: string, rest: string): Failure {
  return new Failure('reference_rejected', { message: `${label} ${rest}` });
}

export function unreachable(label: string, rest: string, cause?: Error & { internal?: string }): Failure {
  const internal = cause && `${label}: ${cause.internal ?? `${cause.name} ${cause.message}`}`;
  return new Failure('reference_unreachable', {
    message: `${label} ${rest}`,
    ...(internal && { internal, cause }),
  });
}

/** What made a reference fail, in words for its sender. */
export function asFailure(error: unknown, label: string): Failure {
  if (error instanceof EgressRefused) return unreachable(label, `cannot be used. ${error.message}`, error);
  if (error instanceof HttpFailure)
    return unreachable(label, `could not be fetched: ${inWords(error)}`, error);
  return toFailure(error);
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
