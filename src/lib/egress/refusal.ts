/**
 * Why a target was refused. For the log only, but for `reasonsTold`: told to a client, the others would let a caller map
 * the network behind the gateway.
 */
export type RefusalReason =
  | 'malformed'
  | 'characters'
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
 * The guard will not connect. A refusal carries the same public message whether the target was no public one by its
 * words, private, unknown to the DNS or reached through a redirect, so that answers are no oracle.
 */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
  readonly reason: RefusalReason;
  /** Text for the log and the operator only. */
  readonly internal: string;

  constructor(reason: RefusalReason, detail: string) {
    super(reasonsTold[reason] ?? refusalMessage);
    this.reason = reason;
    this.internal = `${reason}: ${detail}`;
  }
}

export const refusalMessage =
  'The URL must lead to a public internet host: http or https on port 80 or 443, ' +
  'at most 2,048 characters, the host written in plain canonical form, without user name or password.';

/** What says nothing of any network: how a text is written, and that each of several public hosts sent on to the next. */
const reasonsTold: Partial<Readonly<Record<RefusalReason, string>>> = {
  characters:
    'The URL holds white space, a control character or a backslash; write what is meant percent-encoded.',
  redirect_limit: 'The URL is redirected too often: at most 3 times, so send the address it leads to.',
};
