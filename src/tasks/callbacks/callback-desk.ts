import type { CallbackPage, LoggedCallback, SecretNote } from '../../generation/callbacks.ts';
import { Refusal } from '../../generation/refusal.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Random } from '../../lib/ids.ts';
import { SealError, type Sealer } from '../../lib/seal.ts';
import type { Actor } from '../../records/actions.ts';
import type { Store } from '../../store/store.ts';
import { type EventQuery, listEvents, readEvent } from './delivery-log.ts';
import { redeliverEvent } from './redeliver.ts';
import { openSecrets, sealSecret } from './sealed-secrets.ts';
import { ensureSecrets, readSecretNotes, rotateSecret } from './secrets.ts';
import { newSecret } from './signing-secret.ts';

const dayMs = 24 * 3_600_000;
/** How long a replaced secret goes on signing unless something else is asked for. */
export const defaultGraceMs = dayMs;
const longestGraceMs = 7 * dayMs;

/** What an operator can do with callbacks. A `Refusal` tells what cannot be done. */
export interface CallbackDesk {
  list(query: EventQuery): Promise<CallbackPage>;
  show(id: string): Promise<LoggedCallback>;
  redeliver(id: string, by: Actor): Promise<void>;
  /**
   * The valid signing secrets of an account that the master key here opens, newest first; the first one is made when
   * there is none. Throws `conflict` when it opens none of them.
   */
  secrets(accountId: string): Promise<string[]>;
  /** Which secrets are valid, newest first; makes none. Throws `not_found` for an account there is not. */
  secretNotes(accountId: string): Promise<SecretNote[]>;
  /**
   * The same after the newest was added; the ones before it sign for `graceMs` more. Works without the master key of
   * those.
   */
  rotateSecret(accountId: string, graceMs: number, by: Actor): Promise<string[]>;
}

export function createCallbackDesk(store: Store, clock: Clock, random: Random, sealer: Sealer): CallbackDesk {
  const wish = (accountId: string) => ({
    accountId,
    nowMs: clock.now(),
    candidate: sealSecret(sealer, accountId, newSecret(random)),
  });
  const secrets = async (accountId: string) => {
    const stored = await store.write(ensureSecrets, wish(accountId));
    try {
      return openSecrets(sealer, accountId, stored);
    } catch (error) {
      if (error instanceof SealError) throw new Refusal('conflict', closedSentence(accountId, error));
      throw error;
    }
  };
  return {
    list: (query) => store.read(listEvents, query),
    async show(id) {
      const event = await store.read(readEvent, { id });
      if (!event) throw new Refusal('not_found', `There is no callback ${id}.`);
      return event;
    },
    redeliver: (id, by) => store.write(redeliverEvent, { id, by, nowMs: clock.now() }),
    secrets,
    secretNotes: (accountId) => store.read(readSecretNotes, { accountId, nowMs: clock.now() }),
    async rotateSecret(accountId, graceMs, by) {
      if (!(graceMs >= 0 && graceMs <= longestGraceMs)) {
        throw new Refusal('invalid', 'The grace period is from 0 to 7 days.', 'grace_seconds');
      }
      await store.write(rotateSecret, { ...wish(accountId), graceMs, by });
      return secrets(accountId);
    },
  };
}

const closedSentence = (accountId: string, { message }: SealError) =>
  `The signing secrets of account ${accountId} cannot be opened: ${message}. Put that key back, or replace them: ` +
  `plantain callbacks secret rotate --account ${accountId} --grace now.`;
