import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

export interface ServiceAccount {
  readonly email: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export interface TokenDeskOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** How long an access token is good for. */
  readonly lifetimeMs: number;
}

const newKeyPair = promisify(generateKeyPair);
const email = 'sandbox@emulated-project.iam.gserviceaccount.com';

/** The emulator's one service account and the access tokens it was given. */
export class TokenDesk {
  readonly lifetimeMs: number;
  readonly now: () => number;
  /** Who a JWT may be signed for: Google's endpoint, and each `token_uri` of a key file that was handed out. */
  readonly audiences = new Set(['https://oauth2.googleapis.com/token']);
  /** Tokens given out so far. */
  issued = 0;
  readonly #expiryOf = new Map<string, number>();
  #account: Promise<ServiceAccount> | undefined;

  constructor({ now, lifetimeMs }: TokenDeskOptions) {
    this.now = now;
    this.lifetimeMs = lifetimeMs;
  }

  /** Made when first asked for: an RSA key takes a moment. */
  account(): Promise<ServiceAccount> {
    this.#account ??= newKeyPair('rsa', { modulusLength: 2048 }).then((keys) => ({ email, ...keys }));
    return this.#account;
  }

  issue(): string {
    for (const [token, expiry] of this.#expiryOf) if (expiry <= this.now()) this.#expiryOf.delete(token);
    const token = `ya29.emulated-${randomBytes(24).toString('base64url')}`;
    this.#expiryOf.set(token, this.now() + this.lifetimeMs);
    this.issued += 1;
    return token;
  }

  isValid(token: string): boolean {
    return (this.#expiryOf.get(token) ?? 0) > this.now();
  }

  revoke(token: string): void {
    this.#expiryOf.delete(token);
  }

  revokeAll(): void {
    this.#expiryOf.clear();
  }
}
