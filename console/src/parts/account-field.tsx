import { useQuery } from '@tanstack/react-query';
import type { Account, List } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useScope } from '../scope.ts';
import { Field } from './basic.tsx';

export const defaultAccountId = 'default';

const accountsQuery = {
  queryKey: ['accounts'],
  queryFn: () => ask<List<Account>>('GET', '/admin/accounts'),
};

export const useAccounts = () => useQuery(accountsQuery);

/** Those the page has asked for already, as it has for staff: customers may not ask, and have one. */
export const useKnownAccounts = (): readonly Account[] =>
  useQuery({ ...accountsQuery, enabled: false }).data?.data ?? [];

/** The account of something new: first the one that is looked at. */
export function AccountField() {
  const say = useSay();
  const { accountId } = useScope();
  const accounts = useAccounts();
  return (
    <Field label={say('account')}>
      <select
        name="account_id"
        required
        key={accounts.data?.data.length}
        defaultValue={accountId || defaultAccountId}
      >
        {accounts.data?.data.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}
