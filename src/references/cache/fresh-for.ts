import type { HttpHeaders } from '../../lib/http-client/http-client.ts';

/** The head of an answer on the way to a picture: redirects first, the picture's own last. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: HttpHeaders;
}

/**
 * How long a picture may be used again without asking, in milliseconds: what each answer on the way allows, at most
 * `mostMs`; 0: not at all. A private cache by RFC 9111: what one account fetched is used for that account only.
 */
export function freshFor(heads: readonly AnswerHead[], nowMs: number, mostMs: number): number {
  return Math.max(0, Math.min(mostMs, ...heads.map((head) => saidBy(head, nowMs) ?? mostMs)));
}

/** Undefined when the answer says nothing and may be kept as long as one likes (RFC 9110 §15.1). */
function saidBy({ status, headers }: AnswerHead, nowMs: number): number | undefined {
  const control = directives(headers['cache-control'] ?? '');
  if (control.has('no-store') || control.has('no-cache') || headers.vary?.includes('*')) return 0;
  const ageMs = (secondsOf(headers.age) ?? 0) * 1000;
  const maxAge = control.get('max-age');
  // A max-age nobody understands counts as over (RFC 9111 §4.2.1).
  if (maxAge !== undefined) return (secondsOf(maxAge) ?? 0) * 1000 - ageMs;
  if (headers.expires !== undefined) {
    const atMs = Date.parse(headers.expires);
    const sentMs = Date.parse(headers.date ?? '');
    return Number.isNaN(atMs) ? 0 : atMs - (Number.isNaN(sentMs) ? nowMs : sentMs) - ageMs;
  }
  // Such a redirect may lead somewhere else the next time, as those to a random picture do.
  return temporary.has(status) ? 0 : undefined;
}

const temporary = new Set([302, 303, 307]);

function directives(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=', 2);
      return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')];
    }),
  );
}

const secondsOf = (text: string | undefined) =>
  text !== undefined && /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;
