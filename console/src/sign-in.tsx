import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef } from 'react';
import { ask, Refused } from './ask.ts';
import { useSay } from './language.tsx';
import { Card, Field, Problem } from './parts/basic.tsx';

/** A link signs in by itself: its token stands behind `#`, which no server and no log ever sees. */
export function SignIn() {
  const say = useSay();
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationKey: ['sign-in'],
    mutationFn: (body: { link: string } | { name: string; password: string }) =>
      ask('POST', '/sign-in', body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['session'] }),
  });
  const used = useRef<string>(undefined);
  useEffect(() => {
    const take = () => {
      const link = /#sign-in=(\w+)/.exec(window.location.hash)?.[1];
      if (!link || used.current === link) return;
      used.current = link;
      history.replaceState(null, '', window.location.pathname);
      signIn.mutate({ link });
    };
    take();
    // A link that is opened where this page already stands loads nothing anew.
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, [signIn.mutate]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({ name: String(form.get('name')), password: String(form.get('password')) });
  };
  return (
    <main className="sign-in">
      <h1>Plantain</h1>
      {signIn.error ? <Problem error={worded(signIn.error)} /> : null}
      <Card>
        <form onSubmit={submit}>
          <Field label={say('name')}>
            <input name="name" autoComplete="username" required />
          </Field>
          <Field label={say('password')}>
            <input name="password" type="password" autoComplete="current-password" required />
          </Field>
          <button className="primary" type="submit" disabled={signIn.isPending}>
            {say(signIn.isPending ? 'signingIn' : 'signIn')}
          </button>
        </form>
      </Card>
      <p className="quiet">{say('signInHint')}</p>
    </main>
  );
}

/** No session has ended, which is what a 401 means everywhere else: its own words say what to do. */
const worded = (error: Error) =>
  error instanceof Refused && error.status === 401 ? new Error(error.message) : error;
