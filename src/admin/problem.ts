import { storeAway } from '../admission/store-away.ts';
import { Failure } from '../generation/failure.ts';
import { Refusal } from '../generation/refusal.ts';
import { jsonAnswer, type WireAnswer } from '../generation/wire-answer.ts';
import { UniqueViolation } from '../store/errors.ts';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly param?: string | undefined;
}

const refusalStatus = { not_found: 404, conflict: 409, invalid: 400 } as const;

const failureStatus: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  invalid_request: 400,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  overloaded: 503,
};

/** Any thrown value as problem details of RFC 9457; what nobody foresaw tells nothing but the request id. */
export function problemAnswer(thrown: unknown, requestId: string): WireAnswer {
  const error = storeAway(thrown) ?? thrown;
  const { status, code, detail, param } = problemOf(error);
  const waitMs = error instanceof Failure ? error.retryAfterMs : undefined;
  return jsonAnswer(
    status,
    {
      type: 'about:blank',
      title: code.replaceAll('_', ' '),
      status,
      detail,
      code,
      ...(param ? { param } : {}),
      request_id: requestId,
    },
    {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(waitMs === undefined ? {} : { 'retry-after': String(Math.ceil(waitMs / 1_000)) }),
    },
  );
}

function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    return { status: refusalStatus[error.code], code: error.code, detail: error.message, param: error.param };
  }
  if (error instanceof UniqueViolation) {
    return {
      status: 409,
      code: 'conflict',
      detail: 'The same was done at the same moment; look at it again.',
    };
  }
  if (error instanceof Failure && failureStatus[error.code] !== undefined) {
    const status = failureStatus[error.code] as number;
    return { status, code: error.code, detail: error.message, param: error.param };
  }
  const statusCode = (error as { statusCode?: unknown } | null)?.statusCode;
  // The server's own refusal, of a method it cannot take for one.
  if (typeof statusCode === 'number' && statusCode < 500) {
    return { status: 400, code: 'invalid_request', detail: 'The request is malformed.' };
  }
  return {
    status: 500,
    code: 'internal',
    detail: 'Something went wrong; the log has more under the request id.',
  };
}
