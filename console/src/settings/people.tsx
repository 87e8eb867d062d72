import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { List, Role, User } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Pill, Problem, Table } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';
import { Moment } from '../parts/moment.tsx';
import { NewPerson } from './new-person.tsx';

/** Who may sign in, as what, and the links that let them. */
export function People() {
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
              <Person
                key={user.id}
                of={user}
                onRenew={() => renew.mutate(user.id)}
                onBlock={(disabled) => change.mutate({ id: user.id, disabled })}
              />
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

interface PersonProps {
  readonly of: User;
  readonly onRenew: () => void;
  readonly onBlock: (disabled: boolean) => void;
}

function Person({ of: user, onRenew, onBlock }: PersonProps) {
  const say = useSay();
  return (
    <tr>
      <td>
        {user.name} {user.disabled_at ? <Pill tone="bad">{say('blocked')}</Pill> : null}
      </td>
      <td>{say(user.role)}</td>
      <td>{user.account_id ?? '–'}</td>
      <Moment of={user.created_at} />
      <td>
        <div className="row">
          <button type="button" className="small" onClick={onRenew}>
            {say('newLink')}
          </button>
          <button type="button" className="small" onClick={() => onBlock(user.disabled_at === null)}>
            {say(user.disabled_at ? 'unblock' : 'block')}
          </button>
        </div>
      </td>
    </tr>
  );
}
