import { Failure, type FailureCode } from '../../generation/failure.ts';
import { redactText } from '../../lib/log.ts';
import { asObject, looseJson } from '../../lib/loose-json.ts';

interface GoogleError {
  readonly message?: string;
  readonly status?: string;
  readonly details?: readonly { readonly '@type'?: string; readonly retryDelay?: string }[];
}

/**
 * The failure behind an error answer of Google's APIs (gemini-upstream §8). For a native request, whose body is
 * the client's own, a 400 is the client's and its message is passed on; for a body of ours it is the channel's.
 * `waitMs` is what the head of the answer asks to wait: relays say it there, Google in the body.
 */
export function googleFailure(status: number, body: string, isNative: boolean, waitMs?: number): Failure {
  const error = parseError(body);
  const message = error.message ?? '';
  const internal = `${status} ${error.status ?? ''} ${message || body.slice(0, 500)}`.trim();
  const retryAfterMs = retryDelayMs(error) ?? waitMs;
  const code = codeOf(status, message, isNative);
  return new Failure(code, {
    internal,
    upstreamStatus: status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(code === 'invalid_request' ? { message: redactText(message) } : {}),
  });
}

function codeOf(status: number, message: string, isNative: boolean): FailureCode {
  if (status === 400 && /API key/i.test(message)) return 'upstream_denied';
  if (status === 400) return isNative && !/country/i.test(message) ? 'invalid_request' : 'upstream_rejected';
  if (status === 401 || status === 402 || status === 403) return 'upstream_denied';
  if (status === 404) return 'upstream_model_gone';
  if (status === 408 || status === 504) return 'upstream_timeout';
  if (status === 429) return 'upstream_rate_limited';
  return status >= 500 ? 'upstream_unavailable' : 'upstream_rejected';
}

/** Streams wrap the error in an array (gemini-upstream §2.1); some relays send its sentence alone. */
function parseError(body: string): GoogleError {
  const json = looseJson(body);
  const { error } = asObject(Array.isArray(json) ? json[0] : json);
  return typeof error === 'string' ? { message: error } : asObject(error);
}

/** `RetryInfo.retryDelay` is a protobuf duration such as `34.4s`. */
function retryDelayMs(error: GoogleError): number | undefined {
  const delay = error.details?.find((detail) => detail['@type']?.endsWith('.RetryInfo'))?.retryDelay;
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(delay ?? '')?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}
