import type { Account } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Pill, Table } from '../parts/basic.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMoney } from '../parts/money.ts';
import { useScope } from '../scope.ts';

interface Props {
  readonly accounts: readonly Account[];
  readonly onChoose: (id: string) => void;
  readonly onEdit?: (account: Account) => void;
  readonly onTopUp?: (id: string) => void;
}

/** Who pays, and how much each has left in the mode that is looked at. */
export function AccountTable({ accounts, onChoose, onEdit, onTopUp }: Props) {
  const say = useSay();
  const { mode } = useScope();
  const { usdOfMicros } = useMoney();
  return (
    <Table head={[say('name'), say('id'), say('kind'), say('available'), say('spent'), say('created'), '']}>
      {accounts.map((account) => (
        <tr key={account.id}>
          <td>{account.name}</td>
          <td>
            <code>{account.id}</code>
          </td>
          <td>
            <Pill tone="plain">{say(account.kind)}</Pill>{' '}
            {account.price_percent === 100 ? null : (
              <Pill tone="plain">{say('percentOfList', { percent: account.price_percent })}</Pill>
            )}
          </td>
          <td className="number">
            {account.balances && account.kind === 'prepaid'
              ? usdOfMicros(account.balances[mode].available_micros)
              : '–'}
          </td>
          <td className="number">
            {account.balances ? usdOfMicros(account.balances[mode].spent_micros) : '–'}
          </td>
          <Moment of={account.created_at} />
          <td>
            <div className="acts">
              <button type="button" className="small" onClick={() => onChoose(account.id)}>
                {say('statement')}
              </button>
              {onTopUp && account.kind === 'prepaid' ? (
                <button
                  type="button"
                  className="small"
                  aria-label={say('topUpOf', { name: account.name })}
                  onClick={() => onTopUp(account.id)}
                >
                  {say('topUp')}
                </button>
              ) : null}
              {onEdit ? (
                <button type="button" className="small" onClick={() => onEdit(account)}>
                  {say('edit')}
                </button>
              ) : null}
            </div>
          </td>
        </tr>
      ))}
    </Table>
  );
}
