import { type QueryClient, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Router, Switch } from 'wouter';
import type { Session } from './answers.ts';
import { ask, Refused } from './ask.ts';
import { useSay } from './language.tsx';
import { Empty, Problem } from './parts/basic.tsx';
import { scope } from './scope.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

const Overview = lazy(() => import('./pages/overview.tsx'));
const Playground = lazy(() => import('./pages/playground.tsx'));
const Generations = lazy(() => import('./pages/generations.tsx'));
const Generation = lazy(() => import('./pages/generation.tsx'));
const Keys = lazy(() => import('./pages/keys.tsx'));
const Accounts = lazy(() => import('./pages/accounts.tsx'));
const OwnAccount = lazy(() => import('./pages/own-account.tsx'));
const Channels = lazy(() => import('./pages/channels.tsx'));
const Prices = lazy(() => import('./pages/prices.tsx'));
const Verification = lazy(() => import('./pages/verification.tsx'));
const Callbacks = lazy(() => import('./pages/callbacks.tsx'));
const Settings = lazy(() => import('./pages/settings.tsx'));

/** Null: nobody is signed in. An answer like any other, so the form to sign in stays while it is asked again. */
async function findSession({ client }: { readonly client: QueryClient }): Promise<Session | null> {
  const session = await ask<Session>('GET', '/session').catch((error: unknown) => {
    if (error instanceof Refused && error.status === 401) return null;
    throw error;
  });
  // What somebody else was told is shown to nobody who comes after, not even until it is asked again.
  if (client.getQueryData<Session | null>(['session'])?.user_id !== session?.user_id)
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  if (!session) return null;
  // A link that was not needed stays out of the address, and so out of what is sent to others.
  if (/#sign-in=/.test(window.location.hash)) history.replaceState(null, '', window.location.pathname);
  // Whoever sat here before may have looked at another account.
  if (session.role === 'customer') scope.set({ accountId: '' });
  return session;
}

export function App() {
  const say = useSay();
  const session = useQuery({ queryKey: ['session'], queryFn: findSession });
  if (session.data === null) return <SignIn />;
  // Asked again later and not answered: what is open, half-written forms among it, stays.
  if (!session.data) {
    if (session.error) return <Problem error={session.error} onRetry={() => void session.refetch()} />;
    return <p className="empty">{say('loading')}</p>;
  }
  return <Pages key={session.data.user_id} person={session.data} />;
}

function Pages({ person }: { readonly person: Session }) {
  const say = useSay();
  const isStaff = person.role !== 'customer';
  return (
    <Router base="/console">
      <Shell person={person}>
        <Suspense fallback={<p className="quiet">{say('loading')}</p>}>
          <Switch>
            <Route path="/">
              <Overview person={person} />
            </Route>
            <Route path="/playground">
              <Playground person={person} />
            </Route>
            <Route path="/generations">
              <Generations />
            </Route>
            <Route path="/generations/:id">{({ id }) => <Generation id={id} person={person} />}</Route>
            <Route path="/keys">
              <Keys person={person} />
            </Route>
            <Route path="/account">
              <OwnAccount />
            </Route>
            <Route path="/callbacks">
              <Callbacks person={person} />
            </Route>
            <Route path="/settings">
              <Settings person={person} />
            </Route>
            {isStaff ? (
              <>
                <Route path="/accounts">
                  <Accounts person={person} />
                </Route>
                <Route path="/channels">
                  <Channels person={person} />
                </Route>
                <Route path="/prices">
                  <Prices person={person} />
                </Route>
                <Route path="/verification">
                  <Verification person={person} />
                </Route>
              </>
            ) : null}
            <Route>
              <Empty>{say('noPage')}</Empty>
            </Route>
          </Switch>
        </Suspense>
      </Shell>
    </Router>
  );
}
