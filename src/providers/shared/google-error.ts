import { asArray, asObject, asText, looseJson } from '../../lib/loose-json.ts';
import { boundedWaitMs } from './asked-wait.ts';

/** What is read of an error of Google's APIs (gemini-upstream §8). */
export interface GoogleError {
  readonly message: string;
  readonly status: string;
  /** The HTTP status where Google wrote it, a word of their own where a relay did; with relays another may be the `type`. */
  readonly code: string;
  readonly type: string;
  /** Of its `ErrorInfo`; empty where it has none. */
  readonly reason: string;
  /** The right that was missing, of an `ErrorInfo` about one. */
  readonly permission: string;
  readonly retryAfterMs: number | undefined;
}

/** Streams wrap the error in an array (gemini-upstream §2.1); some relays send its sentence alone. */
export function readGoogleError(body: string): GoogleError {
  const json = looseJson(body);
  const { error } = asObject(Array.isArray(json) ? json[0] : json);
  const { message, status, code, type, details } = asObject(
    typeof error === 'string' ? { message: error } : error,
  );
  const all = asArray(details).map(asObject);
  const find = (type: string) => asObject(all.find((detail) => asText(detail['@type']).endsWith(`.${type}`)));
  const info = find('ErrorInfo');
  return {
    message: asText(message),
    status: asText(status),
    code: asText(code),
    type: asText(type),
    reason: asText(info.reason),
    permission: asText(asObject(info.metadata).permission),
    retryAfterMs: boundedWaitMs(durationMs(asText(find('RetryInfo').retryDelay))),
  };
}

/** `RetryInfo.retryDelay` is a protobuf duration such as `34.4s`. */
function durationMs(delay: string): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}
