import { hash } from 'node:crypto';
import type { WireAnswer } from '../generation/wire-answer.ts';

/**
 * Gives a text answer an ETag of its bytes, and makes it an empty 304 when the client names that tag: who polls
 * reads a body only when something changed.
 */
export function revalidated(answer: WireAnswer, ifNoneMatch: string | undefined): WireAnswer {
  const { status, headers, body } = answer;
  if (status !== 200 || !body.every((part): part is string => typeof part === 'string')) return answer;
  const etag = `"${hash('sha256', body.join(''), 'base64url').slice(0, 27)}"`;
  if (!names(ifNoneMatch, etag)) return { status, headers: { etag, ...headers }, body };
  const { 'content-type': _, ...kept } = headers;
  return { status: 304, headers: { etag, ...kept }, body: [] };
}

/** Whether If-None-Match names a tag. Weak comparison: a proxy that compresses marks the tag as weak. */
export function names(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}
