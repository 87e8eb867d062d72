import { Failure, type FailureCode } from '../../generation/failure.ts';
import type { NativeBody } from '../../generation/request.ts';
import { redactText } from '../../lib/log.ts';
import { asObject } from '../../lib/loose-json.ts';
import { type GoogleError, readGoogleError } from './google-error.ts';
import { isModeration } from './moderation.ts';
import { isBlockedCode, isUnpaidCode } from './refusal-codes.ts';

type ClientBody = Pick<NativeBody, 'skeleton'>;

/**
 * The failure behind an error answer of Google's APIs (gemini-upstream §8). Of a `native` body, which is the client's
 * own, what Google refuses is the client's and its message is passed on; what a relay says in a form of its own, or a
 * proxy in HTML, is not: another channel may do it. A body of ours cannot have caused a refusal that is not known, nor
 * can one that names nothing of others have asked for what is forbidden or not there: those are the channel's. Messages quote the client, so they are matched at their beginning only: nobody's words may close a
 * channel for everybody.
 * `waitMs` is what the head of the answer asks to wait: relays say it there, Google in the body. `isTold`: it stands in
 * an answer that is passed on.
 */
export function googleFailure(
  status: number,
  body: string,
  native: ClientBody | undefined,
  waitMs?: number,
  isTold = false,
): Failure {
  const error = readGoogleError(body);
  const internal = `${status} ${error.status} ${error.message || body.slice(0, 500)}`.trim();
  const retryAfterMs = error.retryAfterMs ?? waitMs;
  const code = codeOf(status, error, native);
  return new Failure(code, {
    internal,
    upstreamStatus: status,
    isTold,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(clientsOwn.has(code) && error.message !== '' ? { message: redactText(error.message) } : {}),
  });
}

const clientsOwn: ReadonlySet<FailureCode> = new Set(['invalid_request', 'permission_denied', 'not_found']);

function codeOf(status: number, error: GoogleError, native: ClientBody | undefined): FailureCode {
  if (isUnpaidCode(error.code, error.type)) return 'upstream_denied';
  if (isBlockedCode(error.code, error.type)) return 'content_blocked';
  if (status === 400 && isAboutKey(error)) return 'upstream_denied';
  if (status === 400 && isGoogles(error)) {
    return native && !isAboutPlace(error) ? 'invalid_request' : 'upstream_rejected';
  }
  // Google tells moderation in a 200; relays with the statuses of other refusals (contracts §3.4).
  if ((status === 400 || status === 403) && !isGoogles(error) && isModeration(error.message)) {
    return 'content_blocked';
  }
  if (status === 403 && isAboutFile(error) && namesOthers(native)) return 'permission_denied';
  if (status === 401 || status === 402 || status === 403) return 'upstream_denied';
  if (status === 404) return isAboutOther(error) && namesOthers(native) ? 'not_found' : 'upstream_model_gone';
  if (status === 408 || status === 504) return 'upstream_timeout';
  if (status === 429) return 'upstream_rate_limited';
  return status >= 500 ? 'upstream_unavailable' : 'upstream_rejected';
}

/** Whether a body names files or caches that it does not bring along. */
const namesOthers = (native: ClientBody | undefined): boolean =>
  native !== undefined && /"(?:file_?uri|cached_?content)":/i.test(JSON.stringify(native.skeleton));

/** Its form: a word for the status, or the status as its code, which is what some relays leave of it. */
const isGoogles = ({ status, code, message }: GoogleError): boolean =>
  /^[A-Z_]+$/.test(status) || (code === '400' && message !== '');

const isAboutKey = ({ reason, message }: GoogleError): boolean =>
  reason === 'API_KEY_INVALID' || /^API key (not valid|not found|expired)/i.test(message);

/** Where the gateway stands, or its free tier. */
const isAboutPlace = ({ status, message }: GoogleError): boolean =>
  status === 'FAILED_PRECONDITION' && /country|^User location/i.test(message);

/** `google.api.ErrorReason`: those about the credential, its project and its account. */
const accountReasons =
  /^(API_KEY_|ACCESS_TOKEN_|ACCOUNT_|BILLING_|CONSUMER_|CREDENTIALS_|LOCATION_|ORG_|RESOURCE_PROJECT_|RESOURCE_USAGE_|SECURITY_POLICY_|SERVICE_|USER_)/;
/** Their sentences, for relays that pass on nothing else. */
const accountMessages =
  /^(Method doesn't allow unregistered callers|Your (project|API key) |Permission denied: Consumer|Requests (to this API|from) |This API method requires billing|Request had insufficient authentication|[\w ]+ API has not been used in project|Permission 'aiplatform\.endpoints\.)/;

/** A refusal in Google's form that is about nothing of ours: a file, a cache, a bucket of somebody else. */
const isAboutFile = ({ status, reason, permission, message }: GoogleError): boolean =>
  status === 'PERMISSION_DENIED' &&
  !accountReasons.test(reason) &&
  !permission.startsWith('aiplatform.endpoints.') &&
  !accountMessages.test(message);

/** What is not there is not the model: its sentences begin with its name. */
const isAboutOther = ({ status, message }: GoogleError): boolean =>
  status === 'NOT_FOUND' && message !== '' && !/^(This model |models\/|(Publisher )?Model )/i.test(message);

/** The status an error behind a 200 stands for. */
export function toldStatus(error: unknown): number {
  const code = Number(asObject(error).code);
  return code >= 400 ? code : 500;
}
