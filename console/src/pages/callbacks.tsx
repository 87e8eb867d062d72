import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Callback, List, Session } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { defaultAccountId } from '../parts/account-field.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Dialog, Empty, Page, Pill, Problem, Table } from '../parts/basic.tsx';
import { Copy } from '../parts/copy.tsx';
import { at, milliseconds } from '../parts/show.ts';
import { useScope } from '../scope.ts';

export default function Callbacks({ person }: { readonly person: Session }) {
  const { accountId } = useScope();
  if (person.role === 'customer') return <Deliveries paths={ownPaths} canChange />;
  return (
    <Deliveries paths={staffPaths(accountId || defaultAccountId)} canChange={person.role !== 'viewer'} />
  );
}

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

const tones = { delivered: 'good', pending: 'wait', exhausted: 'bad', stopped: 'bad' } as const;
const toneOf = (status: string) => tones[status as keyof typeof tones] ?? 'plain';

function Deliveries(props: { readonly paths: Paths; readonly canChange: boolean }) {
  const say = useSay();
  const { mode } = useScope();
  const { paths } = props;
  const [chosen, choose] = useState<string>();
  const events = useQuery({
    queryKey: ['callbacks', paths.list, mode],
    queryFn: () => ask<List<Callback>>('GET', `${paths.list}${query({ mode, limit: 100 })}`),
    refetchInterval: 5_000,
  });
  return (
    <Page title={say('callbacks')}>
      <Card title={say('delivery')}>
        <Answered of={events}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty>{say('nothing')}</Empty>
            ) : (
              <Table
                head={[
                  'URL',
                  say('state'),
                  say('attemptsWord'),
                  say('nextTry'),
                  say('created'),
                  say('generations'),
                  '',
                ]}
              >
                {data.map((event) => (
                  <tr key={event.id}>
                    <td className="prompt">{event.url}</td>
                    <td>
                      <Pill tone={toneOf(event.status)}>{event.status}</Pill>
                    </td>
                    <td className="number">{event.attempts}</td>
                    <td>{at(event.next_at)}</td>
                    <td>{at(event.created_at)}</td>
                    <td>
                      <Link href={`/generations/${event.generation_id}`}>
                        {event.generation_id.slice(0, 14)}…
                      </Link>
                    </td>
                    <td>
                      <button type="button" className="small" onClick={() => choose(event.id)}>
                        {say('attempts')}
                      </button>
                    </td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Answered>
      </Card>
      <Secrets path={paths.secrets} canChange={props.canChange} />
      {chosen ? (
        <OneDelivery path={paths.one(chosen)} canChange={props.canChange} onClose={() => choose(undefined)} />
      ) : null}
    </Page>
  );
}

function OneDelivery(props: {
  readonly path: string;
  readonly canChange: boolean;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const one = useQuery({
    queryKey: ['callback', props.path],
    queryFn: () => ask<Callback>('GET', props.path),
  });
  const redeliver = useAct(() => ask('POST', `${props.path}/redeliver`));
  return (
    <Dialog title={say('attempts')} onClose={props.onClose}>
      <Answered of={one}>
        {({ url, log = [] }) => (
          <>
            <p className="words">{url}</p>
            <Table head={['#', say('when'), 'HTTP', say('duration'), say('reason')]}>
              {log.map((attempt) => (
                <tr key={attempt.number}>
                  <td className="number">{attempt.number}</td>
                  <td>{at(attempt.started_at)}</td>
                  <td className="number">{attempt.http_status ?? '–'}</td>
                  <td className="number">{milliseconds(attempt.duration_ms)}</td>
                  <td>{attempt.error ?? '–'}</td>
                </tr>
              ))}
            </Table>
          </>
        )}
      </Answered>
      {redeliver.error ? <Problem error={redeliver.error} /> : null}
      {props.canChange ? (
        <button type="button" disabled={redeliver.isPending} onClick={() => redeliver.mutate()}>
          {say('redeliver')}
        </button>
      ) : null}
    </Dialog>
  );
}

interface Secret {
  readonly number: number;
  readonly created_at: string;
  readonly expires_at: string | null;
}

function Secrets({ path, canChange }: { readonly path: string; readonly canChange: boolean }) {
  const say = useSay();
  const secrets = useQuery({ queryKey: ['secrets', path], queryFn: () => ask<List<Secret>>('GET', path) });
  const rotate = useAct(() => ask<{ secret: string }>('POST', path, {}));
  return (
    <Card
      title={say('secrets')}
      actions={
        canChange ? (
          <button type="button" onClick={() => rotate.mutate()} disabled={rotate.isPending}>
            {say('newSecret')}
          </button>
        ) : null
      }
    >
      {rotate.error ? <Problem error={rotate.error} /> : null}
      {rotate.data ? (
        <div role="status">
          <p>{say('secretShownOnce')}</p>
          <pre>{rotate.data.secret}</pre>
          <Copy text={rotate.data.secret} />
        </div>
      ) : null}
      <Answered of={secrets}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty>{say('nothing')}</Empty>
          ) : (
            <Table head={['#', say('created'), say('expires')]}>
              {data.map((secret) => (
                <tr key={secret.number}>
                  <td className="number">{secret.number}</td>
                  <td>{at(secret.created_at)}</td>
                  <td>{secret.expires_at ? at(secret.expires_at) : say('never')}</td>
                </tr>
              ))}
            </Table>
          )
        }
      </Answered>
    </Card>
  );
}
