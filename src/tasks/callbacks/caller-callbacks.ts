import type { CallerCallbacks } from '../../generation/callbacks.ts';
import type { Caller } from '../../generation/caller.ts';
import type { RequestOrigin } from '../../generation/caller-keys.ts';
import { Failure } from '../../generation/failure.ts';
import { Refusal } from '../../generation/refusal.ts';
import type { CallbackDesk } from './callback-desk.ts';

/** What a key may do with callbacks: those of its own account and mode, as if there were no others. */
export function createCallerCallbacks(
  desk: CallbackDesk,
): (caller: Caller, from: RequestOrigin) => CallerCallbacks {
  return ({ accountId, mode, keyId, actor = `key:${keyId}` }, from) => {
    const by = { actor, ...from };
    const show = async (id: string) => {
      const event = await inCallerWords(desk.show(id));
      if (event.accountId === accountId && event.mode === mode) return event;
      throw new Failure('not_found', { message: `There is no callback ${id}.` });
    };
    return {
      list: (query) => desk.list({ ...query, accountId, mode }),
      show,
      async redeliver(id) {
        await show(id);
        await inCallerWords(desk.redeliver(id, by));
      },
      secrets: () => desk.secretNotes(accountId),
      async rotateSecret(graceMs) {
        if (mode !== 'live') {
          throw new Failure('permission_denied', {
            message:
              'Only a live key can replace the signing secret: live callbacks are signed with it, too.',
          });
        }
        const [newest] = await inCallerWords(desk.rotateSecret(accountId, graceMs, by));
        if (newest === undefined) throw new Failure('internal', { internal: 'a new secret is not valid' });
        return newest;
      },
    };
  };
}

/** What an operator is told as a `Refusal`, a caller is told as a `Failure`. */
async function inCallerWords<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const code = error.code === 'not_found' ? 'not_found' : 'invalid_request';
    throw new Failure(code, { message: error.message, ...(error.param ? { param: error.param } : {}) });
  }
}
