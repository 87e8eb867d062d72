import { Failure, type FailureCode, toFailure } from '../../generation/failure.ts';
import { HttpFailure } from '../../lib/http-client/http-failure.ts';
import { ScanFailure } from '../../lib/json-scan/scan-failure.ts';
import { SpoolFailure } from '../../lib/spool/spool.ts';

/** The failure behind a broken exchange. What our own taker threw is unwrapped first. */
export function transferFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ScanFailure) {
    const internal = `${error.code}: ${error.message}`;
    return new Failure('upstream_truncated', { internal, cause: error, outcomeUnknown: true });
  }
  if (error instanceof SpoolFailure) return spoolFailure(error);
  if (!(error instanceof HttpFailure))
    return new Failure('internal', { internal: String(error), cause: error });
  if (error.code === 'taker_failed' && error.cause !== undefined) return transferFailure(error.cause);
  const internal = `${error.code} (${error.phase}): ${error.message}`;
  const code: FailureCode =
    error.code === 'timeout'
      ? 'upstream_timeout'
      : error.code === 'truncated' || error.code === 'bad_response' || error.code === 'content_encoding'
        ? 'upstream_truncated'
        : 'upstream_unavailable';
  return new Failure(code, { internal, cause: error, outcomeUnknown: error.requestSent !== 'none' });
}

/** The upstream did its work: only a picture beyond all sizes is its fault. What fails here would fail again. */
function spoolFailure(error: SpoolFailure): Failure {
  if (error.code !== 'too_large') return toFailure(error);
  return new Failure('upstream_truncated', { internal: error.message, cause: error, outcomeUnknown: true });
}
