import type { IncomingMessage } from 'node:http';
import { detail, GoogleError } from '../google-error.ts';

export interface AccessRules {
  /** Accepted API keys; undefined accepts every well-formed key that does not contain "invalid". */
  readonly keys: ReadonlySet<string> | undefined;
  /** Accepted OAuth access tokens; none by default. */
  readonly bearerTokens: ReadonlySet<string>;
}

const service = { service: 'generativelanguage.googleapis.com' };

/**
 * Checks who calls: `x-goog-api-key`, then `?key=`, then `Authorization: Bearer`.
 * @throws GoogleError 400 for a bad key, 401 for a bad token, 403 for neither.
 */
export function checkAccess(request: IncomingMessage, query: URLSearchParams, rules: AccessRules): void {
  const header = request.headers['x-goog-api-key'];
  const key = (Array.isArray(header) ? header[0] : header) || query.get('key');
  if (key) {
    if (!isAccepted(key, rules)) throw badKey();
    return;
  }
  const bearer =
    /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? query.get('access_token');
  if (!bearer) throw noCaller();
  if (!rules.bearerTokens.has(bearer)) throw badToken();
}

function isAccepted(key: string, { keys }: AccessRules): boolean {
  if (keys) return keys.has(key);
  return /^[\x21-\x7e]{1,512}$/.test(key) && !key.toLowerCase().includes('invalid');
}

function badKey(): GoogleError {
  const message = 'API key not valid. Please pass a valid API key.';
  return new GoogleError(400, 'INVALID_ARGUMENT', message, [
    detail('ErrorInfo', { reason: 'API_KEY_INVALID', domain: 'googleapis.com', metadata: service }),
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

function badToken(): GoogleError {
  return new GoogleError(
    401,
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    [
      detail('ErrorInfo', {
        reason: 'ACCESS_TOKEN_TYPE_UNSUPPORTED',
        domain: 'googleapis.com',
        metadata: service,
      }),
    ],
  );
}
