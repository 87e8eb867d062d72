import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AccountForm } from '../accounts/account-form.tsx';
import { AccountTable } from '../accounts/account-table.tsx';
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
  const [chosen, choose] = useState<string>();
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
      <Card>
        <Answered of={accounts}>
          {({ data }) => (
            <AccountTable accounts={data} onChoose={choose} {...(canChange ? { onEdit: edit } : {})} />
          )}
        </Answered>
      </Card>
      {chosen ? <OneAccount id={chosen} canChange={canChange} /> : null}
      {edited ? <AccountForm edited={edited} onClose={() => edit(undefined)} /> : null}
    </Page>
  );
}

function OneAccount({ id, canChange }: { readonly id: string; readonly canChange: boolean }) {
  const { mode } = useScope();
  const account = useQuery({
    queryKey: ['account', id],
    queryFn: () => ask<Account>('GET', `/admin/accounts/${id}`),
  });
  return (
    <>
      <Answered of={account}>
        {({ name, balances }) => (
          <Card title={name}>
            {balances ? <BalanceTiles balance={balances[mode]} /> : null}
            {canChange ? <TopUp key={`${id} ${mode}`} accountId={id} /> : null}
          </Card>
        )}
      </Answered>
      <Statement path={`/admin/accounts/${id}/statement`} />
    </>
  );
}
