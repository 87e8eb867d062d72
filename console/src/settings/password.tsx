import { type FormEvent, useRef } from 'react';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Card, Field, Problem } from '../parts/basic.tsx';

export function Password() {
  const say = useSay();
  const form = useRef<HTMLFormElement>(null);
  const change = useAct(
    (password: string) => ask('POST', '/password', { password }),
    () => form.current?.reset(),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(String(new FormData(event.currentTarget).get('password')));
  };
  return (
    <Card title={say('setPassword')}>
      <form className="row" ref={form} onSubmit={submit}>
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
