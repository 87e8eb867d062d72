import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { TopUp } from '../accounts/top-up.tsx';
import type { Account, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAccounts } from '../parts/account-field.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Field, Page, Pill, Problem, Table } from '../parts/basic.tsx';
import { at } from '../parts/show.ts';
import { BalanceTiles, Statement } from '../parts/statement.tsx';
import { useScope } from '../scope.ts';

export default function Accounts({ person }: { readonly person: Session }) {
  const say = useSay();
  const accounts = useAccounts();
  const [chosen, choose] = useState<string>();
  const [isNew, makeNew] = useState(false);
  const canChange = person.role !== 'viewer';
  return (
    <Page
      title={say('accounts')}
      actions={
        canChange ? (
          <button type="button" className="primary" onClick={() => makeNew(true)}>
            {say('newAccount')}
          </button>
        ) : null
      }
    >
      <Card>
        <Answered of={accounts}>
          {({ data }) => (
            <Table head={[say('name'), say('id'), say('kind'), say('created'), '']}>
              {data.map((account) => (
                <tr key={account.id}>
                  <td>{account.name}</td>
                  <td>
                    <code>{account.id}</code>
                  </td>
                  <td>
                    <Pill tone="plain">{say(account.kind)}</Pill>
                  </td>
                  <td>{at(account.created_at)}</td>
                  <td>
                    <button type="button" className="small" onClick={() => choose(account.id)}>
                      {say('statement')}
                    </button>
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </Answered>
      </Card>
      {chosen ? <OneAccount id={chosen} canChange={canChange} /> : null}
      {isNew ? <NewAccount onClose={() => makeNew(false)} /> : null}
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

function NewAccount({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const create = useAct((body: object) => ask('POST', '/admin/accounts', body), onClose);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(Object.fromEntries(new FormData(event.currentTarget)));
  };
  return (
    <Dialog title={say('newAccount')} onClose={onClose}>
      {create.error ? <Problem error={create.error} /> : null}
      <form onSubmit={submit}>
        <Field label={say('name')}>
          <input name="name" required maxLength={200} />
        </Field>
        <Field label={say('kind')}>
          <select name="kind" defaultValue="prepaid">
            <option value="prepaid">{say('prepaid')}</option>
            <option value="unlimited">{say('unlimited')}</option>
          </select>
        </Field>
        <button type="submit" className="primary">
          {say('create')}
        </button>
      </form>
    </Dialog>
  );
}
