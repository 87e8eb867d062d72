import { type FormEvent, useState } from 'react';
import type { Role, User } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { AccountField } from '../parts/account-field.tsx';
import { useAct } from '../parts/act.ts';
import { Dialog, Field, Problem } from '../parts/basic.tsx';
import { FormEnd } from '../parts/form-end.tsx';

const roles = ['owner', 'operator', 'viewer', 'customer'] as const;

export function NewPerson({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: (user: User) => void;
}) {
  const say = useSay();
  const [role, choose] = useState<Role>('operator');
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
        {role === 'customer' ? <AccountField /> : null}
        <FormEnd label={say('create')} isPending={create.isPending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
