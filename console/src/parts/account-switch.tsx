import { useQueryClient } from '@tanstack/react-query';
import { useSay } from '../language.tsx';
import { scope, useScope } from '../scope.ts';
import { useAccounts } from './account-field.tsx';
import { refresh } from './act.ts';

/** Whose objects staff look at, and in whose name the playground asks. Everybody's is nobody's: then it is the default one's. */
export function AccountSwitch() {
  const say = useSay();
  const { accountId } = useScope();
  const accounts = useAccounts();
  const queries = useQueryClient();
  const known = accounts.data?.data ?? [];
  return (
    <label className="account-switch">
      <span className="unseen">{say('lookAt')}</span>
      <select
        value={accountId}
        onChange={(event) => {
          scope.set({ accountId: event.target.value });
          void refresh(queries);
        }}
      >
        <option value="">{say('allAccounts')}</option>
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {accountId && !known.some(({ id }) => id === accountId) ? (
          <option value={accountId}>{accountId}</option>
        ) : null}
      </select>
    </label>
  );
}
