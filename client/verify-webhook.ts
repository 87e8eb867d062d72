import type { Generation } from './api-types.ts';

/** The message is not from the gateway, or too old: do not act on it. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}

export interface VerifyOptions {
  /** How far the clocks may be apart, and how old a replay may be. Default: five minutes. */
  readonly toleranceMs?: number;
  readonly nowMs?: number;
}

type HeaderSource = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Verifies a callback by Standard Webhooks 1.0.0 and returns its body. `body` must be the text as it came, not parsed
 * and written anew. While a secret is replaced, give both. Throws a WebhookError.
 */
export async function verifyWebhook(
  body: string,
  headers: HeaderSource,
  secrets: string | readonly string[],
  { toleranceMs = 300_000, nowMs = Date.now() }: VerifyOptions = {},
): Promise<Generation> {
  const id = read(headers, 'webhook-id');
  const timestamp = read(headers, 'webhook-timestamp');
  const signatures = read(headers, 'webhook-signature').split(' ');
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs - Number(timestamp) * 1000) > toleranceMs) {
    throw new WebhookError('The timestamp of the callback is too far from now.');
  }
  const offered = signatures.flatMap((one) => {
    const bytes = one.startsWith('v1,') ? fromBase64(one.slice(3)) : undefined;
    return bytes ? [bytes] : [];
  });
  let isValid = false;
  for (const secret of [secrets].flat()) {
    const key = await readKey(secret);
    const message = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
    for (const signature of offered) {
      // WebCrypto compares in constant time.
      if (await crypto.subtle.verify('HMAC', key, signature, message)) isValid = true;
    }
  }
  if (!isValid) throw new WebhookError('No signature of the callback fits a secret.');
  return JSON.parse(body) as Generation;
}

function readKey(secret: string) {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''));
  if (!bytes || bytes.length === 0) throw new WebhookError('The secret must be whsec_ and Base64.');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function read(headers: HeaderSource, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookError(`The callback has no ${name} header.`);
}
