import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Account, List, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Field, Page, Pill, Problem, Table } from '../parts/basic.tsx';
import { at } from '../parts/show.ts';
import { BalanceTiles, Statement } from '../parts/statement.tsx';
import { useScope } from '../scope.ts';

export default function Accounts({ person }: { readonly person: Session }) {
  const say = useSay();
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: () => ask<List<Account>>('GET', '/admin/accounts'),
  });
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
  const say = useSay();
  const { mode } = useScope();
  const account = useQuery({
    queryKey: ['account', id],
    queryFn: () => ask<Account>('GET', `/admin/accounts/${id}`),
  });
  const topUp = useAct((body: object) => ask('POST', `/admin/accounts/${id}/top-ups`, body));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    topUp.mutate({
      amount_micros: Math.round(Number(form.get('amount')) * 1e6),
      mode,
      reason: String(form.get('reason')),
      // Pressed twice, it is done once.
      reference: String(form.get('reference')),
    });
    event.currentTarget.reset();
  };
  return (
    <>
      <Answered of={account}>
        {({ name, balances }) => (
          <Card title={name}>
            {balances ? <BalanceTiles balance={balances[mode]} /> : null}
            {canChange ? (
              <form className="row" onSubmit={submit} key={topUp.submittedAt}>
                <input type="hidden" name="reference" value={`console-${crypto.randomUUID()}`} readOnly />
                <Field label={say('amountUsd')}>
                  <input name="amount" type="number" min={0.01} step="any" required />
                </Field>
                <Field label={say('reason')}>
                  <input name="reason" required maxLength={500} />
                </Field>
                <button type="submit" disabled={topUp.isPending}>
                  {say('topUp')} ({say(mode)})
                </button>
              </form>
            ) : null}
            {topUp.error ? <Problem error={topUp.error} /> : null}
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
