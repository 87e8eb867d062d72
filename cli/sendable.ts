import { Refusal } from '../src/generation/refusal.ts';

/** Refuses a key or token that no request can carry. It is not shown: it may be right but for one letter. */
export function requireSendable(secret: string, from: string): void {
  if (/^[\x21-\x7e]+$/.test(secret)) return;
  throw new Refusal('invalid', `${from} has characters that no key or token has; see what was pasted.`);
}
