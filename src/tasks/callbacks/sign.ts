import { createHmac } from 'node:crypto';
import { readSecret } from './signing-secret.ts';

export interface SignedMessage {
  readonly id: string;
  /** Unix seconds of this attempt. */
  readonly timestampSeconds: number;
  readonly body: Uint8Array;
}

/**
 * The headers of Standard Webhooks 1.0.0, with one `v1` signature per secret: while one secret replaces another,
 * a receiver that holds either of them can verify. Throws a RangeError without a secret, or for one too short.
 */
export function sign(message: SignedMessage, secrets: readonly string[]): Record<string, string> {
  if (secrets.length === 0) throw new RangeError('a callback is never sent without a signature');
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestampSeconds),
    'webhook-signature': secrets.map((secret) => signature(message, secret)).join(' '),
  };
}

function signature({ id, timestampSeconds, body }: SignedMessage, secret: string): string {
  const mac = createHmac('sha256', readSecret(secret)).update(`${id}.${timestampSeconds}.`).update(body);
  return `v1,${mac.digest('base64')}`;
}
