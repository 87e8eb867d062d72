import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Callback, List, Session } from '../answers.ts';
import { query } from '../ask.ts';
import { DeliveryTable } from '../callbacks/delivery-table.tsx';
import { OneDelivery } from '../callbacks/one-delivery.tsx';
import { askPage, ownPaths, type Paths, staffPaths } from '../callbacks/paths.ts';
import { Secrets } from '../callbacks/secrets.tsx';
import { useSay } from '../language.tsx';
import { defaultAccountId, useAccounts } from '../parts/account-field.tsx';
import { Card, Empty, Field, Page, Problem } from '../parts/basic.tsx';
import { More } from '../parts/more.tsx';
import { useScope } from '../scope.ts';

export default function Callbacks({ person }: { readonly person: Session }) {
  return person.role === 'customer' ? (
    <Deliveries paths={ownPaths} canChange />
  ) : (
    <OfAccount canChange={person.role !== 'viewer'} />
  );
}

/** Staff look at one account, and are told which. Nobody's secret is replaced by somebody who chose nobody. */
function OfAccount({ canChange }: { readonly canChange: boolean }) {
  const { accountId } = useScope();
  const accounts = useAccounts();
  const id = accountId || defaultAccountId;
  const name = accounts.data?.data.find((account) => account.id === id)?.name ?? id;
  // Made anew for another account: a secret that was shown for this one goes.
  return (
    <Deliveries
      key={accountId}
      paths={staffPaths(id)}
      canChange={canChange}
      account={{ name, isChosen: accountId !== '' }}
    />
  );
}

const states = ['pending', 'delivered', 'exhausted', 'stopped'] as const;

interface Props {
  readonly paths: Paths;
  readonly canChange: boolean;
  /** Whose they are; absent: one's own. */
  readonly account?: { readonly name: string; readonly isChosen: boolean };
}

function Deliveries({ paths, canChange, account }: Props) {
  const say = useSay();
  const { mode } = useScope();
  const [chosen, choose] = useState<string>();
  const [status, setStatus] = useState('');
  const pages = useInfiniteQuery({
    queryKey: ['callbacks', paths.list, mode, status],
    queryFn: ({ pageParam }) =>
      askPage(`${paths.list}${query({ mode, status, limit: 50, after: pageParam })}`),
    initialPageParam: '',
    getNextPageParam: (last: List<Callback>) => last.next ?? undefined,
    refetchInterval: (state) => ((state.state.data?.pages.length ?? 1) === 1 ? 5_000 : false),
  });
  const events = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Page title={say('callbacks')}>
      {account && !account.isChosen ? (
        <p className="quiet">{say('callbacksOfOne', { name: account.name })}</p>
      ) : null}
      <Card title={account ? `${say('delivery')} · ${account.name}` : say('delivery')}>
        <div className="row">
          <Field label={say('state')}>
            <select value={status} onChange={(event) => setStatus(event.target.value)}>
              <option value="">{say('all')}</option>
              {states.map((state) => (
                <option key={state} value={state}>
                  {say(state)}
                </option>
              ))}
            </select>
          </Field>
        </div>
        {pages.error ? <Problem error={pages.error} onRetry={() => void pages.refetch()} /> : null}
        {pages.isPending ? <p className="quiet">{say('loading')}</p> : null}
        {pages.data && events.length === 0 ? <Empty>{say('noCallbacks')}</Empty> : null}
        {events.length > 0 ? <DeliveryTable events={events} onChoose={choose} /> : null}
        <More of={pages} />
      </Card>
      {account?.isChosen === false ? null : <Secrets path={paths.secrets} canChange={canChange} />}
      {chosen ? (
        <OneDelivery path={paths.one(chosen)} canChange={canChange} onClose={() => choose(undefined)} />
      ) : null}
    </Page>
  );
}
