import type { IncomingHttpHeaders } from 'node:http';
import { defaultAccountId } from '../admission/account-rows.ts';
import { consoleKeyPrefix } from '../admission/account-state.ts';
import type { Accounts } from '../admission/accounts.ts';
import type { Caller, Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { actorName, isStaff, type SignedIn } from './roles.ts';

/**
 * The public contracts for somebody who is signed in instead of bringing a key. The caller is the person: the
 * account is their own, for staff the one of `x-plantain-account`; the mode is that of `x-plantain-mode`.
 */
export function consoleCaller(
  accounts: Accounts,
): (person: SignedIn, headers: IncomingHttpHeaders) => Promise<Caller> {
  return async (person, headers) => {
    const accountId = accountOf(person, textOf(headers['x-plantain-account']));
    const account = await accounts.show(accountId);
    const mode = readMode(textOf(headers['x-plantain-mode']));
    return {
      // As a key belongs to one account and one mode: limits and repeated requests are counted by it.
      keyId: `${consoleKeyPrefix}${person.userId}_${accountId}_${mode}`,
      keyName: `Console: ${person.name}`,
      accountId,
      unlimited: account.kind === 'unlimited',
      mode,
      pricePercent: account.pricePercent,
      // A viewer's requests that change anything end before they come here (`mayAsk`).
      settings: { manageKeys: true, ...(isStaff(person) ? { pinChannels: true } : {}) },
      actor: actorName(person),
    };
  };
}

/** Node joins what comes twice; only cookies of answers are lists. */
const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value);

function accountOf(person: SignedIn, wanted: string | undefined): string {
  if (isStaff(person)) return wanted ?? defaultAccountId;
  if (person.accountId === undefined || (wanted !== undefined && wanted !== person.accountId)) {
    throw new Failure('permission_denied', { message: 'This is not your account.' });
  }
  return person.accountId;
}

function readMode(text: string | undefined): Mode {
  if (text === undefined || text === 'live') return 'live';
  if (text === 'test') return 'test';
  throw new Failure('invalid_request', { message: 'x-plantain-mode must be live or test.' });
}
