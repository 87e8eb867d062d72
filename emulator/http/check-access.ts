import type { Emulation } from '../emulation.ts';
import { detail, type ErrorDetail, GoogleError } from '../google-error.ts';
import type { Profile } from '../profile.ts';
import type { AccessRules } from './access-rules.ts';
import type { Exchange } from './exchange.ts';

const services: Readonly<Record<Profile, string>> = {
  gemini: 'generativelanguage.googleapis.com',
  vertex: 'aiplatform.googleapis.com',
};

/**
 * Checks who calls: `x-goog-api-key`, then `?key=`, then `Authorization: Bearer`. A path with a project takes tokens
 * only; an API key belongs to express mode, whose paths have none.
 * @throws GoogleError 400 for a bad key, 401 for a bad token, 403 for neither (401 on a project).
 */
export function checkAccess(exchange: Exchange, { access, tokens }: Emulation): void {
  const { request, url, path, profile } = exchange;
  const header = request.headers['x-goog-api-key'];
  const key = (Array.isArray(header) ? header[0] : header) || url.searchParams.get('key');
  const bearer = bearerOf(exchange);
  if (path.project !== undefined) {
    if (!bearer)
      throw unauthenticated(profile, key ? 'API_KEY_SERVICE_BLOCKED' : 'CREDENTIALS_MISSING', noKeys);
  } else if (key) {
    if (!isAccepted(key, access)) throw badKey(profile);
    return;
  }
  if (!bearer) throw noCaller();
  if (access.bearerTokens.has(bearer) || tokens.isValid(bearer)) return;
  throw unauthenticated(profile, 'ACCESS_TOKEN_TYPE_UNSUPPORTED', badToken);
}

export function bearerOf({ request, url }: Exchange): string | undefined {
  const header = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return header ?? url.searchParams.get('access_token') ?? undefined;
}

function isAccepted(key: string, { keys }: AccessRules): boolean {
  if (keys) return keys.has(key);
  return /^[\x21-\x7e]{1,512}$/.test(key) && !key.toLowerCase().includes('invalid');
}

function badKey(profile: Profile): GoogleError {
  const message = 'API key not valid. Please pass a valid API key.';
  return new GoogleError(400, 'INVALID_ARGUMENT', message, [
    errorInfo('API_KEY_INVALID', profile),
    detail('LocalizedMessage', { locale: 'en-US', message }),
  ]);
}

function noCaller(): GoogleError {
  return new GoogleError(
    403,
    'PERMISSION_DENIED',
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  );
}

const badToken =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';
const noKeys =
  'API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials that assert a principal. See https://cloud.google.com/docs/authentication';

function unauthenticated(profile: Profile, reason: string, message: string): GoogleError {
  return new GoogleError(401, 'UNAUTHENTICATED', message, [errorInfo(reason, profile)]);
}

/** What a token gets that was good until now: for `#emulate(revoke)`. */
export const revokedToken = (profile: Profile): GoogleError =>
  unauthenticated(profile, 'ACCESS_TOKEN_EXPIRED', badToken);

function errorInfo(reason: string, profile: Profile): ErrorDetail {
  return detail('ErrorInfo', { reason, domain: 'googleapis.com', metadata: { service: services[profile] } });
}
