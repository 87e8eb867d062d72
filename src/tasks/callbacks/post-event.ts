import { EgressRefused, type HttpFailure, type Outbound } from '../../lib/outbound.ts';

/** An answer's body is of no use to us; so much of it is read that most servers see a proper end. */
const answerLimitBytes = 64 * 1024;

export interface EventPost {
  /** As the client wrote it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Name lookup, connection, request and answer together. */
  readonly totalMs: number;
  readonly signal: AbortSignal;
}

export interface PostAnswer {
  readonly status?: number;
  readonly retryAfter?: string | undefined;
  /** Set when no status was received. */
  readonly error?: string;
}

/**
 * POSTs through the egress guard, which judges the target anew at every attempt and follows no redirect. Never
 * rejects. The status is the answer: once it is there, a body that is cut, late or endless changes nothing.
 */
export function postEvent(outbound: Outbound, post: EventPost): Promise<PostAnswer> {
  return new Promise((resolve) => {
    let answer: PostAnswer | undefined;
    let bodyBytes = 0;
    const transfer = outbound.send(
      {
        trust: 'untrusted',
        method: 'POST',
        schemes: 'https',
        url: post.url,
        headers: { 'content-type': 'application/json', ...post.headers },
        body: post.body,
        totalMs: post.totalMs,
        headMs: post.totalMs,
        // Counted below: a body announced as larger must not hide its status.
        maxBytes: Number.MAX_SAFE_INTEGER,
        // Servers that compress without being asked have accepted the event all the same.
        statusOnly: true,
        signal: post.signal,
      },
      {
        head(status, headers) {
          answer = { status, retryAfter: headers['retry-after'] };
        },
        data(_buffer, start, end) {
          bodyBytes += end - start;
          if (bodyBytes > answerLimitBytes) transfer.abort();
        },
        end: () => resolve(answer ?? { error: 'no answer' }),
        error: (failure) => resolve(answer ?? statusOf(failure) ?? { error: errorText(failure) }),
      },
    );
  });
}

/** Of a head that is too long to be taken. */
function statusOf(failure: HttpFailure | EgressRefused): PostAnswer | undefined {
  if (failure instanceof EgressRefused || failure.status === undefined) return undefined;
  return { status: failure.status };
}

/** Fit for a text column: parts of it may have been chosen by the receiver. */
function errorText(failure: HttpFailure | EgressRefused): string {
  const text =
    failure instanceof EgressRefused ? `refused: ${failure.internal}` : `${failure.code}: ${failure.message}`;
  return text.slice(0, 500).replaceAll('\u0000', ' ').toWellFormed();
}
