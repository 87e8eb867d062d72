import { requireAccount } from '../../admission/account-rows.ts';
import type { SecretNote } from '../../generation/callbacks.ts';
import { Refusal } from '../../generation/refusal.ts';
import { type Actor, noteAction } from '../../records/actions.ts';
import { type Db, defineUnit } from '../../store/unit.ts';

/** More signatures than these would make a header that some servers refuse. */
const mostValid = 5;

/** The secrets of an account to sign with now, newest first, as they are stored. */
export async function validSecrets(db: Db, accountId: string, nowMs: number): Promise<string[]> {
  const rows = await db
    .selectFrom('callback_secrets')
    .select(['id', 'secret'])
    .where('account_id', '=', accountId)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', nowMs)]))
    .execute();
  return rows.sort((a, b) => numberOf(b.id) - numberOf(a.id)).map((row) => row.secret);
}

/** Which secrets are valid, newest first. */
export const readSecretNotes = defineUnit({
  name: 'read-secret-notes',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { accountId, nowMs }: { accountId: string; nowMs: number }): Promise<SecretNote[]> {
    await requireAccount(db, accountId);
    const rows = await db
      .selectFrom('callback_secrets')
      .select(['id', 'created_at', 'expires_at'])
      .where('account_id', '=', accountId)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', nowMs)]))
      .execute();
    const notes = rows.map((row) => ({
      number: numberOf(row.id),
      createdAtMs: row.created_at,
      expiresAtMs: row.expires_at ?? undefined,
    }));
    return notes.sort((a, b) => b.number - a.number);
  },
});

export interface SecretWish {
  readonly accountId: string;
  readonly nowMs: number;
  /** Sealed; becomes the secret when there is none yet. */
  readonly candidate: string;
}

/** Like `validSecrets`, and an account's first secret is made here, whoever asks first. */
export const ensureSecrets = defineUnit({
  name: 'ensure-secrets',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { accountId, nowMs, candidate }: SecretWish): Promise<string[]> {
    const valid = await validSecrets(db, accountId, nowMs);
    if (valid.length > 0) return valid;
    await requireAccount(db, accountId, 'locked');
    const first = { id: `${accountId}:1`, account_id: accountId, secret: candidate };
    await db
      .insertInto('callback_secrets')
      .values({ ...first, created_at: nowMs, expires_at: null })
      // Another process may have been first.
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    return validSecrets(db, accountId, nowMs);
  },
});

export interface SecretRotation extends SecretWish {
  /** How long the secret that is replaced still signs beside the new one; 0 ends every older one at once. */
  readonly graceMs: number;
  readonly by: Actor;
}

/** Replaces the secret of an account. Throws a `conflict` refusal when five are valid already. */
export const rotateSecret = defineUnit({
  name: 'rotate-secret',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { accountId, nowMs, candidate, graceMs, by }: SecretRotation): Promise<void> {
    // A lock on the secrets there are would not keep another rotation from taking the same next number.
    await requireAccount(db, accountId, 'locked');
    const rows = await db
      .selectFrom('callback_secrets')
      .selectAll()
      .where('account_id', '=', accountId)
      .execute();
    const endMs = nowMs + graceMs;
    const valid = rows.filter((row) => row.expires_at === null || row.expires_at > nowMs);
    if (graceMs > 0 && valid.length >= mostValid) {
      throw new Refusal(
        'conflict',
        `${valid.length} secrets are valid already; wait until one has expired, or end them all with no grace.`,
      );
    }
    await db
      .updateTable('callback_secrets')
      .set({ expires_at: endMs })
      .where('account_id', '=', accountId)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', endMs)]))
      .execute();
    const number = 1 + Math.max(0, ...rows.map((row) => numberOf(row.id)));
    await db
      .insertInto('callback_secrets')
      .values({
        id: `${accountId}:${number}`,
        account_id: accountId,
        secret: candidate,
        created_at: nowMs,
        expires_at: null,
      })
      .execute();
    await noteAction(db, {
      by,
      action: 'callback_secret.rotate',
      subject: accountId,
      after: { number, oldValidUntilMs: endMs },
      nowMs,
    });
  },
});

/** An id is the account's and a number: of two processes with the same idea only one succeeds. */
const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf(':') + 1));
