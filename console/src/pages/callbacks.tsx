import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Callback, List, Session } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { DeliveryTable } from '../callbacks/delivery-table.tsx';
import { OneDelivery } from '../callbacks/one-delivery.tsx';
import { Secrets } from '../callbacks/secrets.tsx';
import { useSay } from '../language.tsx';
import { defaultAccountId } from '../parts/account-field.tsx';
import { Card, Empty, Field, Page, Problem } from '../parts/basic.tsx';
import { More } from '../parts/more.tsx';
import { useScope } from '../scope.ts';

export default function Callbacks({ person }: { readonly person: Session }) {
  const { accountId } = useScope();
  if (person.role === 'customer') return <Deliveries paths={ownPaths} canChange />;
  const id = accountId || defaultAccountId;
  // Made anew for another account: a secret that was shown for this one goes.
  return <Deliveries key={id} paths={staffPaths(id)} canChange={person.role !== 'viewer'} />;
}

const states = ['pending', 'delivered', 'exhausted', 'stopped'] as const;

interface Paths {
  readonly list: string;
  readonly one: (id: string) => string;
  readonly secrets: string;
}

const ownPaths: Paths = {
  list: '/v1/callbacks',
  one: (id) => `/v1/callbacks/${id}`,
  secrets: '/v1/callbacks/secrets',
};
const staffPaths = (accountId: string): Paths => ({
  list: `/admin/accounts/${accountId}/callbacks`,
  one: (id) => `/admin/callbacks/${id}`,
  secrets: `/admin/accounts/${accountId}/callback-secrets`,
});

function Deliveries(props: { readonly paths: Paths; readonly canChange: boolean }) {
  const say = useSay();
  const { mode } = useScope();
  const { paths } = props;
  const [chosen, choose] = useState<string>();
  const [status, setStatus] = useState('');
  const pages = useInfiniteQuery({
    queryKey: ['callbacks', paths.list, mode, status],
    queryFn: ({ pageParam }) =>
      ask<List<Callback>>('GET', `${paths.list}${query({ mode, status, limit: 50, after: pageParam })}`),
    initialPageParam: '',
    getNextPageParam: (last: List<Callback>) => last.next ?? undefined,
    refetchInterval: (state) => ((state.state.data?.pages.length ?? 1) === 1 ? 5_000 : false),
  });
  const events = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Page title={say('callbacks')}>
      <Card title={say('delivery')}>
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
      <Secrets path={paths.secrets} canChange={props.canChange} />
      {chosen ? (
        <OneDelivery path={paths.one(chosen)} canChange={props.canChange} onClose={() => choose(undefined)} />
      ) : null}
    </Page>
  );
}
