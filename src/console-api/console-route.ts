import { queryText } from '../generation/query-text.ts';
import type { WireAnswer } from '../generation/wire-answer.ts';
import type { Actor } from '../records/actions.ts';
import { isStaff, type SignedIn } from './roles.ts';

/** A request of the console, past its session. */
export interface ConsoleInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly person: SignedIn;
  readonly by: Actor;
  /** The body as JSON; an empty object when there is none. */
  body(): Promise<unknown>;
}

/** Staff may narrow what they see to one account; a customer's is given. */
export function accountOf({ person, query }: ConsoleInput): { accountId?: string } {
  const accountId = isStaff(person) ? queryText(query, 'account_id') : (person.accountId ?? '');
  return accountId === undefined ? {} : { accountId };
}

export interface ConsoleRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/console/api`. */
  readonly path: string;
  /** Who may ask. */
  readonly may: (person: SignedIn) => boolean;
  run(input: ConsoleInput): Promise<WireAnswer>;
}
