import { verify } from 'node:crypto';
import type { ServiceAccount } from './token-desk.ts';

/** A refusal of the token endpoint: `{"error","error_description"}`. */
export class GrantRefused extends Error {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

interface Claims {
  readonly iss?: unknown;
  readonly scope?: unknown;
  readonly aud?: unknown;
  readonly iat?: unknown;
  readonly exp?: unknown;
}

/** Clocks may differ by so much; then the text about the timeframe comes. */
const toleranceSeconds = 300;
const longestSeconds = 3600;
const timeframe =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';

/**
 * Checks a signed JWT of the JWT bearer grant as Google's endpoint does.
 * @throws GrantRefused in Google's words.
 */
export function readAssertion(
  assertion: string,
  account: ServiceAccount,
  audiences: ReadonlySet<string>,
  nowMs: number,
): void {
  const [head = '', body = '', signature = '', ...more] = assertion.split('.');
  const header = parse(head) as { alg?: unknown } | undefined;
  const claims = parse(body) as Claims | undefined;
  if (!header || !claims || more.length > 0) {
    throw new GrantRefused('invalid_request', 'Bad Request: the assertion is not a JWT.');
  }
  if (claims.iss !== account.email)
    throw new GrantRefused('invalid_grant', 'Invalid grant: account not found');
  const signed = Buffer.from(`${head}.${body}`);
  const isSigned =
    header.alg === 'RS256' &&
    verify('RSA-SHA256', signed, account.publicKey, Buffer.from(signature, 'base64url'));
  if (!isSigned) throw new GrantRefused('invalid_grant', 'Invalid JWT Signature.');
  checkTimes(claims, nowMs / 1000);
  if (typeof claims.aud !== 'string' || !audiences.has(claims.aud)) {
    throw new GrantRefused('invalid_grant', 'Invalid JWT: Failed audience check.');
  }
  if (typeof claims.scope !== 'string' || !claims.scope.split(' ').some(isCloudPlatform)) {
    throw new GrantRefused('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  }
}

function checkTimes({ iat, exp }: Claims, now: number): void {
  if (typeof iat !== 'number' || typeof exp !== 'number') throw new GrantRefused('invalid_grant', timeframe);
  const isTimely = iat <= now + toleranceSeconds && exp > now && exp - iat <= longestSeconds;
  if (!isTimely) throw new GrantRefused('invalid_grant', timeframe);
}

const isCloudPlatform = (scope: string) => scope === 'https://www.googleapis.com/auth/cloud-platform';

function parse(part: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
