import { type Failure, type FailureCode, failures } from '../../generation/failure.ts';
import {
  type FailureContext,
  jsonAnswer,
  type WireAnswer,
  type WireFailure,
} from '../../generation/protocol.ts';

const statuses: Partial<Record<FailureCode, readonly [number, string, string]>> = {
  unauthenticated: [401, 'invalid_api_key', 'UNAUTHENTICATED'],
  permission_denied: [403, 'access_denied', 'PERMISSION_DENIED'],
  invalid_request: [400, 'invalid_request', 'INVALID_ARGUMENT'],
  unknown_model: [404, 'model_not_found', 'NOT_FOUND'],
  not_found: [404, 'not_found', 'NOT_FOUND'],
  method_not_allowed: [405, 'method_not_allowed', 'UNIMPLEMENTED'],
  rate_limited: [429, 'rate_limit_exceeded', 'RESOURCE_EXHAUSTED'],
  overloaded: [503, 'overloaded', 'UNAVAILABLE'],
};

const wireOf = (code: FailureCode): WireFailure => {
  const [status, openaiCode, googleStatus] = statuses[code] ?? [500, 'internal_error', 'INTERNAL'];
  return { status, code: openaiCode, type: googleStatus };
};

/** `code` in OpenAI's words, `type` in Google's: a reader of a list may be either. Lists raise few failures. */
export const modelListFailures = Object.fromEntries(
  (Object.keys(failures) as FailureCode[]).map((code) => [code, wireOf(code)]),
) as Record<FailureCode, WireFailure>;

/** One error body both kinds of client can read: Google's integer `code` and `status` only for Google's clients. */
export function writeModelListFailure(failure: Failure, context: FailureContext): WireAnswer {
  const { status, code, type } = modelListFailures[failure.code];
  const isGoogleClient = Boolean(context.headers['x-goog-api-key'] ?? context.query.key);
  if (!isGoogleClient) {
    const message = `${failure.message} (request id: ${context.requestId})`;
    const kind = status === 401 ? 'authentication_error' : 'invalid_request_error';
    return jsonAnswer(status, { error: { message, type: kind, param: failure.param ?? null, code } });
  }
  if (failure.code === 'unauthenticated') {
    const message = 'API key not valid. Please pass a valid API key.';
    return jsonAnswer(400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } });
  }
  return jsonAnswer(status, { error: { code: status, message: failure.message, status: type } });
}
