import { useInfiniteQuery } from '@tanstack/react-query';
import type { Action, List } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Card, Problem, Table } from '../parts/basic.tsx';
import { Moment } from '../parts/moment.tsx';
import { More } from '../parts/more.tsx';

const pageSize = 50;

/** The audit log: what was done, by whom, newest first. */
export function ActionLog() {
  const say = useSay();
  const pages = useInfiniteQuery({
    queryKey: ['actions'],
    queryFn: ({ pageParam }) =>
      ask<List<Action>>('GET', `/admin/actions${query({ limit: pageSize, before: pageParam })}`),
    initialPageParam: '' as number | '',
    getNextPageParam: ({ data }: List<Action>) => (data.length < pageSize ? undefined : data.at(-1)?.number),
  });
  const actions = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Card title={say('log')}>
      {pages.error ? <Problem error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      {pages.isPending ? <p className="quiet">{say('loading')}</p> : null}
      {actions.length > 0 ? (
        <Table head={[say('when'), say('who'), say('what'), say('subject')]}>
          {actions.map((action) => (
            <tr key={action.number}>
              <Moment of={action.created_at} />
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
      ) : null}
      <More of={pages} />
    </Card>
  );
}
