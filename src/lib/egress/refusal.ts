/**
 * Why a target was refused. For the log only: told to a client, it would let a caller map the
 * network behind the gateway.
 */
export type RefusalReason =
  | 'malformed'
  | 'too_long'
  | 'not_canonical'
  | 'scheme'
  | 'credentials'
  | 'port'
  | 'name'
  | 'address'
  | 'own_address'
  | 'unresolved'
  | 'too_many_addresses'
  | 'peer'
  | 'redirect_downgrade'
  | 'redirect_limit'
  | 'redirect_target';

/**
 * The guard will not connect. Every refusal carries the same public message, whether the target was
 * badly written, private, unknown to the DNS or reached through a redirect, so that answers are no oracle.
 */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
  readonly reason: RefusalReason;
  /** Text for the log and the operator only. */
  readonly internal: string;

  constructor(reason: RefusalReason, detail: string) {
    super(refusalMessage);
    this.reason = reason;
    this.internal = `${reason}: ${detail}`;
  }
}

export const refusalMessage =
  'The URL cannot be used. It must lead to a public internet host: http or https on port 80 or 443, ' +
  'at most 2,048 characters, the host written in plain canonical form, without user name or password.';
