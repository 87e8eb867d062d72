import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { AccountForm } from '../accounts/account-form.tsx';
import { AccountTable } from '../accounts/account-table.tsx';
import { Books } from '../accounts/books.tsx';
import { TopUp } from '../accounts/top-up.tsx';
import type { Account, List, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Card, Page } from '../parts/basic.tsx';
import { BalanceTiles, Statement } from '../parts/statement.tsx';
import { useScope } from '../scope.ts';

export default function Accounts({ person }: { readonly person: Session }) {
  const say = useSay();
  const accounts = useQuery({
    queryKey: ['accounts', 'balances'],
    queryFn: () => ask<List<Account>>('GET', '/admin/accounts?balances=true'),
  });
  const [chosen, choose] = useState<Chosen>();
  const [edited, edit] = useState<Account | 'new'>();
  const canChange = person.role !== 'viewer';
  return (
    <Page
      title={say('accounts')}
      actions={
        canChange ? (
          <button type="button" className="primary" onClick={() => edit('new')}>
            {say('newAccount')}
          </button>
        ) : null
      }
    >
      <Books />
      <Card>
        <Answered of={accounts}>
          {({ data }) => (
            <AccountTable
              accounts={data}
              onChoose={(id) => choose({ id, isForMoney: false })}
              {...(canChange ? { onEdit: edit, onTopUp: (id) => choose({ id, isForMoney: true }) } : {})}
            />
          )}
        </Answered>
      </Card>
      {chosen ? <OneAccount chosen={chosen} canChange={canChange} /> : null}
      {edited ? <AccountForm edited={edited} onClose={() => edit(undefined)} /> : null}
    </Page>
  );
}

/** A new object for each press, so that pressing again leads there again. */
interface Chosen {
  readonly id: string;
  /** It was opened to put money into it. */
  readonly isForMoney: boolean;
}

function OneAccount({ chosen, canChange }: { readonly chosen: Chosen; readonly canChange: boolean }) {
  const { id, isForMoney } = chosen;
  const { mode } = useScope();
  const place = useRef<HTMLDivElement>(null);
  const account = useQuery({
    queryKey: ['account', id],
    queryFn: () => ask<Account>('GET', `/admin/accounts/${id}`),
  });
  const isThere = account.data !== undefined;
  // It stands below a list that may be long.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each press, when it is there
  useEffect(() => {
    if (!isThere) return;
    place.current?.scrollIntoView({ block: 'nearest' });
    if (isForMoney) place.current?.querySelector<HTMLElement>('input[name=amount]')?.focus();
  }, [chosen, isThere]);
  return (
    <div ref={place} className="stack">
      <Answered of={account}>
        {({ name, balances }) => (
          <Card title={name}>
            {balances ? <BalanceTiles balance={balances[mode]} /> : null}
            {canChange ? <TopUp key={`${id} ${mode}`} accountId={id} /> : null}
          </Card>
        )}
      </Answered>
      <Statement path={`/admin/accounts/${id}/statement`} />
    </div>
  );
}
