import { createHash } from 'node:crypto';
import { Failure } from '../../generation/failure.ts';
import type { ProviderWork } from '../../generation/provider.ts';
import { type Collected, collect } from '../../lib/http-client/collect.ts';
import { asObject, looseJson } from '../../lib/loose-json.ts';
import { type ServiceAccount, signJwt } from './service-account.ts';
import { withinTime } from './time-left.ts';

type Sender = Pick<ProviderWork, 'send' | 'clock' | 'deadlineMs'>;

interface Entry {
  token?: string;
  /** Unix milliseconds by our clock. */
  expiresAtMs: number;
  /** One request for a new token serves everybody who waits. */
  pending?: Promise<string>;
  /** Google's clock minus ours, as its last answer told. */
  skewMs: number;
}

const scope = 'https://www.googleapis.com/auth/cloud-platform';
/** A token is replaced before it ends, so that none ends under way. */
const renewBeforeMs = 5 * 60_000;
const usableBeforeMs = 60_000;
const maxAccounts = 1000;

/** Access tokens of service accounts, kept until shortly before they end. */
export class GoogleTokens {
  private readonly entries = new Map<string, Entry>();

  /** Rejects with a `Failure`: `upstream_denied` when the account is not good. */
  async token(account: ServiceAccount, tokenUrl: string, sender: Sender): Promise<string> {
    const entry = this.entryOf(account, tokenUrl);
    const remainingMs = entry.expiresAtMs - sender.clock.now();
    if (entry.token !== undefined && remainingMs > renewBeforeMs) return entry.token;
    if (!entry.pending) {
      entry.pending = renew(entry, account, tokenUrl, sender).finally(() => delete entry.pending);
      // It may end with nobody waiting: who has a good token does not, and whose time is over no longer does.
      entry.pending.catch(() => undefined);
    }
    if (entry.token === undefined || remainingMs < usableBeforeMs) return withinTime(sender, entry.pending);
    return entry.token;
  }

  /** After an API refused a token before its time. A newer one is kept. */
  forget(account: ServiceAccount, tokenUrl: string, token: string): void {
    const entry = this.entryOf(account, tokenUrl);
    if (entry.token === token) delete entry.token;
  }

  private entryOf(account: ServiceAccount, tokenUrl: string): Entry {
    const key = createHash('sha256')
      .update(`${tokenUrl} ${account.client_email} ${account.private_key}`)
      .digest('base64');
    let entry = this.entries.get(key);
    if (!entry) {
      entry = { expiresAtMs: 0, skewMs: 0 };
      this.entries.set(key, entry);
      if (this.entries.size > maxAccounts) this.entries.delete(this.entries.keys().next().value as string);
    }
    return entry;
  }
}

async function renew(
  entry: Entry,
  account: ServiceAccount,
  tokenUrl: string,
  sender: Sender,
): Promise<string> {
  const skewMs = entry.skewMs;
  let answer = await ask(entry, account, tokenUrl, sender);
  // A machine whose clock is off learns from the refusal what time it is (claims iat and exp).
  const isClockOff = Math.abs(entry.skewMs - skewMs) > 30_000;
  if (answer.status === 400 && isClockOff) answer = await ask(entry, account, tokenUrl, sender);
  const body: TokenAnswer = asObject(looseJson(answer.body));
  if (answer.status !== 200 || typeof body.access_token !== 'string') throw refusal(answer.status, body);
  entry.token = body.access_token;
  const seconds = Number(body.expires_in);
  // An answer without a lifetime is taken to be good for an hour, as Google's are; for none, every call would fetch a token.
  entry.expiresAtMs = sender.clock.now() + (seconds > 0 ? seconds : 3600) * 1000;
  return entry.token;
}

async function ask(
  entry: Entry,
  account: ServiceAccount,
  tokenUrl: string,
  sender: Sender,
): Promise<Collected> {
  const iat = Math.floor((sender.clock.now() + entry.skewMs) / 1000);
  // Who issues the token, also where it is asked for at an address in front of that one.
  const aud = account.token_uri;
  const claims = { scope, iss: account.client_email, aud, iat, exp: iat + 3600 };
  const assertion = await signJwt(account, claims).catch((error: Error) => {
    throw new Failure('upstream_denied', { internal: error.message });
  });
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const request = {
    url: tokenUrl,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type, assertion }).toString(),
    timeouts: { headMs: 15_000, totalMs: 20_000 },
  };
  const answer = await collect(sender, request, { maxBytes: 64 * 1024 }).catch((error: Error) => {
    if (error instanceof Failure) throw error;
    throw new Failure('upstream_unavailable', { internal: `token endpoint: ${error.message}`, cause: error });
  });
  const serverMs = Date.parse(answer.headers.date ?? '');
  // The header has whole seconds; a difference of that size is none.
  const skewMs = serverMs - sender.clock.now();
  if (!Number.isNaN(serverMs)) entry.skewMs = Math.abs(skewMs) < 2000 ? 0 : skewMs;
  return answer;
}

interface TokenAnswer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
}

function refusal(status: number, { error, error_description }: TokenAnswer): Failure {
  const internal = `token endpoint: ${status} ${error ?? ''} ${error_description ?? ''}`.trim();
  if (status === 429) return new Failure('upstream_rate_limited', { internal, upstreamStatus: status });
  const code = status >= 500 || status === 200 ? 'upstream_unavailable' : 'upstream_denied';
  return new Failure(code, { internal, upstreamStatus: status });
}
