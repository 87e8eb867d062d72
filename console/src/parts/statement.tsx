import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Balance, List, StatementLine } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { receiptAddress } from '../generations/receipt-address.ts';
import { useSay } from '../language.tsx';
import { useScope } from '../scope.ts';
import type { TextKey } from '../texts/en.ts';
import { Card, Empty, Problem, Table } from './basic.tsx';
import { Moment } from './moment.tsx';
import { useMoney } from './money.ts';
import { More } from './more.tsx';

const kinds: Readonly<Record<string, TextKey>> = {
  hold: 'moveHold',
  charge: 'moveCharge',
  release: 'moveRelease',
  'top-up': 'topUp',
  refund: 'moveRefund',
  reversal: 'moveReversal',
};

export function BalanceTiles({ balance }: { readonly balance: Balance }) {
  const say = useSay();
  const { usdOfMicros } = useMoney();
  return (
    <div className="tiles">
      {(
        [
          ['available', balance.unlimited ? say('unlimited') : usdOfMicros(balance.available_micros)],
          ['held', usdOfMicros(balance.held_micros)],
          ['spent', usdOfMicros(balance.spent_micros)],
        ] as const
      ).map(([key, value]) => (
        <div className="tile" key={key}>
          <span className="quiet">{say(key)}</span>
          <strong>{value}</strong>
          {key === 'available' && balance.unlimited ? (
            <small>
              {say('balance')} {usdOfMicros(balance.available_micros)}
            </small>
          ) : null}
        </div>
      ))}
    </div>
  );
}

/** Every movement of an account's money, newest first. */
export function Statement({ path }: { readonly path: string }) {
  const say = useSay();
  const { mode } = useScope();
  const { usdOfMicros } = useMoney();
  const pages = useInfiniteQuery({
    queryKey: ['statement', path, mode],
    queryFn: ({ pageParam }) =>
      ask<List<StatementLine>>('GET', `${path}${query({ mode, limit: 50, after: pageParam })}`),
    initialPageParam: '',
    getNextPageParam: (last: List<StatementLine>) => last.next ?? undefined,
  });
  const lines = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Card title={say('statement')}>
      {pages.error ? <Problem error={pages.error} /> : null}
      {!pages.isPending && lines.length === 0 ? <Empty>{say('nothing')}</Empty> : null}
      {lines.length > 0 ? (
        <Table head={[say('when'), say('what'), say('change'), say('balance'), say('subject')]}>
          {lines.map((line) => (
            <tr key={line.transfer_id}>
              <Moment of={line.created_at} />
              <td>{kinds[line.kind] ? say(kinds[line.kind] as TextKey) : line.kind}</td>
              <td className="number">{usdOfMicros(line.change_micros)}</td>
              <td className="number">{usdOfMicros(line.available_micros)}</td>
              <td>
                {line.generation_id ? (
                  <Link href={receiptAddress(line.generation_id, mode)}>
                    {line.generation_id.slice(0, 14)}…
                  </Link>
                ) : (
                  (line.reason ?? '–')
                )}
              </td>
            </tr>
          ))}
        </Table>
      ) : null}
      <More of={pages} />
    </Card>
  );
}
