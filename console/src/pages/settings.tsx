import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Account, Action, List, Role, Session, User } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Field, Page, Pill, Problem, Table } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';
import { at } from '../parts/show.ts';

export default function Settings({ person }: { readonly person: Session }) {
  const say = useSay();
  return (
    <Page title={say('settings')}>
      <Password />
      {person.role === 'owner' ? <People /> : null}
      {person.role === 'customer' ? null : <Log />}
    </Page>
  );
}

function Password() {
  const say = useSay();
  const change = useAct((password: string) => ask('POST', '/password', { password }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(String(new FormData(event.currentTarget).get('password')));
    event.currentTarget.reset();
  };
  return (
    <Card title={say('setPassword')}>
      <form className="row" onSubmit={submit}>
        <Field label={say('password')} hint={say('passwordHint')}>
          <input name="password" type="password" minLength={12} required autoComplete="new-password" />
        </Field>
        <button type="submit" disabled={change.isPending}>
          {say('save')}
        </button>
        {change.isSuccess ? <span role="status">{say('done')}</span> : null}
      </form>
      {change.error ? <Problem error={change.error} /> : null}
    </Card>
  );
}

const roles = ['owner', 'operator', 'viewer', 'customer'] as const;

function People() {
  const say = useSay();
  const users = useQuery({ queryKey: ['users'], queryFn: () => ask<List<User>>('GET', '/users') });
  const [link, show] = useState<string>();
  const [isNew, makeNew] = useState(false);
  const change = useAct(({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) =>
    ask('PATCH', `/users/${id}`, body),
  );
  const renew = useAct(
    (id: string) => ask<{ link: string }>('POST', `/users/${id}/link`),
    (made) => show(made.link),
  );
  return (
    <Card
      title={say('people')}
      actions={
        <button type="button" onClick={() => makeNew(true)}>
          {say('newPerson')}
        </button>
      }
    >
      {change.error || renew.error ? <Problem error={change.error ?? renew.error} /> : null}
      <Answered of={users}>
        {({ data }) => (
          <Table head={[say('name'), say('role'), say('account'), say('created'), '']}>
            {data.map((user) => (
              <tr key={user.id}>
                <td>
                  {user.name} {user.disabled_at ? <Pill tone="bad">{say('blocked')}</Pill> : null}
                </td>
                <td>{say(user.role)}</td>
                <td>{user.account_id ?? '–'}</td>
                <td>{at(user.created_at)}</td>
                <td>
                  <div className="row">
                    <button type="button" className="small" onClick={() => renew.mutate(user.id)}>
                      {say('newLink')}
                    </button>
                    <button
                      type="button"
                      className="small"
                      onClick={() => change.mutate({ id: user.id, disabled: user.disabled_at === null })}
                    >
                      {say(user.disabled_at ? 'unblock' : 'block')}
                    </button>
                  </div>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Answered>
      {isNew ? (
        <NewPerson
          onClose={() => makeNew(false)}
          onDone={(user) => {
            makeNew(false);
            show(user.link);
          }}
        />
      ) : null}
      {link ? (
        <Dialog title={say('newLink')} onClose={() => show(undefined)}>
          <p>{say('linkShownOnce')}</p>
          <pre>{window.location.origin + link}</pre>
          <Copy text={window.location.origin + link} />
        </Dialog>
      ) : null}
    </Card>
  );
}

function NewPerson({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: (user: User) => void;
}) {
  const say = useSay();
  const [role, choose] = useState<Role>('operator');
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: () => ask<List<Account>>('GET', '/admin/accounts'),
  });
  const create = useAct((body: object) => ask<User>('POST', '/users', body), onDone);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(Object.fromEntries(new FormData(event.currentTarget)));
  };
  return (
    <Dialog title={say('newPerson')} onClose={onClose}>
      {create.error ? <Problem error={create.error} /> : null}
      <form onSubmit={submit}>
        <Field label={say('name')}>
          <input name="name" required maxLength={100} autoComplete="off" />
        </Field>
        <Field label={say('role')}>
          <select name="role" value={role} onChange={(event) => choose(event.target.value as Role)}>
            {roles.map((each) => (
              <option key={each} value={each}>
                {say(each)}
              </option>
            ))}
          </select>
        </Field>
        {role === 'customer' ? (
          <Field label={say('account')}>
            <select name="account_id" required>
              {accounts.data?.data.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        ) : null}
        <button type="submit" className="primary">
          {say('create')}
        </button>
      </form>
    </Dialog>
  );
}

function Log() {
  const say = useSay();
  const actions = useQuery({
    queryKey: ['actions'],
    queryFn: () => ask<List<Action>>('GET', `/admin/actions${query({ limit: 50 })}`),
  });
  return (
    <Card title={say('log')}>
      <Answered of={actions}>
        {({ data }) => (
          <Table head={[say('when'), say('who'), say('what'), say('subject')]}>
            {data.map((action) => (
              <tr key={action.number}>
                <td>{at(action.created_at)}</td>
                <td>{action.actor}</td>
                <td>
                  <details>
                    <summary>{action.action}</summary>
                    <pre>{JSON.stringify({ before: action.before, after: action.after }, null, 2)}</pre>
                  </details>
                </td>
                <td>
                  <code>{action.subject}</code>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Answered>
    </Card>
  );
}
